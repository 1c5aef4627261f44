// A Git repository in memory: commits as trees of texts, branches with who moved them, pull requests as data.
import { createHash } from 'node:crypto';
import { RangelightError } from '../../lib/core/index.ts';
import type { PullRequest, Push, Pushes, Repository } from '../../lib/ports/index.ts';

/** Path → text; everything that a commit holds. */
export type Tree = Readonly<Record<string, string>>;

interface Commit {
  readonly files: Tree;
  readonly onto: string | undefined;
  readonly author: string | undefined;
  readonly committer: string | undefined;
}

interface Pull extends Omit<PullRequest, 'mergeable'> {
  /** Name of the branch that it comes from. */
  readonly branch: string;
  /** GitHub does not come to an end with its test merge. */
  readonly isSlow: boolean;
}

export interface MemoryRepository extends Repository {
  /** Logins of those who may write. */
  readonly writers: Set<string>;
  /** Makes a commit; on top of another one, with logins of who made it, where those are given. */
  commit(sha: string, files: Tree, from?: Partial<Omit<Commit, 'files'>>): void;
  /** Has a branch point there; undefined: it is gone. */
  branch(name: string, sha: string | undefined, by?: string): void;
  /** Opens a pull request, or changes one. */
  pull(change: Partial<Pull> & { readonly number: number }): void;
}

const NOBODY = { author: undefined, committer: undefined };
const NOTHING = '0'.repeat(40);
const MOST_COMMITS = 250;

