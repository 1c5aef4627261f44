// How calls of a story are made, and what is kept of what they met: who answered, and shares where they are asked for.
import type { Called } from './called.ts';
import type { Story } from './story.ts';

/** So many that who is asked now and then is met, and so many that a share is no accident. */
const [FEW, MANY] = [24, 160];
/** All at once, where answers take seconds; a busy machine has to bear them. */
const AT_ONCE = 12;
/** Ends of the spans of time that are told apart, milliseconds. */
const SPANS_MS = [1_000, 3_500, 7_000] as const;

export function callsOf(story: Story, services: readonly string[]): object {
  if (isTimed(story)) return { services, calls: AT_ONCE, lanes: AT_ONCE, spansMs: SPANS_MS };
  if (story.isWeighed === true) return { services, calls: MANY, lanes: 4, spansMs: [] };
  // One after the other: a pod that refuses at once has the fewest requests, and would be chosen again by the next.
  return { services, calls: FEW, lanes: 1, spansMs: [] };
}

function isTimed({ unwell = [] }: Story): boolean {
  return unwell.some(({ delayMs = 0 }) => delayMs > 0);
}

/** As it is told of a time in which something is answered; '' at once. */
export function spanWords(tookMs: number): string {
  const before = SPANS_MS.findLast((end) => tookMs >= end);
  return before === undefined ? '' : ` after ${before} ms`;
}

/** @param met how often, by answer. */
export function seenOf(
  { isWeighed }: Story,
  met: Readonly<Record<string, number>>,
): Pick<Called, 'answered' | 'shares'> {
  const answered = Object.keys(met).sort();
  if (isWeighed !== true) return { answered };
  const all = Object.values(met).reduce((sum, one) => sum + one, 0);
  return { answered, shares: answered.map((one) => Math.round((100 * (met[one] ?? 0)) / all)) };
}

/** Three standard deviations of so many draws, and three points for what balancing by least requests adds. */
export function isNear(share: number, seen: number): boolean {
  const part = share / 100;
  return Math.abs(share - seen) <= 300 * Math.sqrt((part * (1 - part)) / MANY) + 3;
}
