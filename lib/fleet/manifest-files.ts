// Which files of a tree are fleet files, and which are a fleet's manifests. May import: fleet.
import type { Fleet } from './fleet.ts';
import { readPattern } from './path-pattern.ts';

const FLEET_FILE = 'rangelight.yaml';

/** The fleet files among the paths of a tree, sorted. */
export function findFleetFiles(paths: Iterable<string>): readonly string[] {
  return [...paths].filter(isFleetFile).sort();
}

/** The path that a folder's fleet file has; '' is the root. */
export function fleetFileIn(folder: string): string {
  return folder === '' ? FLEET_FILE : `${folder}/${FLEET_FILE}`;
}

export function isFleetFile(path: string): boolean {
  return path === FLEET_FILE || path.endsWith(`/${FLEET_FILE}`);
}

/** Whether a path matches `spec.manifests`, which is relative to the fleet file's folder. */
export function isManifestOf({ folder, manifests }: Pick<Fleet, 'folder' | 'manifests'>): (path: string) => boolean {
  const base = folder === '' ? '' : `${folder}/`;
  const patterns = manifests.map(readPattern).flatMap((read) => ('matches' in read ? read.matches : []));
  return (path) => {
    if (!path.startsWith(base) || isFleetFile(path)) return false;
    const names = path.slice(base.length).split('/');
    return patterns.some((matches) => matches(names));
  };
}

/** The files that match `spec.manifests`. Sorted by path; any order in. */
export function manifestFiles(
  fleet: Pick<Fleet, 'folder' | 'manifests'>,
  files: ReadonlyMap<string, Uint8Array>,
): ReadonlyMap<string, Uint8Array> {
  const isManifest = isManifestOf(fleet);
  return new Map([...files].filter(([path]) => isManifest(path)).sort(([a], [b]) => (a < b ? -1 : 1)));
}
