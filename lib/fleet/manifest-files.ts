// Which files of a tree are fleet files, and which are a fleet's manifests. Patterns come from untrusted pull requests, so they are kept simple
// enough that matching one cannot take long. May import: fleet, picomatch.
import picomatch from 'picomatch';
import type { Fleet } from './fleet.ts';

const FLEET_FILE = 'rangelight.yaml';
const MOST_WILDCARDS_IN_SEGMENT = 2;
const MOST_GLOBSTARS = 2;

/** The fleet files among the paths of a tree, sorted. */
export function findFleetFiles(paths: Iterable<string>): readonly string[] {
  return [...paths].filter(isFleetFile).sort();
}

/** The path that a folder's fleet file has; '' is the root. */
export function fleetFileIn(folder: string): string {
  return folder === '' ? FLEET_FILE : `${folder}/${FLEET_FILE}`;
}

function isFleetFile(path: string): boolean {
  return path === FLEET_FILE || path.endsWith(`/${FLEET_FILE}`);
}

/** The files that match `spec.manifests`, relative to the fleet file's folder. Sorted by path; any order in. */
export function manifestFiles(
  fleet: Pick<Fleet, 'folder' | 'manifests'>,
  files: ReadonlyMap<string, Uint8Array>,
): ReadonlyMap<string, Uint8Array> {
  const base = fleet.folder === '' ? '' : `${fleet.folder}/`;
  const matches = picomatch([...fleet.manifests], { noextglob: true });
  const found = [...files].filter(
    ([path]) => path.startsWith(base) && matches(path.slice(base.length)) && !isFleetFile(path),
  );
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is wrong with a pattern; undefined when it is fine. */
export function checkPattern(pattern: string): string | undefined {
  const segments = pattern.split('/');
  if (pattern.startsWith('/') || segments.includes('..')) return 'a pattern stays inside the folder of the fleet file';
  if (segments.filter((segment) => segment === '**').length > MOST_GLOBSTARS) {
    return `a pattern has at most ${MOST_GLOBSTARS} parts that are **`;
  }
  const isBusy = (segment: string): boolean =>
    segment !== '**' && (segment.match(/[*{]/g) ?? []).length > MOST_WILDCARDS_IN_SEGMENT;
  return segments.some(isBusy) ? `a part of a pattern has at most ${MOST_WILDCARDS_IN_SEGMENT} wildcards` : undefined;
}
