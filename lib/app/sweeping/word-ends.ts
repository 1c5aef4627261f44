// What comes of people's words on clusters when their time is over: noted, so that it is told on the thread where each
// was said. What stands says it; where the cluster cannot be given its requests back, the stop says why.
import type { AppliedState, ObservedState } from '../../model/index.ts';
import type { Override } from '../../plan/index.ts';
import { type DrainEnd, type DrainOutcome, drainOutcomes, type Head } from '../../state/index.ts';
import type { World } from '../world.ts';
import type { SeenStop } from './stops.ts';

/** So long it is asked again to tell what was found: a message may be lost. */
const TOLD_AGAIN_MS = 3 * 60_000;

export interface WordsOver {
  readonly observed: ObservedState;
  /** By unit. */
  readonly applied: ReadonlyMap<string, AppliedState>;
  /** What `endOverrides` found to stand for longer than was said. */
  readonly staying: readonly SeenStop[];
}

type Ending = Pick<DrainEnd, 'stands' | 'why'>;

export async function noteWordEnds(
  world: Pick<World, 'kinds' | 'rules' | 'runs' | 'clock' | 'publisher' | 'store'>,
  { fleet: { name: fleet }, repository }: Head,
  over: WordsOver,
  signal: AbortSignal,
): Promise<void> {
  const { store, publisher } = world;
  const now = world.clock.now();
  for (const { value: outcome } of (await drainOutcomes.list(store, [fleet], signal)).found) {
    const { cluster, asked, ended: before, wordAt } = outcome;
    const next = endOf(world, outcome, over, now);
    const isNew = next !== undefined && (next.stands !== before?.stands || next.why !== before.why);
    if (!isNew && (before === undefined || now - before.at >= TOLD_AGAIN_MS)) continue;
    if (isNew)
      await drainOutcomes
        .at(fleet, cluster)
        .update(
          store,
          (held) => (held?.wordAt === wordAt ? { ...held, ended: { ...next, at: now } } : undefined),
          signal,
        );
    await publisher.publishReport({ type: 'drain', repository, fleet, cluster, issue: asked.issue }, signal);
  }
}

/** Undefined where its time is not over, where all was told, or where it is not known. */
function endOf(
  { rules, runs }: Pick<World, 'rules' | 'runs'>,
  { cluster, says, until = 0, wordAt, isDone, turned, ended }: DrainOutcome,
  { observed, applied, staying }: WordsOver,
  now: number,
): Ending | undefined {
  const isTold = ended?.stands === 'whole' || ended?.stands === 'wanted';
  const hasTurned = turned.some(({ outcome }) => outcome === 'drained' || outcome === 'returns' || outcome === 'stays');
  if (!isDone || isTold || !hasTurned || (says === 'drain' ? until : wordAt) > now) return undefined;
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
