// The fleets of a commit by name, and what is wrong with fleet files that are nobody's. The name in a file counts; a
// folder is bound to its fleet only as long as the fleet is found nowhere else.
import { compareText, type Diagnostic, diagnostic, type Tree } from '../../core/index.ts';
import { fleetFileIn } from '../../fleet/index.ts';
import type { Store } from '../../ports/index.ts';
import { appliedStates, finishedRevisions, type Head, openRuns } from '../../state/index.ts';
import { type FleetFile, fleetFilesOf } from './fleet-files.ts';
import { headsOf, homeOf } from '../records/known-fleets.ts';

/** Findings of files that are no fleet's; who makes more of them has seen enough. */
const MOST_STRAYS = 100;

export interface NamedFile {
  readonly name: string;
  readonly folder: string;
  readonly file: FleetFile;
}

/**
 * The fleets of a tree by name, with those that it has nowhere any more: not a wish to be rid of them, but told.
 * `strays`: what is wrong with fleet files that are no fleet of this repository.
 */
export async function fleetsIn(
  store: Store,
  repository: string,
  files: Tree,
  signal: AbortSignal,
): Promise<{ readonly known: readonly NamedFile[]; readonly strays: readonly Diagnostic[] }> {
  const all = await headsOf(store, repository, signal);
  const found = fleetFilesOf(files).map((file) => ({ file, folder: folderOf(file.path) }));
  const own: Head[] = [];
  for (const head of all.values()) {
    const named = found.find(({ folder }) => folder === head.folder)?.file.fleet?.name ?? head.fleet.name;
    if (named === head.fleet.name || (await wasCarriedOut(store, head.fleet.name, signal))) own.push(head);
  }
  const known = new Map<string, NamedFile>();
  const strays: Diagnostic[] = [];
  for (const { file, folder } of found) {
    // A broken fleet file is reported under the name that its folder had.
    const held = own.find((head) => head.folder === folder);
    const isElsewhere = (name: string): boolean =>
      found.some((other) => other.folder !== folder && other.file.fleet?.name === name);
    const name = held === undefined || isElsewhere(held.fleet.name) ? file.fleet?.name : held.fleet.name;
    const home = name === undefined ? undefined : await homeOf(store, name, signal);
    if (name === undefined) strays.push(...file.diagnostics);
    else if (home !== undefined && home !== repository) strays.push(nameTaken(file, name, home));
    // Two files of one name have the same errors: one of them tells.
    else if (!known.has(name)) known.set(name, { name, folder, file });
  }
  for (const { folder, fleet } of own) {
    const path = fleetFileIn(folder);
    if (!known.has(fleet.name))
      known.set(fleet.name, { name: fleet.name, folder, file: { path, diagnostics: [lostFleetFile(path)] } });
  }
  return {
    known: [...known.values()].sort((a, b) => compareText(a.name, b.name)),
    strays: strays.slice(0, MOST_STRAYS),
  };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/**
 * A fleet of which nothing was ever carried out may be given another name: another one may have had its name before.
 */
async function wasCarriedOut(store: Store, fleet: string, signal: AbortSignal): Promise<boolean> {
  for (const kind of [appliedStates, openRuns, finishedRevisions] as const)
    if ((await kind.keys(store, [fleet], signal)).length > 0) return true;
  return false;
}

function lostFleetFile(path: string): Diagnostic {
  const message = `${path} is gone: nothing is planned, and nothing is deleted`;
  return diagnostic('no-fleet-file', message, { file: path, line: 1, column: 1 });
}

function nameTaken({ path, fleet }: FleetFile, name: string, repository: string): Diagnostic {
  const source = fleet?.nameSource ?? { file: path, line: 1, column: 1 };
  const message = `the fleet ${name} lives in ${repository}: nothing of this file is planned`;
  return diagnostic('fleet-name-taken', message, source, 'Give this fleet another name.');
}
