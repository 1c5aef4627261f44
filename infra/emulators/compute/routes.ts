// What a URL of the Compute API names.
import type { Scope } from './references.ts';

export type Route =
  | { readonly type: 'project' }
  | { readonly type: 'collection'; readonly scope: Scope; readonly collection: string }
  | { readonly type: 'aggregated'; readonly collection: string }
  | { readonly type: 'resource'; readonly scope: Scope; readonly collection: string; readonly name: string }
  | {
      readonly type: 'verb';
      readonly scope: Scope;
      readonly collection: string;
      readonly name: string;
      readonly verb: string;
      /** The path has no `global/`, as a few old verbs do. */
      readonly withoutScope: boolean;
    }
  | { readonly type: 'places'; readonly collection: 'zones' | 'regions'; readonly name?: string };

const PREFIX = /^\/compute\/(?<version>v1|beta)\/projects\//;

export type Version = 'v1' | 'beta';

export interface ParsedRoute {
  readonly version: Version;
  readonly project: string;
  readonly route: Route;
}

/** Undefined for a path that is no URL of Compute v1 or beta. Names are decoded. */
export function parseRoute(pathname: string): ParsedRoute | undefined {
  const prefix = PREFIX.exec(pathname);
  if (prefix === null) return undefined;
  const version = prefix.groups?.version === 'beta' ? 'beta' : 'v1';
  const [project = '', ...rest] = pathname.slice(prefix[0].length).split('/').map(decoded);
  if (project === '' || rest.includes('')) return undefined;
  const route = routeOf(rest);
  return route === undefined ? undefined : { version, project, route };
}

/** An escape that does not decode makes an empty segment, and with it no route. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

function routeOf(segments: readonly string[]): Route | undefined {
  const [first, second, third] = segments;
  if (first === undefined) return { type: 'project' };
  if (first === 'global') return within({ type: 'global' }, segments.slice(1));
  if (first === 'aggregated') return aggregated(segments);
  if (first === 'zones' || first === 'regions') {
    if (second === undefined) return { type: 'places', collection: first };
    if (segments.length === 2) return { type: 'places', collection: first, name: second };
    return within({ type: first === 'zones' ? 'zone' : 'region', name: second }, segments.slice(2));
  }
  if (segments.length !== 3 || second === undefined || third === undefined) return undefined;
  const scope = { type: 'global' } as const;
  return { type: 'verb', scope, collection: first, name: second, verb: third, withoutScope: true };
}

function within(scope: Scope, [collection, name, verb, ...more]: readonly string[]): Route | undefined {
  if (collection === undefined || more.length > 0) return undefined;
  if (name === undefined) return { type: 'collection', scope, collection };
  if (verb === undefined) return { type: 'resource', scope, collection, name };
  return { type: 'verb', scope, collection, name, verb, withoutScope: false };
}

function aggregated([, collection, ...more]: readonly string[]): Route | undefined {
  return collection === undefined || more.length > 0 ? undefined : { type: 'aggregated', collection };
}

const ASKING_VERBS: ReadonlySet<string> = new Set(['getHealth', 'wait', 'validate', 'listNetworkEndpoints']);

/** Whether a request asks for a change of state. */
export function isMutation(method: string, pathname: string): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return !(method === 'POST' && asksOnly(pathname.split('/').at(-1) ?? ''));
}

/** Whether a POST to a verb of this name only asks a question. */
export function asksOnly(verb: string): boolean {
  return ASKING_VERBS.has(verb);
}
