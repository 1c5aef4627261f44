// A revision is finished when every unit that it could release has come to an end, and none was rolled back. Then its policy is in force.
// May import: fleet, model, plan, ports.
import type { Fleet } from '../fleet/index.ts';
import type { Revision } from '../plan/index.ts';
import { loadApplied } from './applied.ts';
import type { Finished, Head } from './documents.ts';
import { keys } from './state-keys.ts';
import type { World } from './world.ts';

/** Looks whether the head revision is finished now, and records it. */
export async function finishRevision(world: Pick<World, 'store'>, fleet: Fleet, signal: AbortSignal): Promise<void> {
  const head = await world.store.read<Head>(keys.head(fleet.name), signal);
  if (head === undefined) return;
  const revision = await world.store.read<Revision>(keys.revision(fleet.name, head.value.commit), signal);
  if (revision === undefined || revision.value.verdict === 'blocked') return;
  const applied = await loadApplied(world.store, fleet.name, signal);
  const ended = revision.value.units.every(
    (unit) => unit.rolledBack === undefined && (unit.plan === null || applied.get(unit.unit)?.desired === unit.desired),
  );
  if (ended)
    await recordFinished(world, { seq: head.value.seq, commit: head.value.commit, fleet: head.value.fleet }, signal);
}

/** An older revision never overwrites a newer one. */
export async function recordFinished(
  world: Pick<World, 'store'>,
  finished: Finished,
  signal: AbortSignal,
): Promise<void> {
  const key = keys.finished(finished.fleet.name);
  const stored = await world.store.read<Finished>(key, signal);
  if (stored !== undefined && stored.value.seq >= finished.seq) return;
  await world.store.write(key, finished, stored?.generation ?? '0', signal);
}
