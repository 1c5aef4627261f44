// The fleets of a commit by name, and what is wrong with fleet files that are nobody's. May import: core, fleet, ports.
import { type Diagnostic, diagnostic } from '../core/index.ts';
import { fleetFileIn } from '../fleet/index.ts';
import type { StateStore } from '../ports/index.ts';
import { type FleetFile, fleetFilesOf } from './fleet-files.ts';
import { folderOf, keys } from './state-keys.ts';

export interface NamedFile {
  readonly name: string;
  readonly folder: string;
  readonly file: FleetFile;
}

/**
 * The fleets of a tree by name, with those that it has nowhere any more: not a wish to be rid of them, but told.
 * `strays`: what is wrong with fleet files whose fleet is not known.
 */
export async function fleetsIn(
  store: StateStore,
  files: ReadonlyMap<string, Uint8Array>,
  signal: AbortSignal,
): Promise<{ readonly known: readonly NamedFile[]; readonly strays: readonly Diagnostic[] }> {
  const known = new Map<string, NamedFile>();
  const strays: Diagnostic[] = [];
  for (const file of fleetFilesOf(files)) {
    const folder = file.path.replace(/\/?[^/]+$/, '');
    const held = await store.read<{ readonly fleet: string }>(keys.folder(folder), signal);
    // A broken fleet file is reported under the name that its folder had.
    const name = held?.value.fleet ?? file.fleet?.name;
    // Two files of one name have the same errors: one of them tells.
    if (name === undefined) strays.push(...file.diagnostics);
    else if (!known.has(name)) known.set(name, { name, folder, file });
  }
  for (const key of await store.list(keys.folders, signal)) {
    const held = await store.read<{ readonly fleet: string }>(key, signal);
    if (held === undefined || known.has(held.value.fleet)) continue;
    const folder = folderOf(key);
    const path = fleetFileIn(folder);
    known.set(held.value.fleet, { name: held.value.fleet, folder, file: { path, diagnostics: [lostFleetFile(path)] } });
  }
  return { known: [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), strays };
}

function lostFleetFile(path: string): Diagnostic {
  const message = `${path} is gone: nothing is planned, and nothing is deleted`;
  return diagnostic('no-fleet-file', message, { file: path, line: 1, column: 1 });
}
