// Which files of a tree are fleet files, and which are a fleet's manifests.
import type { NoFile, Tree } from '../core/index.ts';
import type { Fleet } from './fleet.ts';
import { readPattern } from './path-pattern.ts';

const FLEET_FILE = 'rangelight.yaml';
const ENDINGS = ['.yaml', '.yml'];
const YAML_ENDING = /\.ya?ml$/i;
/** The dot at the beginning of a name. */
const HIDDEN_NAME = /(^|\/)\./g;

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
export function isManifestOf(fleet: Pick<Fleet, 'folder' | 'manifests'>): (path: string) => boolean {
  return anyPattern(fleet, 'matches');
}

/**
 * Whether a path would match, if its ending were spelt in another way, or no name in it began with a dot: a manifest
 * there is more likely lost than left out.
 */
export function isNearManifestOf(fleet: Pick<Fleet, 'folder' | 'manifests'>): (path: string) => boolean {
  const isManifest = isManifestOf(fleet);
  return (path) => {
    const stem = path.replace(YAML_ENDING, '').replace(HIDDEN_NAME, '$1');
    return YAML_ENDING.test(path) && !isManifest(path) && ENDINGS.some((ending) => isManifest(`${stem}${ending}`));
  };
}

function anyPattern(
  { folder, manifests }: Pick<Fleet, 'folder' | 'manifests'>,
  question: 'matches' | 'below',
): (path: string) => boolean {
  const base = folder === '' ? '' : `${folder}/`;
  const patterns = manifests.map(readPattern).flatMap((read) => ('matches' in read ? read[question] : []));
  return (path) => {
    if (!path.startsWith(base) || isFleetFile(path)) return false;
    const names = path.slice(base.length).split('/');
    return patterns.some((meets) => meets(names));
  };
}

/**
 * The files that match `spec.manifests`, and what stands in place of one, or of a folder that could hold one. Sorted by
 * path; any order in.
 */
export function manifestFiles(fleet: Pick<Fleet, 'folder' | 'manifests'>, files: Tree): Tree {
  const isManifest = isManifestOf(fleet);
  const couldHold = anyPattern(fleet, 'below');
  const isMeant = (path: string, entry: Uint8Array | NoFile): boolean =>
    isManifest(path) || ((entry === 'link' || entry === 'submodule') && couldHold(path));
  return new Map([...files].filter(([path, entry]) => isMeant(path, entry)).sort(([a], [b]) => (a < b ? -1 : 1)));
}
