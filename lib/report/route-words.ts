// How a report calls a route.
import { clip, code } from './escape.ts';

const LENGTH = 100;

/** Host and path as Markdown. */
export function routeWords({ host, path }: { readonly host: string; readonly path: string }): string {
  return host === '*' ? `any other host ${code(clip(path, LENGTH))}` : code(clip(`${host}${path}`, LENGTH));
}
