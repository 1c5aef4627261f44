// Remembers what stops of a fleet, and since when, so that people hear of it when it has lasted long enough, when it is
// something else, and when it is over: not each minute.
import { ALL_STOP_REASONS, compareText, digestOf, type StopReason, stopRow, timeWords } from '../../core/index.ts';
import { type Head, LONGEST_GAP_MS, type Stop, type Stops, stopsSeen } from '../../state/index.ts';
import type { World } from '../world.ts';

const MINUTE_MS = 60_000;
/** A sweep is noted so often: one document each minute would say no more. */
const NOTED_EVERY_MS = 5 * MINUTE_MS;
const GAP_TOLD_FOR_MS = 60 * MINUTE_MS;

/** What a sweep sees; `since` where something other than this sweep says since when. */
export type SeenStop = Omit<Stop, 'since' | 'isDue'> & { readonly since?: number };

export interface Sweeping {
  readonly fleet: string;
  /** Undefined where it is lost. */
  readonly head: Head | undefined;
  readonly seen: readonly SeenStop[];
  /** Whether `seen` is all that stops; else what was seen before, and is of other reasons, stays. */
  readonly isWhole: boolean;
  /** What people's words keep as it is, sentences; absent where it is not known: then what was noted stays. */
  readonly overrides?: readonly string[];
}

/**
 * Has told what is new. What was noted and could not be told, because no message got through, is told the next time.
 */
export async function recordStops(
  { store, clock, publisher }: Pick<World, 'store' | 'clock' | 'publisher'>,
  { fleet, head, seen, isWhole, overrides: given }: Sweeping,
  signal: AbortSignal,
): Promise<void> {
  const now = clock.now();
  const place = stopsSeen.at(fleet);
  const reading = await place.look(store, signal);
  const before = 'found' in reading ? reading.found?.value : undefined;
  const kept = isWhole ? [] : (before?.stops ?? []).filter(({ reason }) => !seen.some((one) => one.reason === reason));
  const stops = dated(before, [...seen, ...kept, ...gaps(before, fleet, now)], now);
  // What was told of last is not known where the document is damaged.
  const isNews = (reason: StopReason): boolean =>
    'damage' in reading ||
    before?.untold.includes(reason) === true ||
    told(before?.stops, reason) !== told(stops, reason);
  const untold = ALL_STOP_REASONS.filter(isNews);
  const overrides = given ?? before?.overrides ?? [];
  const isNoted =
    before !== undefined && digestOf([before.stops, before.overrides ?? []]) === digestOf([stops, overrides]);
  if (isNoted && untold.length === 0 && now - before.sweptAt < NOTED_EVERY_MS) return;
  const stored = 'found' in reading ? reading.found : reading.damage;
  const noted: Stops = { sweptAt: now, stops, untold, ...(overrides.length === 0 ? {} : { overrides }) };
  const { generation } = await place.write(store, noted, stored?.generation ?? '0', signal);
  if (untold.length === 0) return;
  for (const reason of untold) await publisher.publishReport({ type: 'stop', fleet, reason }, signal);
  // The check run of a commit has one writer at a time: the report that is ordered by the commit.
  if (head !== undefined && untold.some((reason) => stopRow(reason).check !== undefined))
    await publisher.publishReport({ type: 'revision', repository: head.repository, commit: head.commit }, signal);
  await place.write(store, { ...noted, untold: [] }, generation, signal);
}

/** Sorted, each with the time when it was first seen. */
function dated(before: Stops | undefined, seen: readonly SeenStop[], now: number): readonly Stop[] {
  const rank = (reason: StopReason): number => ALL_STOP_REASONS.indexOf(reason);
  return seen
    .map(({ reason, subject, why, since: known }) => {
      const earlier = before?.stops.find((one) => one.reason === reason && one.subject === subject);
      const since = known ?? earlier?.since ?? now;
      return { reason, subject, why, since, isDue: now - since >= stopRow(reason).afterMs };
    })
    .sort((a, b) => rank(a.reason) - rank(b.reason) || compareText(a.subject, b.subject));
}

/** Times in which no sweep came. A sweep that did not come is told by the first that does. */
function gaps(before: Stops | undefined, fleet: string, now: number): readonly SeenStop[] {
  if (before === undefined) return [];
  const known = before.stops.filter(({ reason, since }) => reason === 'sweep-late' && now - since < GAP_TOLD_FOR_MS);
  if (now - before.sweptAt < LONGEST_GAP_MS) return known;
  const [from, to] = [before.sweptAt, now].map(timeWords);
  return [{ reason: 'sweep-late', subject: fleet, why: `no sweep between ${from} and ${to}`, since: now }];
}

/** What people hear of one reason. */
function told(stops: readonly Stop[] | undefined, reason: StopReason): string {
  const due = (stops ?? []).filter((stop) => stop.reason === reason && stop.isDue);
  return digestOf(due.map(({ subject, why, since }) => ({ subject, why, since })));
}
