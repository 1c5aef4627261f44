// Commits read from the repository, in the order git lists them.
import type { Git } from '../git.ts';

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601. */
  readonly date: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

const layout = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');

/** Commits of a revision range (`git log` arguments that are SHAs, `--not` and `A..B` of SHAs), newest first. */
export async function readCommits(git: Git, range: readonly string[], limit?: number): Promise<Commit[]> {
  const cap = limit === undefined ? [] : [`--max-count=${limit}`];
  const text = await git.text(['log', '--topo-order', `--format=${layout}%x01`, ...cap, ...range, '--']);
  const commits: Commit[] = [];
  for (const record of text.split('\u0001')) {
    const [sha, tree, parents, an, ae, ad, cn, ce, cd, message] = record.replace(/^\n/, '').split('\0');
    if (!sha || !tree || message === undefined) continue;
    commits.push({
      sha,
      tree,
      parents: (parents ?? '').split(' ').filter((parent) => parent !== ''),
      author: { name: an ?? '', email: ae ?? '', date: ad ?? '' },
      committer: { name: cn ?? '', email: ce ?? '', date: cd ?? '' },
      message: message.replace(/\n+$/, ''),
    });
  }
  return commits;
}

/** One commit that is known to exist. */
export async function readCommit(git: Git, sha: string): Promise<Commit> {
  const [commit] = await readCommits(git, [sha], 1);
  if (commit === undefined) throw new MissingCommit(sha);
  return commit;
}

class MissingCommit extends Error {
  constructor(sha: string) {
    super(`commit ${sha} is not in the repository`);
    this.name = 'MissingCommit';
  }
}

/** How many commits `to` has that `from` has not. */
export async function countCommits(git: Git, from: string, to: string): Promise<number> {
  return Number(await git.text(['rev-list', '--count', `${from}..${to}`]));
}
