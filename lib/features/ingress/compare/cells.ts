// All requests, cut into finitely many cells in which neither of two routings tells one request from another; one
// request stands for each. Two routings answer alike when they answer these alike.
import { matchHost } from '../route/match.ts';
import type { Answering } from './answer-request.ts';
import { sampleHeaders } from './sample-headers.ts';
import { samplePaths } from './sample-paths.ts';
import type { Request, Routing } from './surface.ts';

export interface Cells {
  readonly requests: readonly Request[];
  /** What was not tried, in words. */
  readonly untried: readonly string[];
}

/** @param sides both routings, each with its answers. */
export function cellsOf(
  sides: readonly { readonly routing: Routing; readonly answering: Pick<Answering, 'hostOf'> }[],
): Cells {
  const hosts = sides.flatMap(({ routing }) => routing.hosts.flatMap((one) => one.patterns));
  const patterns = new Set([...hosts].sort());
  const untried: string[] = [];
  const requests = [...patterns, undefined].flatMap((pattern) => {
    const host = sampleHost(pattern, patterns);
    if (host === undefined) return [];
    const rules = sides.flatMap(({ answering }) => answering.hostOf(host) ?? []);
    const headers = sampleHeaders(rules);
    if (headers === undefined) untried.push(`host ${pattern ?? '*'}: its rules look at too many headers`);
    return samplePaths(rules).flatMap((path) => (headers ?? [{}]).map((sent) => ({ host, path, headers: sent })));
  });
  return { requests, untried };
}

/**
 * A host of which this is the most particular pattern; undefined `pattern`: one that none takes. Undefined: there is no
 * such host.
 */
function sampleHost(pattern: string | undefined, all: ReadonlySet<string>): string | undefined {
  if (pattern !== undefined && !pattern.startsWith('*')) return pattern;
  const end = pattern?.slice(1) || `.${unusedEnd(all)}`;
  // Every other pattern can take one of these at most, or all of them.
  for (let number = 0; number <= all.size; number += 1) {
    const host = `any${number === 0 ? '' : number}${end}`;
    if (matchHost(host, all) === pattern) return host;
  }
  return undefined;
}

/** Of names that no pattern of a part of all names takes. */
function unusedEnd(all: ReadonlySet<string>): string {
  for (let number = 0; ; number += 1) {
    const end = `elsewhere${number === 0 ? '' : number}`;
    if (![...all].some((pattern) => pattern.endsWith(end))) return end;
  }
}
