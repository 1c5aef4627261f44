// The test merge commit of an open pull request, kept at refs/pull/N/merge as GitHub does.
// May import: accounts.ts, repository, state.ts, world.ts.
import { webFlow } from './accounts.ts';
import { mergedTree, writeCommit } from './repository/merging.ts';
import { refTarget } from './repository/revisions.ts';
import type { Issue, Pull } from './state.ts';
import type { World } from './world.ts';

/** SHA of the head merged into the base as both are now; undefined when they conflict or a branch is gone. */
export async function trialMerge(world: World, issue: Issue, pull: Pull): Promise<string | undefined> {
  const { git } = world;
  if (issue.state === 'closed') return pull.trial?.sha;
  const base = await refTarget(git, `refs/heads/${pull.base}`);
  if (base === undefined) return undefined;
  const key = `${base} ${pull.headSha}`;
  if (pull.trial?.key === key) return pull.trial.sha;
  const tree = await mergedTree(git, base, pull.headSha);
  let sha: string | undefined;
  if (tree !== undefined) {
    const message = `Merge ${pull.headSha} into ${base}\n`;
    const by = { author: webFlow, committer: webFlow, at: world.clock.now() };
    sha = await writeCommit(git, { tree, parents: [base, pull.headSha], message }, by);
    await git.bytes(['update-ref', `refs/pull/${issue.number}/merge`, sha]);
  }
  pull.trial = { key, sha };
  return sha;
}
