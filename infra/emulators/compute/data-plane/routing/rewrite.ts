// What a redirect answers and what a rewrite sends to the backend.
import type { UrlRedirect, UrlRewrite } from '../shapes.ts';
import type { RequestLine } from './request-line.ts';

const redirectStatus: ReadonlyMap<string, number> = new Map([
  ['MOVED_PERMANENTLY_DEFAULT', 301],
  ['FOUND', 302],
  ['SEE_OTHER', 303],
  ['TEMPORARY_REDIRECT', 307],
  ['PERMANENT_REDIRECT', 308],
]);

/**
 * Status and Location of a redirect; without httpsRedirect the scheme stays. `matched`: the part of the path that the
 * rule matched.
 */
export function redirectAnswer(
  redirect: UrlRedirect,
  request: RequestLine,
  matched: string,
): { readonly status: number; readonly location: string } {
  const scheme = redirect.httpsRedirect === true ? 'https' : request.scheme;
  const host = redirect.hostRedirect ?? request.host;
  const path =
    redirect.pathRedirect ??
    (redirect.prefixRedirect === undefined
      ? request.path
      : replacePrefix(request.path, matched, redirect.prefixRedirect));
  const query = redirect.stripQuery === true ? '' : request.query;
  return {
    status: redirectStatus.get(redirect.redirectResponseCode ?? 'MOVED_PERMANENTLY_DEFAULT') ?? 301,
    location: `${scheme}://${host}${path}${query}`,
  };
}

/** Host header and path (without query) that the backend sees. */
export function rewritten(
  rewrite: UrlRewrite,
  request: RequestLine,
  matched: string,
): { readonly host: string; readonly path: string } {
  return {
    host: rewrite.hostRewrite ?? request.host,
    path:
      rewrite.pathPrefixRewrite === undefined
        ? request.path
        : replacePrefix(request.path, matched, rewrite.pathPrefixRewrite),
  };
}

function replacePrefix(path: string, matched: string, replacement: string): string {
  return replacement + path.slice(matched.length);
}
