// What was said of a cluster in a comment and is over before its time, because somebody ended it, or said something
// else, outside GitHub: on the command line or by hand. What stands shows it; Compute is asked once who did it.
import { type AppliedState, isComputeRef, type ObservedState, type ResourceRef, refKey } from '../../model/index.ts';
import { type DrainEnd, type DrainOutcome, drainWords } from '../../state/index.ts';
import type { FleetPorts, World } from '../world.ts';
import type { SeenStop } from './stops.ts';
import { authorInCompute } from './who-changed.ts';

export interface WordsOver {
  readonly observed: ObservedState;
  /** By unit. */
  readonly applied: ReadonlyMap<string, AppliedState>;
  readonly ports: FleetPorts;
  /** What `endOverrides` found to stand for longer than was said. */
  readonly staying: readonly SeenStop[];
}

export type HowEnded = Omit<DrainEnd, 'at'>;

/**
 * Of a drain whose time is not over.
 * @param outcome as it was before the cloud was read: what is noted later may not stand in what was read.
 * @returns 'stands': as it was said; undefined: nothing was drained, all is told, or it is not known.
 */
export async function earlyEnd(
  world: Pick<World, 'rules' | 'runs' | 'clock' | 'store' | 'log'>,
  fleet: string,
  { cluster, until = 0, turned, ended, wordAt }: DrainOutcome,
  { observed, applied, ports }: WordsOver,
  signal: AbortSignal,
): Promise<HowEnded | 'stands' | undefined> {
  const now = world.clock.now();
  const drained = turned.filter(({ outcome }) => outcome === 'drained');
  const isUnread = observed.unknown.some(({ part }) => part === 'compute');
  if (drained.length === 0 || isUnread) return undefined;
  const standing = world.rules.overrides(observed).filter(({ of }) => of === cluster);
  const own = standing.filter((one) => one.until === until);
  if (own.some(({ ending }) => ending === undefined)) return 'stands';
  // What is said in a comment is told by who hears it.
  const word = await drainWords.at(fleet, cluster).look(world.store, signal);
  if ('damage' in word || (word.found?.value.at ?? 0) > wordAt) return undefined;
  const other = standing.find((one) => one.until > now && one.until !== until);
  if (other !== undefined) return { stands: 'replaced', early: { at: now, by: other.by } };
  const carriers = drained.flatMap(({ unit, name }) =>
    [...observed.resources.values()].flatMap(({ ref }) => (ref.name === name ? [{ unit, ref }] : [])),
  );
  const early = ended?.early ?? (await whoEnded(world, carriers, ports, signal));
  if (own.length > 0) return { stands: 'returns', early };
  const isWanted = carriers.map(({ unit, ref }) =>
    world.runs.of(ref.kind).override?.isWanted(cluster, applied.get(unit)?.resources[refKey(ref)]?.body),
  );
  return { stands: isWanted.length > 0 && isWanted.every((one) => one === true) ? 'wanted' : 'whole', early };
}

/** Who changed one of them last; where Compute does not say it, when that was seen. */
async function whoEnded(
  { clock, log }: Pick<World, 'clock' | 'log'>,
  carriers: readonly { readonly ref: ResourceRef }[],
  { compute }: FleetPorts,
  signal: AbortSignal,
): Promise<NonNullable<DrainEnd['early']>> {
  for (const { ref } of carriers) {
    const author = isComputeRef(ref) ? await authorInCompute({ log }, compute, ref, signal) : undefined;
    if (author) return { at: author.at, by: author.by };
  }
  return { at: clock.now() };
}
