// What a change of refs leads to: push, create and delete events, and pull requests that follow their branches.
import type { Account } from './accounts.ts';
import { recordActivity } from './activities.ts';
import { announce, close } from './announce.ts';
import { announceSuite, suiteOf } from './check-suites.ts';
import { branchRef, headRef } from './forks.ts';
import type { RefMove } from './ref-moves.ts';
import { readCommit, readCommits } from './repository/commits.ts';
import { isAncestor, resolveRevision, zeroSha } from './repository/revisions.ts';
import { pushedCommitView } from './views/commit.ts';
import type { Pull } from './state.ts';
import type { World } from './world.ts';

/** A push event lists at most this many commits. */
const mostCommits = 2_048;
/** More tags than this in one push make no event at all. */
const mostTags = 3;

/** Sends the events of a push and moves, merges or closes the pull requests that it concerns. */
export async function announcePush(
  world: World,
  sender: Account,
  moves: readonly RefMove[],
  refsBefore: ReadonlyMap<string, string>,
): Promise<void> {
  const tags = moves.filter((move) => move.ref.startsWith('refs/tags/'));
  for (const move of moves) {
    // A push to a fork is an event of the fork, which has no hook.
    if (move.ref.startsWith('refs/namespaces/')) continue;
    if (move.ref.startsWith('refs/tags/') && tags.length > mostTags) continue;
    if (move.ref.startsWith('refs/heads/')) await recordActivity(world, sender, move);
    announceRef(world, sender, move);
    world.emit('push', await pushPayload(world, sender, move, refsBefore), sender);
    await requestChecks(world, sender, move);
  }
  for (const move of moves) if (!move.ref.startsWith('refs/tags/')) await followBranch(world, sender, move);
}

/** An app that writes checks is asked for them after each push to a branch. */
async function requestChecks(world: World, sender: Account, { ref, before, after }: RefMove): Promise<void> {
  const { installation } = world;
  if (!ref.startsWith('refs/heads/') || after === zeroSha || installation?.permissions.checks !== 'write') return;
  const suite = suiteOf(world, installation.bot, after, ref.slice('refs/heads/'.length), before);
  await announceSuite(world, 'requested', suite, sender);
}

function announceRef(world: World, sender: Account, move: RefMove): void {
  if (move.before !== zeroSha && move.after !== zeroSha) return;
  const [, kind, ...name] = move.ref.split('/');
  const what = { ref: name.join('/'), ref_type: kind === 'tags' ? 'tag' : 'branch', pusher_type: 'user' };
  if (move.after === zeroSha) world.emit('delete', what, sender);
  else world.emit('create', { ...what, master_branch: world.defaultBranch, description: null }, sender);
}

async function pushPayload(
  world: World,
  sender: Account,
  { ref, before, after }: RefMove,
  refsBefore: ReadonlyMap<string, string>,
): Promise<Record<string, unknown>> {
  const { git } = world;
  const created = before === zeroSha;
  const deleted = after === zeroSha;
  const tip = deleted ? undefined : await resolveRevision(git, ref);
  // A tag may point to something that is no commit.
  const known = [...refsBefore.values()];
  const fresh = tip === undefined ? [] : await readCommits(git, [tip, '--not', ...known], mostCommits);
  const listed = tip === undefined || created ? fresh : await readCommits(git, [`${before}..${tip}`], mostCommits);
  const distinct = new Set(fresh.map((commit) => commit.sha));
  const commits: Record<string, unknown>[] = [];
  for (const commit of listed.reverse()) {
    commits.push(await pushedCommitView(world, commit, distinct.has(commit.sha)));
  }
  const head =
    tip === undefined
      ? undefined
      : (commits.find((commit) => commit['id'] === tip) ??
        (await pushedCommitView(world, await readCommit(git, tip), distinct.has(tip))));
  return {
    ref,
    before,
    after,
    created,
    deleted,
    forced: !created && tip !== undefined && !(await isAncestor(git, before, tip)),
    base_ref: null,
    compare: world.links.html(
      created && !deleted
        ? `compare/${ref.replace(/^refs\/(heads|tags)\//, '')}`
        : `compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    ),
    commits,
    head_commit: head ?? null,
    pusher: { name: sender.login, email: sender.email },
  };
}

function baseRef(pull: Pull): string {
  return branchRef(undefined, pull.base);
}

async function followBranch(world: World, sender: Account, { ref, before, after }: RefMove): Promise<void> {
  for (const issue of world.state.issues) {
    const { pull } = issue;
    if (pull === undefined || issue.state === 'closed') continue;
    if (after === zeroSha) {
      if (headRef(pull) === ref || baseRef(pull) === ref) await close(world, issue, sender);
    } else if (headRef(pull) === ref) {
      pull.headSha = after;
      pull.baseSha = (await resolveRevision(world.git, `refs/heads/${pull.base}`)) ?? pull.baseSha;
      issue.updatedAt = world.now();
      await world.git.bytes(['update-ref', `refs/pull/${issue.number}/head`, after]);
      await announce(world, 'synchronize', issue, sender, { before, after });
    } else if (baseRef(pull) === ref && (await isAncestor(world.git, pull.headSha, after))) {
      // Somebody merged on their own machine and pushed: the pull request counts as merged.
      pull.merged = { at: world.now(), by: sender, sha: after };
      await close(world, issue, sender);
    }
  }
}
