// One document → the object that it declares, and everything that is wrong with it.
import {
  type Diagnostic,
  diagnostic,
  hasErrors,
  isJsonObject,
  type JsonObject,
  type SourceRef,
} from '../core/index.ts';
import { keyPlaceOf, type Path, placeOf } from './located.ts';
import type { Identified } from './identity.ts';
import type { ManifestKind } from './kind.ts';
import type { Identity, Manifest } from './manifest.ts';
import { checkMetadata } from './metadata-rules.ts';
import { asWritten } from './server-fields.ts';
import { type Side, withStandIns } from './stand-ins.ts';
import type { Unplaced } from './unplaced-objects.ts';
import type { YamlDocument } from './yaml-file.ts';

export interface DeclaredObject {
  readonly identity: Identity;
  readonly source: SourceRef;
  readonly manifest?: Manifest;
  readonly otherwise?: Manifest;
  readonly usable: boolean;
  /** Why it stands in no cluster, when it needs one. */
  readonly unplaced?: Unplaced;
}

/** @param told what is already said of its identity. */
export function readObject(
  document: YamlDocument,
  { identity, kind, value }: Identified,
  told: readonly Diagnostic[] = [],
): { readonly declared: DeclaredObject; readonly diagnostics: readonly Diagnostic[] } {
  const { root, findings } = document;
  const source = placeOf(root, []);
  const diagnostics = findings.map((f) => diagnostic(f.code, f.message, f.source, hintFor(f.code)));
  const inDoubt = new Set(findings.map(({ path }) => path.join('/')));
  for (const { wrong, path, message, hint } of kind.checkSchema(value).map(asWritten)) {
    const place = wrong === 'key' ? keyPlaceOf(root, path) : placeOf(root, path);
    if (inDoubt.has(path.join('/')) || (told.length > 0 && isOfIdentity(path, message))) continue;
    diagnostics.push(diagnostic('schema-violation', message, place, hint));
  }
  const [manifest, otherwise] = viewsOf(document, { identity, kind, value }, hasErrors([...diagnostics, ...told]));
  const found = checkMeaning(kind, manifest);
  diagnostics.push(...(otherwise === undefined ? found : inBoth(found, checkMeaning(kind, otherwise))));
  const usable = otherwise === undefined && !hasErrors(diagnostics);
  return {
    declared: { identity, source, manifest, ...(otherwise === undefined ? {} : { otherwise }), usable },
    diagnostics,
  };
}

/** Whether the schema says of the metadata what is told of the identity already. */
function isOfIdentity(path: Path, message: string): boolean {
  if (path[0] !== 'metadata') return path.length === 1 && (path[0] === 'apiVersion' || path[0] === 'kind');
  return path.length === 1
    ? !message.startsWith('unknown')
    : ['name', 'namespace', 'generateName'].includes(String(path[1]));
}

/** One of a document that can be read as it stands, and two of another: see stand-ins. */
function viewsOf(
  document: YamlDocument,
  { identity, kind, value }: Identified,
  isBroken: boolean,
): readonly [Manifest, Manifest?] {
  if (!isBroken) return [toManifest(document, identity, value)];
  const view = (side: Side): Manifest => {
    const body = withStandIns(kind.schema, value, side);
    return toManifest(document, identity, isJsonObject(body) ? body : {});
  };
  return [view('low'), view('high')];
}

/** What is found whatever the stand-ins are. */
export function inBoth(found: readonly Diagnostic[], other: readonly Diagnostic[]): readonly Diagnostic[] {
  const others = new Set(other.map((one) => JSON.stringify(one)));
  return found.filter((one) => others.has(JSON.stringify(one)));
}

/** What the schema cannot say. Of what others apply, metadata and status are theirs. */
function checkMeaning(kind: ManifestKind, manifest: Manifest): readonly Diagnostic[] {
  if (kind.role === 'read') return kind.check(manifest);
  return [...checkMetadata(manifest), ...checkStatus(manifest), ...kind.check(manifest)];
}

function checkStatus(manifest: Manifest): readonly Diagnostic[] {
  if (manifest.body['status'] === undefined) return [];
  const message = 'status has no effect in Git: it is written by what serves the object';
  return [diagnostic('setting-without-effect', message, manifest.keyAt(['status']))];
}

/** The view of a body that its schema accepts: metadata have the types that every schema gives them. */
function toManifest({ root }: YamlDocument, identity: Identity, body: JsonObject): Manifest {
  const metadata = (body['metadata'] ?? {}) as Partial<Pick<Manifest, 'labels' | 'annotations'>>;
  return {
    ...identity,
    apiVersion: body['apiVersion'],
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    spec: body['spec'] as unknown,
    body,
    at: (path: Path) => placeOf(root, path),
    keyAt: (path: Path) => keyPlaceOf(root, path),
  } as Manifest;
}

function hintFor(code: Diagnostic['code']): string | undefined {
  return code === 'ambiguous-scalar' ? 'Put quotes around it, or write true, false or a plain number.' : undefined;
}
