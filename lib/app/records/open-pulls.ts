// Pull requests that are open: which head each has now, and which heads a forced push replaced. A planner that is late
// with an older head can neither become the newest one again nor write the comment.
import { canonicalJson, isFailure, RangelightError } from '../../core/index.ts';
import type { PullRequest, Store } from '../../ports/index.ts';
import { type OpenPull, openPulls } from '../../state/index.ts';
import { type MergeOfPull, mergeOfPull } from './merge-of-pull.ts';
import { rollbacksIn } from './standing-rollbacks.ts';
import type { PlannerWorld } from '../world.ts';

const MOST_ATTEMPTS = 5;
/** Later reports of what was replaced longer ago say what was planned. */
const MOST_SUPERSEDED = 20;

/**
 * A pull request as GitHub has it now, with what merging it would make, noted. It is fetched after the note is read and
 * before it is written over that very note, so that of two planners the one that saw the older head, or the older
 * branch, cannot write last.
 */
export async function followPull(world: PlannerWorld, number: number, signal: AbortSignal): Promise<MergeOfPull> {
  const { name: repository, store } = world;
  const note = openPulls.at(repository, number);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const reading = await note.look(store, signal);
    const before = 'found' in reading ? reading.found?.value : undefined;
    const found = await mergeOfPull(world, number, signal);
    if (!found.isOpen) return found;
    const { pull, base, merge } = found;
    const { head, draft } = pull;
    const standing = await rollbacksIn(store, repository, signal);
    const superseded = await supersededBy(world, before, pull, signal);
    const isSame = before?.head === head && before.draft === draft;
    const movedAt = isSame ? before.movedAt : world.clock.now();
    const unmerged = 'unmerged' in merge ? { unmerged: merge.unmerged } : {};
    const rollbacks = standing.length === 0 ? {} : { rollbacks: standing };
    const next: OpenPull = { number, head, base, draft, movedAt, ...unmerged, ...rollbacks, superseded };
    if (before !== undefined && canonicalJson(before) === canonicalJson(next)) return found;
    try {
      const generation = 'damage' in reading ? reading.damage.generation : (reading.found?.generation ?? '0');
      await note.write(store, next, generation, signal);
    } catch (error) {
      if (!isFailure(error, 'precondition')) throw error;
      continue;
    }
    const last = superseded.at(-1);
    if (last !== undefined && last.commit === before?.head)
      await world.publisher.publishReport(
        { type: 'revision', repository, commit: last.commit, pullRequest: number },
        signal,
      );
    return found;
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

/** Undefined when it is not noted as open. */
export async function openPullOf(
  store: Store,
  repository: string,
  number: number,
  signal: AbortSignal,
): Promise<OpenPull | undefined> {
  const reading = await openPulls.at(repository, number).look(store, signal);
  return 'found' in reading ? reading.found?.value : undefined;
}

/** Every pull request of a repository that is noted as open, by number. */
export async function openPullsOf(store: Store, repository: string, signal: AbortSignal): Promise<readonly OpenPull[]> {
  const { found } = await openPulls.list(store, [repository], signal);
  return found.map(({ value }) => value).sort((a, b) => a.number - b.number);
}
