// PUT pulls/N/merge: a merge commit or a squash, made by git itself in the bare repository.
import { webFlow } from '../accounts.ts';
import { close } from '../announce.ts';
import { type Answer, ok } from '../answer.ts';
import { notImplemented, Problem } from '../errors.ts';
import { mergedTree, writeCommit } from '../repository/merging.ts';
import { refTarget } from '../repository/revisions.ts';
import type { Call, Route } from '../router.ts';
import type { World } from '../world.ts';
import { pullOf } from './pulls.ts';

export function mergeRoutes(world: World): readonly Route[] {
  return [{ method: 'PUT', pattern: 'pulls/:number/merge', needs: 'write', handle: (call) => merge(world, call) }];
}

async function merge(world: World, call: Call): Promise<Answer> {
  const { git, owner } = world;
  const { issue, pull } = pullOf(world, call);
  const fields = await call.fields();
  const method = fields.oneOf('merge_method', ['merge', 'squash', 'rebase']) ?? 'merge';
  if (method === 'rebase') throw notImplemented('merge_method rebase');
  const title =
    fields.optionalText('commit_title') ??
    (method === 'merge'
      ? `Merge pull request #${issue.number} from ${pull.fork?.owner.login ?? owner}/${pull.head}`
      : `${issue.title} (#${issue.number})`);
  const text = fields.optionalText('commit_message') ?? (method === 'merge' ? issue.title : '');

  const sha = await world.changeRefs(call.actor, async () => {
    if (issue.state === 'closed') throw new Problem(405, 'Pull Request is not mergeable');
    if (pull.draft) throw new Problem(405, 'Pull Request is still a draft');
    const expected = fields.optionalText('sha');
    if (expected !== undefined && expected !== pull.headSha) {
      throw new Problem(409, 'Head branch was modified. Review and try the merge again.');
    }
    const ref = `refs/heads/${pull.base}`;
    const base = await refTarget(git, ref);
    const tree = base === undefined ? undefined : await mergedTree(git, base, pull.headSha);
    if (base === undefined || tree === undefined) throw new Problem(405, 'Pull Request is not mergeable');
    const commit = await writeCommit(
      git,
      {
        tree,
        parents: method === 'merge' ? [base, pull.headSha] : [base],
        message: text === '' ? `${title}\n` : `${title}\n\n${text}\n`,
      },
      {
        author: { name: call.actor.login, email: call.actor.email },
        committer: webFlow,
        at: world.clock.now(),
      },
    );
    await git.bytes(['update-ref', ref, commit, base]);
    pull.merged = { at: world.now(), by: call.actor, sha: commit };
    await close(world, issue, call.actor);
    return commit;
  });
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
}
