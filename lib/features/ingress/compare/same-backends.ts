// Which backend of one side is which of the other: by label or name where both sides have it, else by the requests that
// both send there.
import { differing } from './differing.ts';
import type { SurfaceAnswer, SurfaceBackend } from './surface.ts';

type Backends = ReadonlyMap<string, SurfaceBackend>;

/**
 * Names of the first side → of the second. By requests it is one to one: of those without a common label, the two that
 * share most requests are one, unless they are known to serve differently: then the requests moved.
 * @param answers to the same requests, of both sides.
 */
export function sameBackends(
  a: Backends,
  b: Backends,
  answers: readonly (readonly [SurfaceAnswer, SurfaceAnswer])[],
): ReadonlyMap<string, string> {
  const byLabel = new Map([...b].map(([name, { label }]) => [label, name]));
  const same = new Map<string, string>();
  for (const [name, { label }] of a) {
    const other = byLabel.get(label) ?? (b.has(name) ? name : undefined);
    if (other !== undefined) same.set(name, other);
  }
  const taken = new Set(same.values());
  for (const { one, other } of mostSharedFirst(answers)) {
    if (same.has(one) || taken.has(other) || !mayBeOne(a.get(one), b.get(other))) continue;
    same.set(one, other);
    taken.add(other);
  }
  return same;
}

function mayBeOne(one: SurfaceBackend | undefined, other: SurfaceBackend | undefined): boolean {
  const [mine, theirs] = [one?.settings, other?.settings];
  return mine === undefined || theirs === undefined || differing(mine, theirs).length === 0;
}

interface Pair {
  readonly one: string;
  readonly other: string;
}

function mostSharedFirst(answers: readonly (readonly [SurfaceAnswer, SurfaceAnswer])[]): readonly Pair[] {
  const shared = new Map<string, Pair & { requests: number }>();
  for (const [one, other] of answers) {
    if (one.type !== 'backend' || other.type !== 'backend') continue;
    const key = JSON.stringify([one.name, other.name]);
    const found = shared.get(key) ?? { one: one.name, other: other.name, requests: 0 };
    found.requests += 1;
    shared.set(key, found);
  }
  return [...shared]
    .sort(([left, x], [right, y]) => y.requests - x.requests || (left < right ? -1 : 1))
    .map(([, pair]) => pair);
}
