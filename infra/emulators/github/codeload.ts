// Source archives: the API redirects to a short-lived link, which needs no credentials of its own.
import type { Answer } from './answer.ts';
import { notFound } from './errors.ts';
import type { Git } from './git.ts';
import { resolveRevision } from './repository/revisions.ts';
import type { Call, Route } from './router.ts';
import type { World } from './world.ts';

export interface Codeload {
  /** Links to what a name leads to in `git`. */
  routes(git: Git): readonly Route[];
  /** Serves a link made by the route; path segments begin with `_codeload`. */
  download(segments: readonly string[], token: string | null): Promise<Answer>;
}

/** Links for a private repository live this long. */
const linkLife = 5 * 60_000;

export function createCodeload(world: World): Codeload {
  const { git, owner, repo, clock } = world;
  const expiries = new Map<string, number>();

  const redirect = async (from: Git, call: Call): Promise<Answer> => {
    const sha = await resolveRevision(from, call.param('ref') || world.defaultBranch);
    if (sha === undefined) throw notFound();
    const token = world.random.hex(40);
    expiries.set(token, clock.now() + linkLife);
    const location = `${world.links.origin}/_codeload/${owner}/${repo}/legacy.tar.gz/${sha}?token=${token}`;
    return { status: 302, headers: { location } };
  };

  return {
    routes: (from) =>
      ['tarball', 'tarball/*ref'].map((pattern) => ({
        method: 'GET',
        pattern,
        needs: 'read',
        handle: (call) => redirect(from, call),
      })),
    async download(segments, token) {
      const [, linkOwner, linkRepo, format, sha = ''] = segments;
      const known =
        linkOwner === owner && linkRepo === repo && format === 'legacy.tar.gz' && /^[0-9a-f]{40}$/.test(sha);
      if (!known || segments.length !== 5 || (expiries.get(token ?? '') ?? 0) <= clock.now()) throw notFound();
      const root = `${owner}-${repo}-${sha.slice(0, 7)}`;
      const archive = await git.bytes(['archive', '--format=tar.gz', `--prefix=${root}/`, sha]);
      return {
        status: 200,
        bytes: new Uint8Array(archive),
        headers: {
          'content-type': 'application/x-gzip',
          'content-disposition': `attachment; filename=${root}.tar.gz`,
        },
      };
    },
  };
}
