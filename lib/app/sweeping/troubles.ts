// Remembers what is lost or damaged of a fleet's state, so that people hear of it when it begins, when it is something
// else, and when it is over: not each minute.
import { digestOf } from '../../core/index.ts';
import { factsByDigest, plans, type Troubles, troubles } from '../../state/index.ts';
import { damagedDocuments, type LookedStanding } from './look-for-damage.ts';
import type { World } from '../world.ts';

/** What planning the head again writes anew, and nothing else asks for. */
const PLANNED: readonly string[] = [factsByDigest, plans].map(({ collection }) => collection);
/** Minutes from one whole look to the next, while nothing is known to be wrong. */
const LOOK_EVERY = 10;
const MINUTE_MS = 60_000;

type Known = Omit<Troubles, 'damaged' | 'untold'>;

/**
 * Has it told when there is something new. What was noted and could not be told is told the next time. While nothing is
 * wrong, and nothing was, all documents are looked at every ten minutes only.
 * @param known what the tick knows anyway.
 * @returns whether something is damaged that the planner writes anew when it plans the head again.
 */
export async function recordTroubles(
  { store, clock, publisher }: Pick<World, 'store' | 'clock' | 'publisher'>,
  fleet: string,
  known: Known & { readonly isDamaged: boolean },
  standing: LookedStanding,
  signal: AbortSignal,
): Promise<boolean> {
  const place = troubles.at(fleet);
  const reading = await place.look(store, signal);
  const before = 'found' in reading ? reading.found?.value : undefined;
  const { isDamaged, ...seen } = known;
  const isQuiet = 'found' in reading && !isDamaged && isNothing({ ...seen, damaged: before?.damaged ?? [] });
  const isDue = Math.floor(clock.now() / MINUTE_MS) % LOOK_EVERY === 0;
  if (isQuiet && before?.untold === undefined && (before === undefined || isNothing(before)) && !isDue) return false;
  const now: Troubles = { ...seen, damaged: await damagedDocuments(store, fleet, standing, signal) };
  const isToBePlanned = now.damaged.some(({ key }) => PLANNED.includes(key.slice(0, key.indexOf('/'))));
  if ('found' in reading && before === undefined && isNothing(now)) return isToBePlanned;
  if (before !== undefined && before.untold !== true && digestOf(before) === digestOf(now)) return isToBePlanned;
  const stored = 'found' in reading ? reading.found : reading.damage;
  const { generation } = await place.write(store, { ...now, untold: true }, stored?.generation ?? '0', signal);
  await publisher.publishReport({ type: 'state', fleet }, signal);
  await place.write(store, now, generation, signal);
  return isToBePlanned;
}

function isNothing({ damaged, unrecorded, head, policy }: Omit<Troubles, 'untold'>): boolean {
  return damaged.length + unrecorded.length === 0 && head === 'known' && policy;
}
