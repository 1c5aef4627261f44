// Which object a document declares. A document whose identity is in doubt makes the set of objects unknown: the object
// that it was meant to declare must not look deleted.
import {
  type Diagnostic,
  diagnostic,
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
  sortedEntries,
  type SourceRef,
} from '../core/index.ts';
import { didYouMean, isTypingError } from './did-you-mean.ts';
import { NO_OBJECT } from './foreign-objects.ts';
import { apiVersionsOf, groupOfVersion, type ManifestKind } from './kind.ts';
import type { ManifestKinds } from './kinds.ts';
import { keyPlaceOf, type Located, type Path, placeOf } from './located.ts';
import type { Identity } from './manifest.ts';
import type { DefaultNamespace, FilePlace } from './placement.ts';
import type { YamlDocument } from './yaml-file.ts';

/** An object, and the kind by which it is read. */
export interface Identified {
  readonly identity: Identity;
  readonly kind: ManifestKind;
  /** The document, with the namespace that it is given where it writes none. */
  readonly value: JsonObject;
}

export type IdentityReading =
  | Identified
  /** The document may be an object of ours; `like`: what it is nearly, so that the rest of it can be looked at. */
  | { readonly problems: readonly Diagnostic[]; readonly like?: Identified }
  /** Certainly none of ours, so that nothing is hidden: its kind. */
  | { readonly foreign: string };

const IDENTITY_PATHS: readonly string[] = ['apiVersion', 'kind', 'metadata', 'metadata.name', 'metadata.namespace'];

/**
 * Reads apiVersion, kind, namespace and name of a document. One of a kind that is only read is for others in any doubt:
 * it hides nothing of ours, and what is wrong with it is theirs to hear.
 * @param place of its file.
 */
export function readIdentity(document: YamlDocument, kinds: ManifestKinds, place: FilePlace): IdentityReading {
  const reading = readManaged(document, kinds, place);
  if (!('problems' in reading)) return reading;
  const { value } = document.root;
  return isJsonObject(value) && isText(value['kind']) && isOnlyRead(value, kinds)
    ? { foreign: value['kind'] }
    : reading;
}

function readManaged({ root, findings }: YamlDocument, kinds: ManifestKinds, place: FilePlace): IdentityReading {
  const { value } = root;
  const doubt = findings.find((finding) => isIdentityPath(finding.path));
  const foreign =
    isJsonObject(value) && !isKindInDoubt(doubt?.path) ? foreignKind(value, findings.length > 0, kinds) : undefined;
  if (foreign !== undefined) return { foreign };
  if (doubt !== undefined) return { problems: [diagnostic(doubt.code, doubt.message, doubt.source)] };
  if (!isJsonObject(value)) return { problems: [notAnObject(root)] };
  const { apiVersion, kind } = value;
  const metadata = isJsonObject(value['metadata']) ? value['metadata'] : {};
  const { name } = metadata;
  const byDefault = place.namespace;
  const namespace = isUnwritten(metadata) && 'namespace' in byDefault ? byDefault.namespace : metadata['namespace'];
  const known = isText(apiVersion) && isText(kind) ? knownKind(apiVersion, kind, kinds) : undefined;
  const near = known ?? (isText(kind) ? nearKind(kind, apiVersion, kinds) : undefined);
  const problems: Diagnostic[] = [];
  if (isText(apiVersion) && isText(kind) && known === undefined) {
    const at = placeOf(root, [kinds.names.includes(kind) ? 'apiVersion' : 'kind']);
    const message = `${apiVersion} ${kind} is not a kind that Rangelight manages`;
    problems.push(diagnostic('unknown-kind', message, at, hintFor(kind, kinds)));
  }
  // An object of a kind that is not ours is not judged further.
  if (problems.length === 0 || near !== undefined) problems.push(...missingParts(root, value, metadata, kinds));
  if (near !== undefined && near.scope !== 'cluster' && isJsonObject(value['metadata']) && !isText(namespace)) {
    const what = isText(name) ? `${near.kind} ${name}` : near.kind;
    problems.push(missingNamespace(what, byDefault, keyPlaceOf(root, ['metadata'])));
  }
  if (near === undefined) return { problems };
  const identity = identityOf(near, isText(namespace) ? namespace : '', isText(name) ? name : '', place);
  const given = isText(namespace) ? { ...value, metadata: sorted({ ...metadata, namespace }) } : value;
  const like = { identity, kind: near, value: given };
  return problems.length === 0 ? like : { problems, like };
}

function identityOf(
  { group, kind, stands }: ManifestKind,
  namespace: string,
  name: string,
  { cluster: { cluster } }: FilePlace,
): Identity {
  return { group, kind, namespace, name, ...(stands === 'fleet' || cluster === undefined ? {} : { cluster }) };
}

/** As kubectl takes it: an empty namespace is none. */
function isUnwritten({ namespace }: JsonObject): boolean {
  return namespace === undefined || namespace === null || namespace === '';
}

function missingNamespace(what: string, byDefault: DefaultNamespace, source: SourceRef): Diagnostic {
  const { why, hint } = 'namespace' in byDefault ? {} : byDefault;
  const message = `${what} has no namespace${why === undefined ? '' : `, and ${why}`}`;
  return diagnostic('missing-namespace', message, source, hint);
}

/** Documents have their keys in order. */
function sorted(value: JsonObject): JsonObject {
  return Object.fromEntries(sortedEntries(Object.entries(value)));
}

/** The kind, when we know it in that version. */
function knownKind(apiVersion: string, kind: string, kinds: ManifestKinds): ManifestKind | undefined {
  return kinds.named(kind).find((one) => apiVersionsOf(one).includes(apiVersion));
}

