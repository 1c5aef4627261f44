// Files → manifests. Everything wrong is reported at once; an object with an error is declared, but not usable.
// May import: core, manifest.
import {
  compareDiagnostics,
  type Diagnostic,
  diagnostic,
  type DiagnosticCode,
  hasErrors,
  isJsonObject,
  type SourceRef,
  type Tree,
} from '../core/index.ts';
import { type Budget, createBudget } from './budget.ts';
import { guessIdentities, readIdentity } from './identity.ts';
import { foreignObjects } from './foreign-objects.ts';
import { checkMeaning, checkSchema } from './kinds/index.ts';
import { keyPlaceOf, type Path, placeOf } from './located.ts';
import type { Identity, Manifest } from './manifest.ts';
import { findWithoutFile } from './not-a-file.ts';
import { findRenderedTrees } from './rendered-trees.ts';
import { readYamlFile, type YamlDocument } from './yaml-file.ts';

/** An object that is declared and cannot be used. */
export interface Rejected extends Identity {
  readonly source: SourceRef;
  /** Where its shape is right all the same: what it refers to can be looked at, so that everything wrong is said at once. */
  readonly manifest?: Manifest;
}

export interface ReadResult {
  /** Usable objects, by kind, namespace and name. */
  readonly manifests: readonly Manifest[];
  /** Objects with an error in themselves; of duplicates the first. Same order. */
  readonly rejected: readonly Rejected[];
  /** Files in which some object may be hidden, sorted: what they declare is not known to the end. */
  readonly incomplete: readonly string[];
  /** Sorted. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Each of the places where an object is declared names so many of the others. */
const MOST_OTHERS = 5;

interface Declared {
  readonly identity: Identity;
  readonly source: SourceRef;
  /** Undefined where the schema refuses it. */
  readonly manifest?: Manifest;
  readonly usable: boolean;
}

/**
 * Reads manifest files. What stands in place of one is reported, and makes the set incomplete. Never throws; the order of the
 * files does not matter.
 * @param budget of all of them.
 */
export function readManifests(files: Tree, budget: Budget = createBudget()): ReadResult {
  const diagnostics: Diagnostic[] = [];
  const incomplete: string[] = [];
  const declared: Declared[] = [];
  const paths = [...files.keys()].sort();
  const missing = findWithoutFile(files);
  diagnostics.push(...missing.diagnostics);
  const regular = new Map([...files].flatMap(([path, bytes]) => (typeof bytes === 'object' ? [[path, bytes]] : [])));
  const rendered = findRenderedTrees(regular, budget);
  const unrendered = new Set<string>();
  const foreign: { readonly file: string; readonly kind: string }[] = [];
  for (const [index, file] of paths.entries()) {
    const bytes = files.get(file);
    if (typeof bytes !== 'object' || missing.paths.has(file)) {
      incomplete.push(file);
      continue;
    }
    const spent = budget.spend('files', 0);
    if (spent !== undefined) {
      diagnostics.push(unreadFiles(paths.slice(index), spent));
      incomplete.push(...paths.slice(index));
      break;
    }
    const read = readFile(file, bytes, budget);
    const isCovered = rendered.covers(file);
    if (!isCovered) foreign.push(...read.foreign.map((kind) => ({ file, kind })));
    if (rendered.isTemplate(file)) {
      unrendered.add(file);
      declared.push(...asDeclared(file, bytes, read));
      continue;
    }
    const found = isCovered ? read.diagnostics.filter(({ code }) => !UNRENDERED.has(code)) : read.diagnostics;
    if (found.length < read.diagnostics.length) unrendered.add(file);
    diagnostics.push(...found);
    declared.push(...read.declared);
    if (!read.isWhole || (read.isHiding && !isCovered)) incomplete.push(file);
  }
  const { usable, rejected, repeated } = withoutRepeated(declared);
  for (const { source } of repeated) if (rendered.covers(source?.file ?? '')) unrendered.add(source?.file ?? '');
  diagnostics.push(...repeated.filter(({ source }) => !rendered.covers(source?.file ?? '')));
  diagnostics.push(...rendered.findings(unrendered), ...foreignObjects(foreign));
  return { manifests: usable, rejected, incomplete, diagnostics: diagnostics.sort(compareDiagnostics) };
}

/** What a patch, or an object whose namespace comes later, looks like before it is rendered. */
const UNRENDERED: ReadonlySet<DiagnosticCode> = new Set(['missing-namespace', 'not-an-object', 'schema-violation']);

interface FileReading {
  readonly declared: readonly Declared[];
  /** Kinds of objects that are for others, once for each. */
  readonly foreign: readonly string[];
  /** Read as YAML to its end. */
  readonly isWhole: boolean;
  /** Whether a document that could not be identified may be an object of ours. */
  readonly isHiding: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

function readFile(file: string, bytes: Uint8Array, budget: Budget): FileReading {
  const yaml = readYamlFile(file, bytes, budget);
  const diagnostics = [...yaml.diagnostics];
  const declared: Declared[] = [];
  const foreign: string[] = [];
  let isHiding = false;
  for (const document of yaml.documents) {
    const reading = readIdentity(document);
    if ('foreign' in reading) foreign.push(reading.foreign);
    else if ('problem' in reading) {
      diagnostics.push(reading.problem);
      isHiding = true;
    } else {
      const checked = readObject(document, reading);
      diagnostics.push(...checked.diagnostics);
      declared.push(checked.declared);
    }
  }
  return { declared, foreign, isWhole: yaml.complete, isHiding, diagnostics };
}

/** What a template declares as far as that can be seen: it is held, and nothing of it is used. */
function asDeclared(file: string, bytes: Uint8Array, read: FileReading): readonly Declared[] {
  const seen = read.declared.map(({ identity, source }) => ({ identity, source, usable: false }));
  if (read.isWhole) return seen;
  const start = { file, line: 1, column: 1 };
  const guessed = guessIdentities(Buffer.from(bytes).toString());
  return [...seen, ...guessed.map((identity) => ({ identity, source: start, usable: false }))];
}

/** One finding for all of them. */
function unreadFiles([first = '', ...others]: readonly string[], spent: string): Diagnostic {
  const all = others.length === 0 ? 'this file is' : `this file and the ${others.length} after it are`;
  return diagnostic('file-limit', `${all} not read: ${spent}`, { file: first, line: 1, column: 1 });
}

function readObject(
  document: YamlDocument,
  { identity, apiVersion }: { readonly identity: Identity; readonly apiVersion: string },
): { readonly declared: Declared; readonly diagnostics: readonly Diagnostic[] } {
  const { root, findings } = document;
  const source = placeOf(root, []);
  const diagnostics = findings.map((f) => diagnostic(f.code, f.message, f.source, hintFor(f.code)));
  for (const { wrong, path, message, hint } of checkSchema(identity.kind, root.value)) {
    const place = wrong === 'key' ? keyPlaceOf(root, path) : placeOf(root, path);
    diagnostics.push(diagnostic('schema-violation', message, place, hint));
  }
  if (hasErrors(diagnostics) || !isJsonObject(root.value)) {
    return { declared: { identity, source, usable: false }, diagnostics };
  }

  const manifest = toManifest(document, identity, apiVersion);
  diagnostics.push(...checkMeaning(manifest));
  return { declared: { identity, source, manifest, usable: !hasErrors(diagnostics) }, diagnostics };
}

/** The typed view of a document that its schema accepted: the one place where a type is asserted. */
function toManifest({ root }: YamlDocument, identity: Identity, apiVersion: string): Manifest {
  const body = root.value as Manifest['body'];
  const metadata = body['metadata'] as Partial<Pick<Manifest, 'labels' | 'annotations'>>;
  return {
    ...identity,
    apiVersion,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    spec: body['spec'] as unknown,
    body,
    at: (path: Path) => placeOf(root, path),
    keyAt: (path: Path) => keyPlaceOf(root, path),
  } as Manifest;
}

function withoutRepeated(declared: readonly Declared[]): {
  readonly usable: readonly Manifest[];
  readonly rejected: readonly Rejected[];
  readonly repeated: readonly Diagnostic[];
} {
  const byKey = new Map<string, Declared[]>();
  for (const one of declared) {
    const { group, kind, namespace, name } = one.identity;
    const key = [group, kind, namespace, name].join('/');
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [one]);
    else same.push(one);
  }
  const usable: Manifest[] = [];
  const rejected: Rejected[] = [];
  const repeated: Diagnostic[] = [];
  for (const [, ones] of [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [first] = ones;
    if (first === undefined) continue;
    const { identity, source, manifest } = first;
    if (ones.length > 1 || manifest === undefined) rejected.push({ ...identity, source });
    else if (first.usable) usable.push(manifest);
    else rejected.push({ ...identity, source, manifest });
    if (ones.length > 1) repeated.push(...ones.map((one) => repetition(one, ones)));
  }
  return { usable, rejected, repeated };
}

function repetition(one: Declared, ones: readonly Declared[]): Diagnostic {
  const others = ones.slice(0, MOST_OTHERS + 1).filter((other) => other !== one);
  const places = others.slice(0, MOST_OTHERS).map(({ source }) => `${source.file}:${source.line}`);
  const untold = ones.length - 1 - places.length;
  const all = untold === 0 ? places.join(', ') : `${places.join(', ')} and ${untold} more places`;
  const { kind, namespace, name } = one.identity;
  return diagnostic('duplicate-object', `${kind}/${namespace}/${name} is also declared at ${all}`, one.source);
}

function hintFor(code: Diagnostic['code']): string | undefined {
  return code === 'ambiguous-scalar' ? 'Put quotes around it, or write true, false or a plain number.' : undefined;
}
