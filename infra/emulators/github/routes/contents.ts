// Files and directories of a commit: JSON with base64, listings, or raw bytes.
import { posix } from 'node:path';
import { type Answer, ok, raw } from '../answer.ts';
import { notFound, notImplemented, Problem } from '../errors.ts';
import { encodePath } from '../links.ts';
import { resolveRevision } from '../repository/revisions.ts';
import { entryAt, listTree, readBlob, type TreeEntry } from '../repository/trees.ts';
import type { Call, Route } from '../router.ts';
import type { World } from '../world.ts';

const mebibyte = 1024 * 1024;
/** A directory lists at most this many entries. */
const mostEntries = 1_000;

export function contentRoutes(world: World): readonly Route[] {
  const handle = (call: Call): Promise<Answer> => getContents(world, call);
  return [
    { method: 'GET', pattern: 'contents', needs: 'read', handle },
    { method: 'GET', pattern: 'contents/*path', needs: 'read', handle },
  ];
}

async function getContents(world: World, call: Call): Promise<Answer> {
  if (call.accepts('html')) throw notImplemented('media type html of contents');
  const ref = call.query('ref') ?? world.defaultBranch;
  const commit = await resolveRevision(world.git, ref);
  if (commit === undefined) throw notFound(`No commit found for the ref ${ref}`);
  const path = call.param('path').replace(/\/+$/, '');
  if (path === '') return listing(world, call, commit, '', commit, ref);
  const entry = await entryAt(world.git, commit, path);
  if (entry === undefined) throw notFound();
  if (entry.type === 'tree') return listing(world, call, commit, path, entry.sha, ref);
  if (entry.type === 'commit') throw notImplemented('contents of a submodule');
  if (entry.mode === '120000') return symlink(world, call, commit, entry, ref);
  return file(world, call, entry, ref);
}

async function listing(
  world: World,
  call: Call,
  commit: string,
  path: string,
  tree: string,
  ref: string,
): Promise<Answer> {
  const entries = (await listTree(world.git, tree)).slice(0, mostEntries).map((entry) => {
    const full = path === '' ? entry.path : `${path}/${entry.path}`;
    return { type: typeOf(entry), size: entry.size ?? 0, ...placeView(world, { ...entry, path: full }, ref) };
  });
  if (!call.accepts('object')) return ok(entries);
  const sha = await world.git.text(['rev-parse', `${tree}^{tree}`]);
  const self = { path, mode: '040000', type: 'tree', sha } as const;
  return ok({ type: 'dir', size: 0, ...placeView(world, self, path === '' ? commit : ref), entries });
}

async function file(world: World, call: Call, entry: TreeEntry, ref: string): Promise<Answer> {
  const size = entry.size ?? 0;
  if (size > 100 * mebibyte) throw new Problem(403, 'This API returns blobs up to 100 MB in size.');
  if (call.accepts('raw')) {
    return raw(await readBlob(world.git, entry.sha), 'application/vnd.github.raw; charset=utf-8');
  }
  // Above one mebibyte only the raw form carries the content.
  const content =
    size > mebibyte
      ? { content: '', encoding: 'none' }
      : { content: lines((await readBlob(world.git, entry.sha)).toString('base64')), encoding: 'base64' };
  return ok({ type: 'file', size, ...placeView(world, entry, ref), ...content });
}

/** A link to a file in the repository answers as that file; any other one as itself. */
async function symlink(world: World, call: Call, commit: string, entry: TreeEntry, ref: string): Promise<Answer> {
  const target = (await readBlob(world.git, entry.sha)).toString();
  const path = posix.join(posix.dirname(entry.path), target);
  const inside = !posix.isAbsolute(target) && !path.startsWith('..');
  const found = inside ? await entryAt(world.git, commit, path) : undefined;
  if (found?.type === 'blob' && found.mode !== '120000') return file(world, call, { ...found, path: entry.path }, ref);
  return ok({ type: 'symlink', target, size: entry.size ?? 0, ...placeView(world, entry, ref) });
}

function typeOf(entry: TreeEntry): 'file' | 'dir' | 'symlink' | 'submodule' {
  if (entry.type === 'tree') return 'dir';
  // Listings show a submodule as a file, for compatibility with old clients.
  if (entry.type === 'commit') return 'file';
  return entry.mode === '120000' ? 'symlink' : 'file';
}

function placeView(world: World, entry: TreeEntry, ref: string): Record<string, unknown> {
  const { links } = world;
  const path = encodePath(entry.path);
  const url = `${links.api(`contents/${path}`)}?ref=${encodeURIComponent(ref)}`;
  const kind = entry.type === 'tree' ? 'tree' : 'blob';
  const git = links.api(`git/${kind}s/${entry.sha}`);
  const html = links.html(`${kind}/${encodePath(ref)}/${path}`);
  return {
    name: posix.basename(entry.path),
    path: entry.path,
    sha: entry.sha,
    url,
    git_url: git,
    html_url: html,
    download_url: entry.type === 'blob' ? links.html(`raw/${encodePath(ref)}/${path}`) : null,
    _links: { self: url, git, html },
  };
}

/** Base64 as GitHub sends it: broken into lines of sixty. */
function lines(base64: string): string {
  return base64.replace(/.{1,60}/g, '$&\n');
}