export function createMemoryRepository(): MemoryRepository {
  const commits = new Map<string, Commit>();
  const branches = new Map<string, string>();
  const pulls = new Map<number, Pull>();
  const pushes: (Push & { readonly branch: string })[] = [];
  const writers = new Set<string>();
  const isBelow = (from: string, to: string | undefined): boolean =>
    to !== undefined && (from === to || isBelow(from, commits.get(to)?.onto));
  const pullNumbered = (number: number): Pull => pulls.get(number) ?? missing(`pull request ${number}`);
  const kindOf = (before: string | undefined, after: string | undefined): Push['type'] => {
    if (before === undefined) return 'branch_creation';
    if (after === undefined) return 'branch_deletion';
    return isBelow(before, after) ? 'push' : 'force_push';
  };

  const filesOf = (sha: string | undefined): Tree => (sha === undefined ? {} : (commits.get(sha)?.files ?? {}));
  const ancestorOf = (sha: string | undefined, other: string | undefined): string | undefined =>
    sha === undefined || isBelow(sha, other) ? sha : ancestorOf(commits.get(sha)?.onto, other);

  /** File by file; undefined where both sides changed the same one. */
  const merged = ({ head, baseBranch }: Pick<Pull, 'head' | 'baseBranch'>) => {
    const base = branches.get(baseBranch);
    if (base === undefined) return undefined;
    const [before, ours, theirs] = [filesOf(ancestorOf(head, base)), filesOf(base), filesOf(head)];
    const files: Record<string, string> = {};
    for (const path of new Set([before, ours, theirs].flatMap((tree) => Object.keys(tree)))) {
      const isOurs = theirs[path] === before[path];
      if (!isOurs && ours[path] !== before[path] && ours[path] !== theirs[path]) return undefined;
      const text = isOurs ? ours[path] : theirs[path];
      if (text !== undefined) files[path] = text;
    }
    const parents = [base, head];
    return { commit: createHash('sha1').update(String(parents)).digest('hex'), parents, files };
  };

  const movesOf = (name: string): Pushes => {
    const found = pushes.filter(({ branch }) => branch === name).reverse();
    return { pushes: found.map(({ branch: _branch, ...push }) => push), isWhole: true };
  };

  return {
    writers,
    commit: (sha, files, from = {}) =>
      void commits.set(sha, { onto: undefined, author: undefined, committer: undefined, ...from, files }),
    branch(name, sha, by) {
      const before = branches.get(name);
      pushes.push({
        branch: name,
        type: kindOf(before, sha),
        by,
        before: before ?? NOTHING,
        after: sha ?? NOTHING,
        at: pushes.length,
      });
      if (sha === undefined) branches.delete(name);
      else branches.set(name, sha);
    },
    pull(change) {
      const before = pulls.get(change.number) ?? {
        state: 'open',
        head: '',
        baseBranch: 'main',
        draft: false,
        merged: false,
        fork: false,
        author: 'alice',
        branch: `pull-${change.number}`,
        isSlow: false,
      };
      pulls.set(change.number, { ...before, ...change });
    },
    async head(name, signal) {
      await begin(signal);
      return branches.get(name) ?? missing(`branch ${name}`);
    },
    async pullRequest(number, signal) {
      await begin(signal);
      const { branch: _branch, isSlow, ...pull } = pullNumbered(number);
      return { ...pull, mergeable: isSlow ? undefined : merged(pull) !== undefined };
    },
    async testMerge(number, signal) {
      await begin(signal);
      const test = merged(pullNumbered(number));
      if (test !== undefined) commits.set(test.commit, { onto: test.parents[1], ...NOBODY, files: test.files });
      return test && { commit: test.commit, parents: test.parents };
    },
    async changedFiles(number, signal) {
      await begin(signal);
      const { head, baseBranch } = pullNumbered(number);
      const [before, after] = [filesOf(ancestorOf(head, branches.get(baseBranch))), filesOf(head)];
      return new Set([...Object.keys(before), ...Object.keys(after)].filter((path) => before[path] !== after[path]));
    },
    async openPullRequests(branch, signal) {
      await begin(signal);
      const open = [...pulls.values()].filter(({ state, baseBranch }) => state === 'open' && baseBranch === branch);
      return open.map(({ number, head, draft }) => ({ number, head, draft })).sort((a, b) => b.number - a.number);
    },
    async commitsOf(number, signal) {
      await begin(signal);
      const { head, baseBranch } = pullNumbered(number);
      const base = branches.get(baseBranch);
      const line = [];
      for (let sha: string | undefined = head; sha !== undefined && !isBelow(sha, base); ) {
        const { onto, author, committer }: Commit = commits.get(sha) ?? missing(`commit ${sha}`);
        line.unshift({ sha, author, committer });
        sha = onto;
      }
      return { commits: line.slice(0, MOST_COMMITS), isWhole: line.length < MOST_COMMITS };
    },
    async pushesOf(number, signal) {
      await begin(signal);
      const pull = pullNumbered(number);
      if (pull.fork) throw new RangelightError('denied', 'github', `#${number} comes from a fork`);
      return movesOf(pull.branch);
    },
    async movesOf(branch, signal) {
      await begin(signal);
      return movesOf(branch);
    },
    async mayWrite(login, signal) {
      await begin(signal);
      return writers.has(login);
    },
    async compare(from, to, signal) {
      await begin(signal);
      if (from === to) return 'identical';
      if (isBelow(from, to)) return 'ahead';
      return isBelow(to, from) ? 'behind' : 'diverged';
    },
    async commitsBetween(from, to, signal) {
      await begin(signal);
      let count = 0;
      for (let sha: string | undefined = to; sha !== undefined && !isBelow(sha, from); sha = commits.get(sha)?.onto)
        count += 1;
      return count;
    },
    async files(sha, wanted, signal) {
      await begin(signal);
      const { files } = commits.get(sha) ?? missing(`commit ${sha}`);
      const all = Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)] as const);
      const first = new Map(all.filter(([path]) => wanted.first(path)));
      const isWanted = wanted.others(first);
      return new Map(all.filter(([path]) => first.has(path) || isWanted(path)));
    },
  };
}

function missing(what: string): never {
  throw new RangelightError('not-found', 'github', `there is no ${what}`);
}

async function begin(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await Promise.resolve();
}