/** Also in a version that we do not know, or without one; a kind of that name in another group is somebody else's. */
function nearKind(kind: string, apiVersion: Json | undefined, kinds: ManifestKinds): ManifestKind | undefined {
  const [only, ...others] = kinds.named(kind);
  if (!isText(apiVersion)) return others.length === 0 ? only : undefined;
  return kinds.named(kind).find(({ group }) => group === groupOfVersion(apiVersion));
}

/** One finding for all that is missing, of apiVersion, kind and metadata.name. */
function missingParts(
  root: Located,
  { apiVersion, kind, metadata }: JsonObject,
  { name, generateName }: JsonObject,
  kinds: ManifestKinds,
): readonly Diagnostic[] {
  const missing = [
    ...(isText(apiVersion) ? [] : ['apiVersion']),
    ...(isText(kind) ? [] : ['kind']),
    ...(isJsonObject(metadata) ? (isText(name) ? [] : ['metadata.name']) : ['metadata']),
  ];
  const last = missing.pop();
  if (last === undefined) return [];
  const named = missing.length === 0 ? `${last} is missing` : `${missing.join(', ')} and ${last} are missing`;
  const isGenerated = last === 'metadata.name' && generateName !== undefined;
  const message = isGenerated ? `${named}: generateName names no object` : named;
  const versions = isText(kind) && last === 'apiVersion' ? versionsOf(kind, kinds) : [];
  const hint = versions.length > 0 ? `Write ${versions.join(' or ')}.` : isGenerated ? 'Give it a name.' : undefined;
  const place = missing.length === 0 && last === 'metadata.name' ? keyPlaceOf(root, ['metadata']) : root.source;
  return [diagnostic('not-an-object', message, place, hint)];
}

function isKindInDoubt(path: Path | undefined): boolean {
  return path !== undefined && (path.length === 0 || path[0] === 'apiVersion' || path[0] === 'kind');
}

/** The kind of an object that is certainly for others; undefined for what may be meant for us. */
function foreignKind(value: JsonObject, isInDoubt: boolean, kinds: ManifestKinds): string | undefined {
  const { apiVersion, kind } = value;
  const hasShape = ['metadata', 'spec'].some((key) => Object.hasOwn(value, key));
  if (!isText(kind)) return hasShape || isInDoubt || kind !== undefined ? undefined : NO_OBJECT;
  if (!isText(apiVersion)) return undefined;
  const group = groupOfVersion(apiVersion);
  const same = kinds.named(kind);
  // What is managed may be meant with a wrong group, and must not look deleted; what is read has nothing to lose.
  if (same.length > 0) return same.every((one) => one.role === 'read' && one.group !== group) ? kind : undefined;
  if (kind.endsWith('List')) return isListOfForeign(value, isInDoubt, kinds) ? kind : undefined;
  // A Service is part of a MultiClusterService by its letters, and is not meant for one.
  if (isTypingError(kind, kinds.names)) return undefined;
  return kinds.isNear(group, kind) ? undefined : kind;
}

function isListOfForeign({ items }: JsonObject, isInDoubt: boolean, kinds: ManifestKinds): boolean {
  if (isInDoubt || !isJsonList(items) || items.length === 0) return false;
  return items.every(
    (item) => isJsonObject(item) && (isOnlyRead(item, kinds) || foreignKind(item, isInDoubt, kinds) !== undefined),
  );
}

function isOnlyRead({ apiVersion, kind }: JsonObject, kinds: ManifestKinds): boolean {
  return isText(apiVersion) && isText(kind) && nearKind(kind, apiVersion, kinds)?.role === 'read';
}

function hintFor(kind: string, kinds: ManifestKinds): string | undefined {
  const versions = versionsOf(kind, kinds);
  if (versions.length > 0) return `Write ${versions.join(' or ')}.`;
  if (kind.endsWith('List')) return 'Write its items as documents of their own, each after a line with ---.';
  return didYouMean(kind, kinds.names);
}

/** The `apiVersion`s of the kinds of a name; empty for one that we do not know. */
function versionsOf(kind: string, kinds: ManifestKinds): readonly string[] {
  return kinds.named(kind).flatMap(apiVersionsOf);
}

/** Objects of ours that a text declares in plain words, though it is no YAML: each with kind, namespace and name. */
export function guessIdentities(text: string, kinds: ManifestKinds, place: FilePlace): readonly Identity[] {
  return text.split(/^---.*$/m).flatMap((document) => {
    const kind = /^kind: *["']?(\w+)["']? *$/m.exec(document)?.[1] ?? '';
    const apiVersion = /^apiVersion: *["']?([\w./-]+)["']? *$/m.exec(document)?.[1] ?? '';
    const metadata = /^metadata:(.*(?:\n[ \t]+.*|\n[ \t]*)*)/m.exec(document)?.[1] ?? '';
    const named = (key: string): string | undefined =>
      new RegExp(`(?:^|[\\s{,])${key}: *["']?([\\w.-]+)["']?(?=\\s*(?:[,}]|$))`, 'm').exec(metadata)?.[1];
    const given = 'namespace' in place.namespace ? place.namespace.namespace : undefined;
    const [known, namespace, name] = [knownKind(apiVersion, kind, kinds), named('namespace') ?? given, named('name')];
    if (known === undefined || namespace === undefined || name === undefined) return [];
    return [identityOf(known, namespace, name, place)];
  });
}

function notAnObject({ value, source }: Located): Diagnostic {
  const what = isJsonList(value) ? 'list' : typeof value === 'string' ? 'text' : 'single value';
  const message = `the document is a ${what}, not an object with apiVersion, kind and metadata`;
  return diagnostic('not-an-object', message, source);
}

function isIdentityPath(path: Path): boolean {
  return path.length === 0 || IDENTITY_PATHS.includes(path.join('.'));
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
