// The test merge commit of an open pull request, made in the background and kept at refs/pull/N/merge, as GitHub does.
// Asking for a pull request starts the work; until it is done nothing is known of the two commits as they are now.
import { webFlow } from './accounts.ts';
import { mergedTree, writeCommit } from './repository/merging.ts';
import { refTarget } from './repository/revisions.ts';
import type { Issue, Pull } from './state.ts';
import type { World } from './world.ts';

export interface Trial {
  /** Null while it is not known. */
  readonly mergeable: boolean | null;
  /** SHA of the newest test merge, which may be of older commits while `mergeable` is null. */
  readonly sha: string | undefined;
}

/** What is known of merging the head into the base as both are now; begins to find out what is not. */
export async function trialOf(world: World, issue: Issue, pull: Pull): Promise<Trial> {
  const { trial } = pull;
  const base = issue.state === 'closed' ? undefined : await refTarget(world.git, `refs/heads/${pull.base}`);
  if (base === undefined) return { mergeable: null, sha: trial?.sha };
  const key = `${base} ${pull.headSha}`;
  if (trial?.key === key) return { mergeable: trial.sha !== undefined, sha: trial.sha };
  if (pull.underWay !== key) {
    pull.underWay = key;
    world.inBackground(() => tryMerge(world, issue, pull, base));
  }
  return { mergeable: null, sha: trial?.sha };
}

async function tryMerge(world: World, issue: Issue, pull: Pull, base: string): Promise<void> {
  const { git } = world;
  const { headSha } = pull;
  const key = `${base} ${headSha}`;
  try {
    const tree = await mergedTree(git, base, headSha);
    let sha: string | undefined;
    if (tree !== undefined) {
      const message = `Merge ${headSha} into ${base}\n`;
      const by = { author: webFlow, committer: webFlow, at: world.clock.now() };
      sha = await writeCommit(git, { tree, parents: [base, headSha], message }, by);
    }
    // Overtaken by a push or a newer base: those have a merge of their own.
    if (pull.underWay !== key) return;
    if (sha !== undefined) await git.bytes(['update-ref', `refs/pull/${issue.number}/merge`, sha]);
    pull.trial = { key, sha };
  } finally {
    // What failed is tried again by whoever asks next.
    if (pull.underWay === key) delete pull.underWay;
  }
}
