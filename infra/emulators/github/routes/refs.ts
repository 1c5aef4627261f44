// Git references; changing one is a push like any other.
import { created, noContent, ok } from '../answer.ts';
import { notFound, Problem } from '../errors.ts';
import { encodePath } from '../links.ts';
import { page } from '../pagination.ts';
import { isAncestor, isRefName, listRefs, refTarget, resolveRevision } from '../repository/revisions.ts';
import type { Route } from '../router.ts';
import type { WithUrl } from '../views/issue.ts';
import type { World } from '../world.ts';

export function refRoutes(world: World): readonly Route[] {
  const { git, links } = world;
  return [
    {
      method: 'GET',
      pattern: 'git/ref/*ref',
      needs: 'read',
      async handle(call) {
        const ref = `refs/${call.param('ref')}`;
        const sha = await refTarget(git, ref);
        if (sha === undefined) throw (await isEmpty(world)) ? new Problem(409, 'Git Repository is empty.') : notFound();
        return ok(await refView(world, ref, sha));
      },
    },
    {
      method: 'GET',
      pattern: 'git/matching-refs/*ref',
      needs: 'read',
      async handle(call) {
        const prefix = `refs/${call.param('ref')}`;
        const found = [...(await listRefs(git, 'refs/heads', 'refs/tags', 'refs/pull'))].filter(([ref]) =>
          ref.startsWith(prefix),
        );
        return page(links, call, found, (shown) => Promise.all(shown.map(([ref, sha]) => refView(world, ref, sha))));
      },
    },
    {
      method: 'POST',
      pattern: 'git/refs',
      needs: 'write',
      async handle(call) {
        const fields = await call.fields();
        const [ref, sha] = [fields.text('ref'), fields.text('sha')];
        if (!/^refs\/(heads|tags)\/./.test(ref) || !isRefName(ref)) throw new Problem(422, 'Reference name invalid');
        await requireObject(world, sha);
        await world.changeRefs(call.actor, async () => {
          if ((await refTarget(git, ref)) !== undefined) throw new Problem(422, 'Reference already exists');
          await git.bytes(['update-ref', ref, sha]);
        });
        return created(await refView(world, ref, sha));
      },
    },
    {
      method: 'PATCH',
      pattern: 'git/refs/*ref',
      needs: 'write',
      async handle(call) {
        const fields = await call.fields();
        const sha = fields.text('sha');
        const ref = writableRef(call.param('ref'));
        await requireObject(world, sha);
        await world.changeRefs(call.actor, async () => {
          const now = await refTarget(git, ref);
          if (now === undefined) throw new Problem(422, 'Reference does not exist');
          if (fields.flag('force') !== true && !(await isAncestor(git, now, sha))) {
            throw new Problem(422, 'Update is not a fast forward');
          }
          await git.bytes(['update-ref', ref, sha, now]);
        });
        return ok(await refView(world, ref, sha));
      },
    },
    {
      method: 'DELETE',
      pattern: 'git/refs/*ref',
      needs: 'write',
      async handle(call) {
        const ref = writableRef(call.param('ref'));
        await world.changeRefs(call.actor, async () => {
          if ((await refTarget(git, ref)) === undefined) throw new Problem(422, 'Reference does not exist');
          if (ref === `refs/heads/${world.defaultBranch}`) throw new Problem(422, 'Cannot delete the default branch');
          await git.bytes(['update-ref', '-d', ref]);
        });
        return noContent();
      },
    },
  ];
}

async function isEmpty({ git }: World): Promise<boolean> {
  return (await listRefs(git)).size === 0;
}

/** refs/pull and the queue's branches belong to GitHub itself. */
function writableRef(name: string): string {
  if (!/^(heads|tags)\/./.test(name) || name.startsWith('heads/gh-readonly-queue/'))
    throw new Problem(422, 'Reference cannot be updated');
  return `refs/${name}`;
}

async function requireObject(world: World, sha: string): Promise<void> {
  const full = /^[0-9a-f]{40}$/.test(sha) ? await resolveRevision(world.git, sha) : undefined;
  if (full !== sha) throw new Problem(422, 'Object does not exist');
}

async function refView(world: World, ref: string, sha: string): Promise<WithUrl> {
  const type = await world.git.text(['cat-file', '-t', sha]);
  return {
    ref,
    url: world.links.api(`git/${encodePath(ref)}`),
    object: { type, sha, url: world.links.api(`git/${type}s/${sha}`) },
  };
}
