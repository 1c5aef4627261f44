// A pull request that is closed holds nothing any more: no note, no word for a commit, no Secret to be read, and no approval
// that nothing else waits for. What is merged keeps its approvals: the branch needs them. May import: core, ports.
import { isFailure } from '../core/index.ts';
import type { PullRequest, StateStore } from '../ports/index.ts';
import { loadApprovals, useUp } from './approvals.ts';
import { readCommitRecords } from './commit-record.ts';
import { knownFleets } from './known-fleets.ts';
import { readOpenPull } from './open-pulls.ts';
import { plansOfPull, plansWanted } from './plans-wanted.ts';
import { keys } from './state-keys.ts';
import type { PlannerWorld } from './world.ts';

/** Can be repeated: the note that the pull request was open goes last. */
export async function freePull(world: PlannerWorld, pull: PullRequest, signal: AbortSignal): Promise<void> {
  const { store, publisher } = world;
  const { number, merged } = pull;
  const open = await readOpenPull(store, number, signal);
  const isNew = open === undefined ? [] : await fleetsOf(store, number, open.head, signal);
  const fleets = new Set([...(await knownFleets(store, signal)), ...isNew]);
  for (const fleet of fleets) {
    await removeIfThere(store, keys.secrets(fleet, number), signal);
    if (open !== undefined && !merged) await freeApprovals(store, fleet, number, open.head, signal);
  }
  for (const key of await store.list(keys.allVouches(number), signal)) await removeIfThere(store, key, signal);
  await removeIfThere(store, keys.pull(number), signal);
  if (open === undefined || !merged) return;
  // What it had approved is the branch's now: whether it is still the same plan shows only when that is planned again.
  await publisher.publishRevision({ type: 'facts', delivery: `merged-${number}-${open.head}` }, signal);
}

async function fleetsOf(
  store: StateStore,
  number: number,
  commit: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const records = await readCommitRecords(store, commit, signal);
  return records.flatMap(({ origin, fleets }) =>
    origin.type === 'pull-request' && origin.number === number ? fleets : [],
  );
}

async function freeApprovals(
  store: StateStore,
  fleet: string,
  number: number,
  commit: string,
  signal: AbortSignal,
): Promise<void> {
  const approvals = await loadApprovals(store, fleet, signal);
  if (approvals.size === 0) return;
  const own = await plansOfPull(store, fleet, { number, head: commit }, signal);
  const others = await plansWanted(store, fleet, `pull-${number}`, signal);
  for (const plan of own) if (approvals.has(plan) && !others.has(plan)) await useUp(store, fleet, plan, signal);
}

async function removeIfThere(store: StateStore, key: string, signal: AbortSignal): Promise<void> {
  const stored = await store.read(key, signal);
  if (stored === undefined) return;
  try {
    await store.remove(key, stored.generation, signal);
  } catch (error) {
    // It was opened again at this moment: the newer note stays.
    if (!isFailure(error, 'precondition')) throw error;
  }
}
