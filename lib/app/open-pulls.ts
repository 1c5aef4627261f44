// Pull requests that are open: which head each has now, and which heads a forced push replaced. A planner that is late with an
// older head can neither become the newest one again nor write the comment. May import: core, ports.
import { canonicalJson, isFailure, RangelightError } from '../core/index.ts';
import type { PullRequest, StateStore } from '../ports/index.ts';
import type { OpenPull } from './documents.ts';
import { keys } from './state-keys.ts';
import type { PlannerWorld } from './world.ts';

const MOST_ATTEMPTS = 5;
/** Later reports of what was replaced longer ago say what was planned. */
const MOST_SUPERSEDED = 20;

/**
 * A pull request as GitHub has it now, noted. It is fetched after the note is read and before it is written over that very
 * note, so that of two planners the one that saw the older head cannot write last.
 */
export async function followPull(
  world: PlannerWorld,
  number: number,
  signal: AbortSignal,
): Promise<{ readonly pull: PullRequest; readonly isOpen: boolean }> {
  const key = keys.pull(number);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const stored = await world.store.read<OpenPull>(key, signal);
    const pull = await world.repository.pullRequest(number, signal);
    if (pull.state !== 'open' || pull.baseBranch !== world.branch) return { pull, isOpen: false };
    const superseded = await supersededBy(world, stored?.value, pull, signal);
    const next: OpenPull = { number, head: pull.head, draft: pull.draft, superseded };
    if (stored !== undefined && canonicalJson(stored.value) === canonicalJson(next)) return { pull, isOpen: true };
    try {
      await world.store.write(key, next, stored?.generation ?? '0', signal);
    } catch (error) {
      if (!isFailure(error, 'precondition')) throw error;
      continue;
    }
    const last = superseded.at(-1);
    if (last !== undefined && last.commit === stored?.value.head)
      await world.publisher.publishReport({ type: 'revision', commit: last.commit, pullRequest: number }, signal);
    return { pull, isOpen: true };
  }
  throw new RangelightError('precondition', 'state', `pull request ${number} moves faster than it can be followed`);
}

async function supersededBy(
  world: PlannerWorld,
  before: OpenPull | undefined,
  { head }: PullRequest,
  signal: AbortSignal,
): Promise<OpenPull['superseded']> {
  if (before === undefined) return [];
  // A head that comes back is none that was replaced.
  const kept = before.superseded.filter(({ commit }) => commit !== head);
  if (before.head === head || !(await isReplaced(world, before.head, head, signal))) return kept;
  return [...kept, { commit: before.head, by: head }].slice(-MOST_SUPERSEDED);
}

/** What a push only adds to stays part of the pull request. */
async function isReplaced(world: PlannerWorld, from: string, to: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await world.repository.compare(from, to, signal)) !== 'ahead';
  } catch (error) {
    if (isFailure(error, 'not-found')) return true;
    throw error;
  }
}

export async function readOpenPull(
  store: StateStore,
  number: number,
  signal: AbortSignal,
): Promise<OpenPull | undefined> {
  return (await store.read<OpenPull>(keys.pull(number), signal))?.value;
}

/** Every pull request that is noted as open, by number. */
export async function readOpenPulls(store: StateStore, signal: AbortSignal): Promise<readonly OpenPull[]> {
  const pulls: OpenPull[] = [];
  for (const key of await store.list(keys.allPulls, signal)) {
    if (!key.endsWith('/open.json')) continue;
    const stored = await store.read<OpenPull>(key, signal);
    if (stored !== undefined) pulls.push(stored.value);
  }
  return pulls.sort((a, b) => a.number - b.number);
}
