// Whole trees by commit, branch or tree SHA.
import { ok } from '../answer.ts';
import { notFound } from '../errors.ts';
import { resolveRevision } from '../repository/revisions.ts';
import { listTree } from '../repository/trees.ts';
import type { Route } from '../router.ts';
import type { World } from '../world.ts';

/** A recursive listing stops here and says `truncated`. */
const mostEntries = 100_000;

export function treeRoutes({ git, links }: World): readonly Route[] {
  return [
    {
      method: 'GET',
      pattern: 'git/trees/*tree',
      needs: 'read',
      async handle(call) {
        const sha = await resolveRevision(git, call.param('tree'), 'tree');
        if (sha === undefined) throw notFound();
        // Any value counts, `0` and `false` too: only an absent parameter means "this level only".
        const entries = await listTree(git, sha, call.query('recursive') !== undefined);
        return ok({
          sha,
          url: links.api(`git/trees/${sha}`),
          tree: entries.slice(0, mostEntries).map((entry) => ({
            ...entry,
            ...(entry.type === 'commit' ? {} : { url: links.api(`git/${entry.type}s/${entry.sha}`) }),
          })),
          truncated: entries.length > mostEntries,
        });
      },
    },
  ];
}
