// Which files of fleets a pull request changes, and where the lines of its merge are in its head: check run and
// annotations are the head's, and what is planned is the merge.
import { type LineRun, lineRuns, type Tree } from '../../core/index.ts';
import type { Occasion } from '../../plan/index.ts';
import { FILES_OF_FLEETS } from './fleet-files.ts';
import { readCommit } from './read-commit.ts';
import type { PlannerWorld } from '../world.ts';

const ALL_LINES = Number.MAX_SAFE_INTEGER;

/**
 * @param files of the merge.
 * @returns by file, sorted; without lines for one that the head has not. Undefined for what is no pull request.
 */
export async function changedInPull(
  world: PlannerWorld,
  occasion: Occasion,
  files: Tree,
  signal: AbortSignal,
): Promise<Readonly<Record<string, readonly LineRun[]>> | undefined> {
  if (occasion.type !== 'pull-request') return undefined;
  const { number, commit, base } = occasion;
  const paths = await world.repository.changedFiles(number, signal);
  const first = new Map<string, Uint8Array>();
  for (const [path, content] of files)
    if (content instanceof Uint8Array && FILES_OF_FLEETS.first(path)) first.set(path, content);
  const isManifest = FILES_OF_FLEETS.others(first);
  const changed = [...paths].filter((path) => FILES_OF_FLEETS.first(path) || isManifest(path)).sort();
  if (changed.length === 0) return {};
  const isUpToDate = commit === base || (await world.repository.compare(base, commit, signal)) === 'ahead';
  const head = isUpToDate ? files : await filesOf(world, commit, signal);
  const text = new TextDecoder();
  return Object.fromEntries(
    changed.map((path) => {
      const [ours, theirs] = [files.get(path), head.get(path)];
      if (!(ours instanceof Uint8Array) || !(theirs instanceof Uint8Array)) return [path, []];
      const isSame = Buffer.compare(ours, theirs) === 0;
      return [path, isSame ? [{ from: 1, to: 1, lines: ALL_LINES }] : lineRuns(text.decode(ours), text.decode(theirs))];
    }),
  );
}

/** None where they cannot be read: then everything stands in the summary. */
async function filesOf(world: PlannerWorld, commit: string, signal: AbortSignal): Promise<Tree> {
  const read = await readCommit(world, commit, signal);
  return 'files' in read ? read.files : new Map();
}
