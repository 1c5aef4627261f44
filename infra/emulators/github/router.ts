// Routes by path pattern. Segments are split first and decoded afterwards, so an encoded slash stays in its segment.
import type { Account } from './accounts.ts';
import type { Answer } from './answer.ts';
import { type AppPermission, permits } from './app-permissions.ts';
import { forbidden, notFound, notImplemented, Problem } from './errors.ts';
import { type Fields, readFields } from './fields.ts';
import { atLeast, mayPush } from './roles.ts';

/** One authenticated request to a route. */
export interface Call {
  readonly request: Request;
  readonly url: URL;
  readonly actor: Account;
  /** A path parameter, decoded. */
  param(name: string): string;
  /** A numeric path parameter; anything else is not found. */
  number(name: string): number;
  query(name: string): string | undefined;
  fields(): Promise<Fields>;
  /** True when the Accept header asks for this media type suffix, e.g. `raw`. */
  accepts(suffix: string): boolean;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Under /repos/OWNER/REPO; `:x` is one segment, `*x` one or more. */
  readonly pattern: string;
  /** `read`: anyone who sees the repository; `write`: may push; `app`: a GitHub App that may write. */
  readonly needs: 'read' | 'write' | 'admin' | 'app';
  /** An installation token needs one of these; without any, the route is not for such tokens. */
  readonly grants?: readonly AppPermission[];
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

/** The same routes, open to installation tokens with one of these permissions; a route's own ones come first. */
export function granting(routes: readonly Route[], ...grants: readonly AppPermission[]): readonly Route[] {
  return routes.map((route) => ({ grants, ...route }));
}

/** Finds the route for path segments below the repository and runs it; throws Problem 501 when there is none. */
export async function dispatch(
  routes: readonly Route[],
  segments: readonly string[],
  request: Request,
  actor: Account,
): Promise<Answer> {
  const url = new URL(request.url);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  for (const route of routes) {
    const params = route.method === method ? match(route.pattern, segments) : undefined;
    if (params === undefined) continue;
    authorize(route, actor);
    return route.handle(callOf(request, url, actor, params));
  }
  throw notImplemented(`${method} ${url.pathname}`);
}

/** Splits a path and decodes each segment; slashes around it do not count. */
export function splitPath(path: string): string[] {
  try {
    return path
      .replace(/^\/+|\/+$/g, '')
      .split('/')
      .map(decodeURIComponent);
  } catch {
    throw new Problem(400, 'Malformed path');
  }
}

function match(pattern: string, segments: readonly string[]): Map<string, string> | undefined {
  const parts = pattern === '' ? [] : pattern.split('/');
  const params = new Map<string, string>();
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const tail = parts.length - index - 1;
    const end = part.startsWith('*') ? segments.length - tail : at + 1;
    if (end <= at || end > segments.length) return undefined;
    const text = segments.slice(at, end).join('/');
    if (part.startsWith('*') || part.startsWith(':')) params.set(part.slice(1), text);
    else if (part !== text) return undefined;
    at = end;
  }
  return at === segments.length ? params : undefined;
}

function authorize({ needs, grants = [], method }: Route, actor: Account): void {
  if (actor.scope !== undefined && !permits(actor.scope.permissions, grants, method)) {
    throw forbidden('Resource not accessible by integration');
  }
  if (needs === 'read') return;
  if (needs === 'app' && actor.type !== 'Bot') throw forbidden('You must authenticate via a GitHub App.');
  if (needs === 'admin' && (actor.scope !== undefined || atLeast(actor.permission, 'admin'))) return;
  if (needs === 'admin') throw forbidden('Must have admin rights to Repository.');
  if (mayPush(actor)) return;
  throw forbidden(
    actor.type === 'Bot' ? 'Resource not accessible by integration' : 'Must have push access to repository',
  );
}

function callOf(request: Request, url: URL, actor: Account, params: ReadonlyMap<string, string>): Call {
  const param = (name: string): string => params.get(name) ?? '';
  return {
    request,
    url,
    actor,
    param,
    number(name) {
      if (!/^\d{1,15}$/.test(param(name))) throw notFound();
      return Number(param(name));
    },
    query: (name) => url.searchParams.get(name) ?? undefined,
    fields: () => readFields(request),
    accepts: (suffix) =>
      (request.headers.get('accept') ?? '')
        .split(',')
        .some((type) => new RegExp(`^application/vnd\\.github(\\.[^.+]+)?\\.${suffix}(\\+json)?$`).test(type.trim())),
  };
}

/** Answers 501 for query parameters that GitHub documents and this emulator lacks. */
export function refuseQuery(call: Call, ...names: readonly string[]): void {
  for (const name of names) {
    if (call.url.searchParams.has(name)) throw notImplemented(`query parameter ${name} of ${call.url.pathname}`);
  }
}
