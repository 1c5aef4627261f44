// What a fleet file may say and nobody can mean, or will be sorry for.
import { type Diagnostic, diagnostic } from '../core/index.ts';
import { type Located, type Path, placeOf } from '../manifest/index.ts';
import type { Fleet } from './fleet.ts';
import { isZone, regionOf } from './region.ts';

/** A sweep comes each minute: nothing is fresher than that. */
const LEAST_MAX_AGE = 60;

interface ClusterEntry {
  readonly link: string;
  readonly endpointsMaxAge?: string;
}

/** Seconds of `90s` or `5m`. */
export function secondsOf(duration: string): number {
  return Number.parseInt(duration, 10) * (duration.endsWith('m') ? 60 : 1);
}

/** Errors about the members of a fleet. @param list where they stand. */
export function checkMembers(root: Located, list: Path, clusters: readonly ClusterEntry[]): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const first = new Map<string, string>();
  for (const [index, { link, endpointsMaxAge }] of clusters.entries()) {
    const place = [...list, index];
    const [location = '', name = ''] = link.split('/');
    const id = `${regionOf(location)}/${name}`;
    const other = first.get(id);
    // The same link twice is told elsewhere.
    if (other !== undefined && other !== link) {
      const message = `${link} and ${other} have one name in region ${regionOf(location)}`;
      found.push(diagnostic('duplicate-cluster-name', message, placeOf(root, [...place, 'link'])));
    }
    first.set(id, other ?? link);
    if (endpointsMaxAge === undefined || secondsOf(endpointsMaxAge) >= LEAST_MAX_AGE) continue;
    const message = `endpoints cannot be kept younger than ${endpointsMaxAge}: they are read once a minute`;
    const at = placeOf(root, [...place, 'endpointsMaxAge']);
    found.push(diagnostic('fleet-file-invalid', message, at, `Say ${LEAST_MAX_AGE}s or more.`));
  }
  return found;
}

/** Warnings about where the config clusters lie. */
export function checkConfigPlaces(root: Located, config: Pick<Fleet, 'primary' | 'backup'>): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const placeOfRole = (role: string) => placeOf(root, ['spec', 'configClusters', role]);
  for (const role of ['primary', 'backup'] as const) {
    if (!isZone(locationOf(config[role]))) continue;
    const message = `${config[role]} is a zonal cluster`;
    found.push(diagnostic('zonal-config-cluster', message, placeOfRole(role), 'Choose a regional cluster.'));
  }
  const region = regionOf(locationOf(config.primary));
  if (config.primary !== config.backup && region === regionOf(locationOf(config.backup))) {
    const message = `primary and backup both lie in ${region}`;
    found.push(diagnostic('config-clusters-together', message, placeOfRole('backup')));
  }
  return found;
}

function locationOf(link: string): string {
  return link.split('/')[0] ?? '';
}

/** Errors for the fleets of a repository that share a name, by name: one at each file, told of the others. */
export function checkFleetNames(
  files: readonly { readonly path: string; readonly fleet?: Pick<Fleet, 'name' | 'nameSource'> }[],
): ReadonlyMap<string, readonly Diagnostic[]> {
  const found = new Map<string, readonly Diagnostic[]>();
  for (const { path, fleet } of files) {
    if (fleet === undefined) continue;
    const others = files.filter((other) => other.path !== path && other.fleet?.name === fleet.name);
    if (others.length === 0) continue;
    const message = `the fleet ${fleet.name} is also in ${others.map((other) => other.path).join(', ')}`;
    const hint = 'Give each fleet a name of its own.';
    const finding = diagnostic('duplicate-fleet-name', message, fleet.nameSource, hint);
    found.set(fleet.name, [...(found.get(fleet.name) ?? []), finding]);
  }
  return found;
}
