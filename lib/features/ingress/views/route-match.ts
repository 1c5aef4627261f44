// What a route rule of a URL map asks of a request. Source: compute v1 urlMaps, HttpRouteRuleMatch.
import { type JsonObject, objectsAt, textAt } from '../../../core/index.ts';

/** All of it has to be so. */
export interface RuleMatch {
  readonly path: { readonly type: 'prefix' | 'exact'; readonly text: string };
  readonly headers: readonly HeaderMatch[];
}

/** `value` undefined: any. Names in lower case. */
export interface HeaderMatch {
  readonly name: string;
  readonly value: string | undefined;
}

/** Members of a match that are read here. */
const READ: ReadonlySet<string> = new Set(['prefixMatch', 'fullPathMatch', 'headerMatches', 'ignoreCase']);

/** @returns the names of what it asks beside that, sorted, where it is not read whole. */
export function readRuleMatch(match: JsonObject): RuleMatch | { readonly unread: readonly string[] } {
  const prefix = textAt(match, 'prefixMatch');
  const exact = textAt(match, 'fullPathMatch');
  const headers = objectsAt(match, 'headerMatches').map(readHeader);
  const others = Object.keys(match).filter((name) => !READ.has(name));
  if (match['ignoreCase'] === true) others.push('ignoreCase');
  if (headers.includes(undefined)) others.push('headerMatches');
  if (others.length > 0 || (prefix === undefined && exact === undefined)) return { unread: others.sort() };
  const path =
    exact === undefined ? { type: 'prefix' as const, text: prefix ?? '/' } : { type: 'exact' as const, text: exact };
  return { path, headers: headers.filter((one) => one !== undefined) };
}

/** As a path rule says it: `/cart/*`; a prefix that ends in the middle of a segment has its star there. */
export function pathPattern({ type, text }: RuleMatch['path']): string {
  return type === 'exact' ? text : `${text}*`;
}

export function takesPath({ type, text }: RuleMatch['path'], path: string): boolean {
  return type === 'exact' ? path === text : path.startsWith(text);
}

/** @param headers by name in lower case. */
export function takesHeaders({ headers: asked }: RuleMatch, headers: Readonly<Record<string, string>>): boolean {
  return asked.every(({ name, value }) => {
    const sent = headers[name];
    return value === undefined ? sent !== undefined : sent === value;
  });
}

/** Undefined for a way to match that is not read. */
function readHeader(match: JsonObject): HeaderMatch | undefined {
  const name = textAt(match, 'headerName')?.toLowerCase();
  if (name === undefined || match['invertMatch'] === true) return undefined;
  const exact = textAt(match, 'exactMatch');
  if (exact !== undefined) return { name, value: exact };
  return match['presentMatch'] === true ? { name, value: undefined } : undefined;
}
