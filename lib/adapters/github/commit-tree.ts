// The tree of a commit: its archive, held against the listing that Git has of it. An archive lacks what `export-ignore`
// leaves out and what a submodule holds, and says nothing of it.
import { isOddPath, linkTarget, type NoFile, RangelightError, type Tree } from '../../core/index.ts';
import type { Wanted } from '../../ports/index.ts';
import { type Archive, type ArchiveLimits, readArchive } from './archive.ts';
import type { GitHubClient } from './client.ts';

/** An entry of the listing. Source: GitHub REST API, "Get a tree". */
interface Listed {
  readonly path: string;
  /** Six octal digits: 120000 is a symbolic link, 160000 a submodule, 040000 a folder. */
  readonly mode: string;
}

const LINK = '120000';
const SUBMODULE = '160000';
const FOLDER = '040000';

/** Fails as `Repository.files` does. */
export async function readTree(
  { where, call }: GitHubClient,
  commit: string,
  limits: ArchiveLimits,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Tree> {
  const archive = await call(signal, async (octokit) => {
    // The body as a stream: it is counted while it comes, not after. GitHub sends it from another host.
    const request = { parseSuccessResponseBody: false, redirect: 'follow' } as const;
    const { data } = await octokit.rest.repos.downloadTarballArchive({ ...where, ref: commit, request });
    if (!isStream(data)) {
      throw new RangelightError('unexpected', 'github', 'the archive did not come as a stream');
    }
    return readArchive(data, limits, wanted);
  });
  const { data } = await call(signal, (octokit) =>
    octokit.rest.git.getTree({ ...where, tree_sha: commit, recursive: 'true' }),
  );
  if (data.truncated) {
    throw new RangelightError(
      'too-large',
      'github',
      'the commit is too large to be read: GitHub cuts the list of its files',
    );
  }
  return new Map<string, Uint8Array | NoFile>([...archive.files, ...withoutFile(data.tree, archive)]);
}

/** Of Node or of the Web. */
function isStream(data: unknown): data is AsyncIterable<Uint8Array> {
  return typeof data === 'object' && data !== null && Symbol.asyncIterator in data;
}

/** What of the listing is no regular file of the archive. */
function withoutFile(listing: readonly Listed[], { regular, links }: Archive): readonly (readonly [string, NoFile])[] {
  const files = new Set(listing.flatMap(({ path, mode }) => (isRegular(mode) ? [path] : [])));
  const whatFor = ({ path, mode }: Listed): NoFile | undefined => {
    if (mode === FOLDER) return undefined;
    if (mode === SUBMODULE) return 'submodule';
    if (mode === LINK) return files.has(linkTarget(path, links.get(path) ?? '/') ?? '') ? 'link-to-file' : 'link';
    if (isOddPath(path)) return 'odd-path';
    return regular.has(path) ? undefined : 'left-out';
  };
  return listing.flatMap((entry) => {
    const what = whatFor(entry);
    return what === undefined ? [] : [[entry.path, what] as const];
  });
}

function isRegular(mode: string): boolean {
  return mode !== FOLDER && mode !== SUBMODULE && mode !== LINK;
}
