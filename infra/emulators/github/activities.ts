// Who moved a branch and how, kept for the activity of the repository.
import type { Account } from './accounts.ts';
import type { RefMove } from './ref-moves.ts';
import { isAncestor, zeroSha } from './repository/revisions.ts';
import type { Activity } from './state.ts';
import type { World } from './world.ts';

export async function recordActivity(world: World, sender: Account, move: RefMove): Promise<void> {
  const { state } = world;
  const merged = state.issues.find(
    ({ pull }) => pull?.merged?.sha === move.after && move.ref === `refs/heads/${pull.base}`,
  );
  const merge = merged?.pull?.merged;
  const actor = merge?.by ?? sender;
  const type = merge === undefined ? await typeOf(world, move) : mergeTypeOf(actor);
  state.activities.push({ id: state.nextId(), type, ...move, actor, at: world.now() });
}

function mergeTypeOf({ type }: Account): Activity['type'] {
  return type === 'Bot' ? 'merge_queue_merge' : 'pr_merge';
}

async function typeOf({ git }: World, { before, after }: RefMove): Promise<Activity['type']> {
  if (before === zeroSha) return 'branch_creation';
  if (after === zeroSha) return 'branch_deletion';
  return (await isAncestor(git, before, after)) ? 'push' : 'force_push';
}
