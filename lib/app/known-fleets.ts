// The fleets that the state knows. May import: core, ports.
import { RangelightError } from '../core/index.ts';
import type { StateStore } from '../ports/index.ts';
import { folderOf, keys } from './state-keys.ts';

/** By name, each once: a fleet that moved to another folder is still one fleet. */
export async function knownFleets(store: StateStore, signal: AbortSignal): Promise<ReadonlySet<string>> {
  return new Set((await fleetFolders(store, signal)).keys());
}

/** A folder of each fleet, by the fleet's name. */
export async function fleetFolders(store: StateStore, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>();
  for (const key of await store.list(keys.folders, signal)) {
    const folder = await store.read<{ readonly fleet: string }>(key, signal);
    if (folder !== undefined) folders.set(folder.value.fleet, folderOf(key));
  }
  return folders;
}

/** The fleet that a person means. Fails with `not-found` when it is not known, `invalid` when a name has to be given. */
export async function fleetNamed(store: StateStore, name: string | undefined, signal: AbortSignal): Promise<string> {
  const known = [...(await knownFleets(store, signal))].sort();
  const [only, ...others] = name === undefined ? known : known.filter((fleet) => fleet === name);
  if (only === undefined) {
    const there = known.length === 0 ? 'nothing was ever planned' : `there is ${known.join(', ')}`;
    throw new RangelightError('not-found', 'state', `there is no fleet ${name ?? 'in this bucket'}: ${there}`);
  }
  if (others.length === 0) return only;
  throw new RangelightError(
    'invalid',
    'state',
    `there are several fleets, ${known.join(', ')}: choose one with --fleet`,
  );
}
