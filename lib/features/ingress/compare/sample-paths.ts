// Paths that stand for all, for the rules that take one host in both routings: every exact path, and for every prefix a
// path that begins with it and with no longer one.
import type { HostRouting } from './surface.ts';

/**
 * What may follow a prefix, the plainest first. Every character that a path may have without an escape is in it.
 * Source: RFC 3986, pchar.
 */
const PATH_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~!$&'()*+,;=:@/";
const ENDS: readonly string[] = ['any', '', ...PATH_CHARACTERS.split('')];

export function samplePaths(rules: readonly HostRouting[]): readonly string[] {
  const matches = rules.flatMap((one) => one.rules.flatMap((rule) => rule.matches.map(({ path }) => path)));
  const patterns = rules.flatMap((one) => one.paths.map(({ pattern }) => pattern));
  const isPrefix = (pattern: string): boolean => pattern.endsWith('/*');
  const prefixes = new Set([
    '/',
    ...patterns.filter(isPrefix).map((pattern) => pattern.slice(0, -1)),
    ...matches.flatMap(({ type, text }) => (type === 'prefix' ? [text] : [])),
  ]);
  const exact = new Set([
    ...patterns.filter((pattern) => !isPrefix(pattern)),
    ...matches.flatMap(({ type, text }) => (type === 'exact' ? [text] : [])),
  ]);
  const all = [...prefixes];
  const below = all.flatMap((prefix) => {
    const longer = all.filter((one) => one.length > prefix.length && one.startsWith(prefix));
    const end = ENDS.find((one) => {
      const path = prefix + one;
      return !exact.has(path) && !longer.some((other) => path.startsWith(other));
    });
    // Where none is left, longer prefixes and exact paths take all that there is.
    return end === undefined ? [] : [prefix + end];
  });
  return [...new Set([...exact, ...below])].sort();
}
