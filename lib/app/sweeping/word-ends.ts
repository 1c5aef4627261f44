// What comes of people's words on clusters when their time is over: noted, so that it is told on the thread where each
// was said. What stands says it; where the cluster cannot be given its requests back, the stop says why.
import type { Override } from '../../plan/index.ts';
import { type DrainOutcome, drainOutcomes, type Head } from '../../state/index.ts';
import type { World } from '../world.ts';
import { earlyEnd, type HowEnded, type WordsOver } from './early-ends.ts';

/** So long it is asked again to tell what was found: a message may be lost. */
const TOLD_AGAIN_MS = 3 * 60_000;

/** @param outcomes as they were before the cloud was read. */
export async function noteWordEnds(
  world: Pick<World, 'kinds' | 'rules' | 'runs' | 'clock' | 'publisher' | 'store' | 'log'>,
  { fleet: { name: fleet }, repository }: Head,
  outcomes: readonly DrainOutcome[],
  over: WordsOver,
  signal: AbortSignal,
): Promise<void> {
  const { store, publisher } = world;
  const now = world.clock.now();
  for (const outcome of outcomes) {
    const { cluster, asked, ended: before, wordAt } = outcome;
    const next = await nextOf(world, fleet, outcome, over, signal);
    const isNew =
      next === 'stands' ? before !== undefined : next?.stands !== before?.stands || next?.why !== before?.why;
    if (next !== undefined && isNew)
      await drainOutcomes.at(fleet, cluster).update(
        store,
        (held) => {
          if (held?.wordAt !== wordAt) return undefined;
          const { ended: _, ...rest } = held;
          return next === 'stands' ? rest : { ...rest, ended: { ...next, at: now } };
        },
        signal,
      );
    else if (before === undefined || now - before.at >= TOLD_AGAIN_MS) continue;
    await publisher.publishReport({ type: 'drain', repository, fleet, cluster, issue: asked.issue }, signal);
  }
}

/** 'stands': nothing of it is over, whatever was told; undefined: all was told, or it is not known. */
async function nextOf(
  world: Parameters<typeof earlyEnd>[0],
  fleet: string,
  outcome: DrainOutcome,
  over: WordsOver,
  signal: AbortSignal,
): Promise<HowEnded | 'stands' | undefined> {
  const { says, until = 0, wordAt, isDone, ended } = outcome;
  const isTold = ended !== undefined && ended.stands !== 'returns' && ended.stands !== 'stays';
  const now = world.clock.now();
  if (!isDone || isTold) return undefined;
  if ((says === 'drain' ? until : wordAt) > now) return earlyEnd(world, fleet, outcome, over, signal);
  const next = endOf(world, outcome, over, now);
  return next && ended?.early ? { ...next, early: ended.early } : next;
}

/** Of one whose time is over. */
function endOf(
  { rules, runs }: Pick<World, 'rules' | 'runs'>,
  { cluster, says, turned, ended }: DrainOutcome,
  { observed, applied, staying }: WordsOver,
  now: number,
): HowEnded | undefined {
  const hasTurned = turned.some(({ outcome }) => outcome === 'drained' || outcome === 'returns' || outcome === 'stays');
  if (!hasTurned) return undefined;
  const standing = rules.overrides(observed).filter(({ of }) => of === cluster);
  // Somebody has said something else of it since.
  if (standing.some((one) => one.until > now)) return undefined;
  if (standing.length === 0) {
    const isUnread = observed.unknown.some(({ part }) => part === 'compute');
    // What only stayed drained because Git says so was told at once.
    const wasGiven = says === 'drain' || ended !== undefined || turned.some(({ outcome }) => outcome === 'returns');
    return isUnread || !wasGiven ? undefined : { stands: 'whole' };
  }
  const isWanted = ({ key, unit, of }: Override): boolean => {
    const ref = observed.resources.get(key)?.ref;
    return (
      ref !== undefined && runs.of(ref.kind).override?.isWanted(of, applied.get(unit)?.resources[key]?.body) === true
    );
  };
  if (standing.every(isWanted)) return { stands: 'wanted' };
  const why = staying.find(({ subject }) => subject === cluster)?.why;
  return why === undefined ? { stands: 'returns' } : { stands: 'stays', why };
}
