// The merge queue: each entry's tree is merged onto the one before it, at a temporary branch, and waits there for its
// checks. Source: docs.github.com, "Managing a merge queue"; "Webhook events and payloads", `merge_group`.
import { type Account, accountOf, webFlow } from './accounts.ts';
import { announce, close } from './announce.ts';
import { Problem } from './errors.ts';
import { readCommit } from './repository/commits.ts';
import { mergedTree, writeCommit } from './repository/merging.ts';
import { refTarget } from './repository/revisions.ts';
import type { Issue, Pull } from './state.ts';
import { simpleCommitView } from './views/commit.ts';
import type { World } from './world.ts';

export interface MergeQueue {
  /** Numbers of the pull requests that wait, first to be merged first. */
  waiting(): readonly number[];
  /** Puts a pull request at the end; throws Problem 422 when it cannot be merged. Its group follows with `advance`. */
  add(issue: Issue, actor: Account): Promise<void>;
  /** Takes a pull request out. */
  remove(issue: Issue, actor: Account): Promise<void>;
  /** Makes, merges and destroys groups until nothing is left to do. Only while refs are changed in turn. */
  advance(): Promise<void>;
}

interface Entry {
  readonly issue: Issue;
  readonly pull: Pull;
  readonly headSha: string;
  group?: Group;
}

interface Group {
  readonly ref: string;
  readonly headSha: string;
  readonly baseSha: string;
}

type Destruction = 'merged' | 'invalidated' | 'dequeued';

/** Under this name GitHub itself merges. */
const keeper = accountOf({ login: 'github-merge-queue[bot]', type: 'Bot', permission: 'write' });

/** @param requiredChecks names of check runs or contexts of statuses; all of them have to succeed on a group's head. */
export function createMergeQueue(world: World, requiredChecks: readonly string[]): MergeQueue {
  const { git } = world;
  const entries: Entry[] = [];

  const tell = async (action: string, { pull }: Entry, group: Group, reason?: Destruction): Promise<void> => {
    const merge_group = {
      head_sha: group.headSha,
      head_ref: group.ref,
      base_sha: group.baseSha,
      base_ref: `refs/heads/${pull.base}`,
      head_commit: simpleCommitView(await readCommit(git, group.headSha)),
    };
    world.emit('merge_group', { action, ...(reason === undefined ? {} : { reason }), merge_group }, keeper);
  };

  const destroy = async (entry: Entry, reason: Destruction): Promise<void> => {
    const { group } = entry;
    if (group === undefined) return;
    delete entry.group;
    await git.bytes(['update-ref', '-d', group.ref]);
    await tell('destroyed', entry, group, reason);
  };

  const leave = async (entry: Entry, why: Destruction, reason: string, by: Account = keeper): Promise<void> => {
    entries.splice(entries.indexOf(entry), 1);
    await destroy(entry, why);
    await announce(world, 'dequeued', entry.issue, by, { reason });
  };

  const build = async (entry: Entry, baseSha: string): Promise<boolean> => {
    const { issue, pull } = entry;
    const tree = await mergedTree(git, baseSha, entry.headSha);
    if (tree === undefined) return false;
    const message = `Merge pull request #${issue.number} from ${pull.fork?.owner.login ?? world.owner}/${pull.head}\n\n${issue.title}\n`;
    const by = { author: { name: issue.author.login, email: issue.author.email }, committer: webFlow };
    const parents = [baseSha, entry.headSha];
    const headSha = await writeCommit(git, { tree, parents, message }, { ...by, at: world.clock.now() });
    const ref = `refs/heads/gh-readonly-queue/${pull.base}/pr-${issue.number}-${baseSha}`;
    await git.bytes(['update-ref', ref, headSha]);
    entry.group = { ref, headSha, baseSha };
    await tell('checks_requested', entry, entry.group);
    return true;
  };

  const merge = async (entry: Entry, group: Group): Promise<void> => {
    const { issue, pull } = entry;
    await git.bytes(['update-ref', `refs/heads/${pull.base}`, group.headSha, group.baseSha]);
    pull.merged = { at: world.now(), by: keeper, sha: group.headSha };
    await leave(entry, 'merged', 'MERGE');
    await close(world, issue, keeper);
  };

  /** One step for one entry on top of `expected`; false when the queue has changed and is to be walked again. */
  const step = async (entry: Entry, expected: string, first: boolean): Promise<boolean> => {
    const { issue, pull } = entry;
    const gone = issue.state === 'closed' || pull.headSha !== entry.headSha || pull.draft;
    if (gone) await leave(entry, 'dequeued', issue.state === 'closed' ? 'DEQUEUED' : 'BRANCH_UPDATED');
    if (gone) return false;
    if (entry.group !== undefined && entry.group.baseSha !== expected) await destroy(entry, 'invalidated');
    if (entry.group === undefined && !(await build(entry, expected))) {
      await leave(entry, 'dequeued', 'MERGE_CONFLICT');
      return false;
    }
    const group = entry.group;
    const verdict = group === undefined ? 'pending' : verdictOn(world, requiredChecks, group.headSha);
    if (verdict === 'failure') await leave(entry, 'dequeued', 'CI_FAILURE');
    else if (verdict === 'success' && first && group !== undefined) await merge(entry, group);
    else return true;
    return false;
  };

  const walk = async (base: string): Promise<boolean> => {
    let expected = (await refTarget(git, `refs/heads/${base}`)) ?? '';
    const mine = entries.filter(({ pull }) => pull.base === base);
    for (const [index, entry] of mine.entries()) {
      if (!(await step(entry, expected, index === 0))) return false;
      expected = entry.group?.headSha ?? expected;
    }
    return true;
  };

  return {
    waiting: () => entries.map(({ issue }) => issue.number),
    async add(issue, actor) {
      const { pull } = issue;
      const able = pull !== undefined && issue.state === 'open' && !pull.draft;
      if (!able || entries.some((entry) => entry.issue === issue)) {
        throw new Problem(422, 'Pull request is not mergeable, or already in the queue');
      }
      entries.push({ issue, pull, headSha: pull.headSha });
      await announce(world, 'enqueued', issue, actor);
    },
    async remove(issue, actor) {
      const entry = entries.find((one) => one.issue === issue);
      if (entry === undefined) throw new Problem(422, 'Pull request is not in the queue');
      await leave(entry, 'dequeued', 'MANUAL', actor);
    },
    async advance() {
      for (const base of new Set(entries.map(({ pull }) => pull.base))) while (!(await walk(base)));
    },
  };
}

function verdictOn({ state }: World, required: readonly string[], sha: string): 'success' | 'failure' | 'pending' {
  let verdict: 'success' | 'pending' = 'success';
  for (const name of required) {
    const run = state.checkRuns.findLast((one) => one.headSha === sha && one.name === name);
    const status = state.statuses.findLast((one) => one.sha === sha && one.context === name);
    const result = run === undefined ? status?.state : (run.conclusion ?? 'pending');
    if (result === undefined || result === 'pending') verdict = 'pending';
    else if (!['success', 'neutral', 'skipped'].includes(result)) return 'failure';
  }
  return verdict;
}
