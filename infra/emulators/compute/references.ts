// How resources refer to each other: any spelling in, one canonical path stored, full links out.
import { invalid } from './errors.ts';

const LINK_PREFIX = 'https://www.googleapis.com/compute/v1/';
const ANY_HOST = /^(?:https?:)?\/\/[^/]+\/(?:compute\/(?:v1|beta|alpha)\/)?/;
const SEGMENT = /^[A-Za-z0-9](?:[-A-Za-z0-9_.:]*)$/;

export type Scope =
  | { readonly type: 'global' }
  | { readonly type: 'zone'; readonly name: string }
  | { readonly type: 'region'; readonly name: string };

/** The part of a path that names a scope: `global`, `zones/Z` or `regions/R`. */
export function scopeSegment(scope: Scope): string {
  return scope.type === 'global' ? 'global' : `${scope.type}s/${scope.name}`;
}

export function resourcePath(project: string, scope: Scope, collection: string, name: string): string {
  return `projects/${project}/${scopeSegment(scope)}/${collection}/${name}`;
}

/** The collection that a canonical path points into, e.g. `urlMaps`. */
export function collectionOf(path: string): string {
  return path.split('/').at(-2) ?? '';
}

/** The last segment of a path or link. */
export function nameOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}

/**
 * `projects/P/…/collection/name` for a full link of any host, a `projects/…` path or a `global/…` one; else undefined.
 */
export function canonicalPath(value: string, project: string): string | undefined {
  const partial = value.replace(ANY_HOST, '');
  const path = partial.startsWith('projects/') ? partial : `projects/${project}/${partial}`;
  const segments = path.split('/');
  if (!segments.every((segment) => SEGMENT.test(segment))) return undefined;
  const scoped = segments[2] === 'global' ? 5 : segments[2] === 'zones' || segments[2] === 'regions' ? 6 : 0;
  return segments.length === scoped ? path : undefined;
}

/** The link under which the API shows a canonical path. */
export function linkTo(path: string): string {
  return `${LINK_PREFIX}${path}`;
}

/** A copy of an answer whose links have the version of the request, as the real API renders them. */
export function linksIn(version: 'v1' | 'beta', body: object): object {
  if (version === 'v1') return body;
  const prefix = LINK_PREFIX.replace('/v1/', `/${version}/`);
  const rendered = (_key: string, value: unknown): unknown =>
    typeof value === 'string' && value.startsWith(LINK_PREFIX) ? prefix + value.slice(LINK_PREFIX.length) : value;
  return JSON.parse(JSON.stringify(body, rendered)) as object;
}

/** Keys that hold references, wherever they are in a body, with the collections that each may point into. */
export type ReferenceKeys = Readonly<Record<string, readonly string[]>>;

type Visit = (value: string, field: string, key: string) => string;

/** A copy of `value` in which every string under one of `keys` is replaced by what `visit` returns for it. */
export function mapReferences(value: unknown, keys: ReadonlySet<string>, visit: Visit, field = 'resource'): unknown {
  if (Array.isArray(value)) return value.map((item, index) => mapReferences(item, keys, visit, `${field}[${index}]`));
  if (typeof value !== 'object' || value === null) return value;
  const mapped: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const at = `${field}.${key}`;
    if (!keys.has(key)) mapped[key] = mapReferences(member, keys, visit, at);
    else if (typeof member === 'string') mapped[key] = visit(member, at, key);
    else if (isStrings(member)) mapped[key] = member.map((item, index) => visit(item, `${at}[${index}]`, key));
    else mapped[key] = mapReferences(member, keys, visit, at);
  }
  return mapped;
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** A copy of `body` with canonical references. Throws when one is malformed or points into a collection not allowed. */
export function canonicalReferences<T>(body: T, references: ReferenceKeys, project: string): T {
  const keys = new Set(Object.keys(references));
  return mapReferences(body, keys, (value, field, key) => {
    if (value === '') return value;
    const path = canonicalPath(value, project);
    if (path === undefined) throw invalid(field, value, 'The URL is malformed.');
    const allowed = references[key] ?? [];
    if (!allowed.includes(collectionOf(path))) {
      throw invalid(field, value, `The URL must refer to one of: ${allowed.join(', ')}.`);
    }
    return path;
  }) as T;
}

/** Every non-empty reference in `body`, without repeats, in order of appearance. */
export function referencesIn(body: unknown, references: ReferenceKeys): readonly string[] {
  const found = new Set<string>();
  mapReferences(body, new Set(Object.keys(references)), (value) => {
    if (value !== '') found.add(value);
    return value;
  });
  return [...found];
}
