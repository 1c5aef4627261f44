// The fleet files of a tree, and the one that a person means.
import { type Diagnostic, RangelightError, type Tree } from '../../core/index.ts';
import {
  checkFleetNames,
  findFleetFiles,
  type Fleet,
  isFleetFile,
  isManifestOf,
  isNearManifestOf,
  readFleet,
} from '../../fleet/index.ts';
import { createBudget, FLEET_FILES } from '../../manifest/index.ts';
import type { Wanted } from '../../ports/index.ts';

export interface FleetFile {
  readonly path: string;
  /** Undefined when the file cannot be used. */
  readonly fleet?: Fleet;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What planning needs of a tree: its fleet files, the manifests of the fleets in them, and what may be meant as one.
 */
export const FILES_OF_FLEETS: Wanted = {
  first: isFleetFile,
  others(files) {
    const all = fleetFilesOf(files).flatMap(({ fleet }) =>
      fleet === undefined ? [] : [isManifestOf(fleet), isNearManifestOf(fleet)],
    );
    return (path) => all.some((isManifest) => isManifest(path));
  },
};

/** Every fleet file of a tree, sorted by path; one whose name another file has too keeps its fleet, with an error. */
export function fleetFilesOf(files: Tree): readonly FleetFile[] {
  const budget = createBudget({ files: FLEET_FILES });
  const read = findFleetFiles(files.keys()).map((path) => ({
    path,
    ...readFleet(path, files.get(path) ?? new Uint8Array(), budget),
  }));
  const shared = checkFleetNames(read);
  return read.map((file) => ({
    ...file,
    diagnostics: [...file.diagnostics, ...(shared.get(file.fleet?.name ?? '') ?? [])],
  }));
}

/**
 * Every fleet file of a tree, sorted by path.
 * @param name only the fleet of this name.
 * Fails with `not-found` when there is none, or none of that name.
 */
export function readFleetFiles(files: Tree, name: string | undefined): readonly FleetFile[] {
  const found = fleetFilesOf(files);
  if (found.length === 0) throw missing('there is no rangelight.yaml here: name the folder that holds it');
  if (name === undefined) return found;
  const named = found.filter((file) => file.fleet?.name === name);
  if (named.length === 0) throw missing(`there is no fleet ${name}; there is ${listed(found)}`);
  return named;
}

/** The one fleet file that is meant. Fails with `invalid` when a name has to be given first. */
export function readFleetFile(files: Tree, name: string | undefined): FleetFile {
  const [only, ...others] = readFleetFiles(files, name);
  if (only === undefined || others.length > 0) {
    const all = only === undefined ? others : [only, ...others];
    const next = name === undefined ? 'choose one with --fleet NAME' : 'name the folder of one of them';
    throw new RangelightError('invalid', 'directory', `there are several fleets, ${listed(all)}: ${next}`);
  }
  return only;
}

function listed(files: readonly FleetFile[]): string {
  return files.map(({ fleet, path }) => `${fleet?.name ?? 'one that cannot be read'} (${path})`).join(', ');
}

function missing(message: string): RangelightError {
  return new RangelightError('not-found', 'directory', message);
}
