// Whether a backend service can do without the groups of a cluster, on the state after all drains together: what is
// drained already takes nothing, whoever drained it. Pure.
import type { ClusterLink, RefKey } from '../../../model/index.ts';
import type { Peak } from './peaks.ts';
import type { StandingBackend } from './standing-services.ts';

/** So many times the requests of now may the endpoints that are left get, each, where nobody says otherwise. */
export const MOST_LOAD = 2;

/** Healthy endpoints of a group; undefined where nobody says how any of them is. */
export type HealthyIn = (group: RefKey) => number | undefined;

export interface Floor {
  /** Endpoints that are healthy, of all groups. */
  readonly healthy: number;
  /** Those of groups that take requests afterwards, and their clusters, sorted. */
  readonly left: number;
  readonly clusters: readonly ClusterLink[];
  /** No group of another cluster takes requests. */
  readonly isAlone?: true;
  /** Why the groups cannot be done without, a sentence; absent where they can. */
  readonly broken?: string;
}

/**
 * @param mostLoad as MOST_LOAD.
 * @param peak what it got in the last week; undefined where that is not known: endpoints are counted then.
 */
export function floorOf(
  backends: readonly StandingBackend[],
  without: ClusterLink,
  healthyIn: HealthyIn,
  mostLoad: number,
  peak?: Peak,
): Floor {
  const rest = backends.filter(({ mark, capacity }) => mark?.cluster !== without && capacity > 0);
  const unknown = rest.filter(({ group }) => healthyIn(group) === undefined);
  const count = (some: readonly StandingBackend[]): number =>
    some.reduce((sum, { group }) => sum + (healthyIn(group) ?? 0), 0);
  const well = rest.filter(({ group }) => (healthyIn(group) ?? 0) > 0);
  const clusters = [...new Set(well.map(({ mark }) => mark?.cluster ?? 'a cluster that is not said'))].sort();
  const [healthy, left] = [count(backends), count(rest)];
  const floor = { healthy, left, clusters };
  if (rest.length === 0) return { ...floor, isAlone: true, broken: 'no other cluster takes requests' };
  if (left === 0)
    return {
      ...floor,
      broken:
        unknown.length > 0
          ? 'nobody says how the endpoints of the other clusters are'
          : 'no endpoint of the other clusters is healthy',
    };
  const proven = peak && Math.max(...backends.map(({ group }) => peak.ofGroup(group) / (healthyIn(group) || Infinity)));
  const [load, than] =
    peak === undefined || !proven
      ? [healthy / left, 'as much']
      : [peak.ofService / left / proven, 'the most that an endpoint got in the last week, at the peak of that'];
  if (load <= mostLoad) return floor;
  const would = `${left} of ${healthy} healthy endpoints would be left`;
  return {
    ...floor,
    broken: `${would}: each would get ${times(load)} times ${than}, and ${times(mostLoad)} times are allowed`,
  };
}

function times(factor: number): string {
  return String(Math.round(factor * 10) / 10);
}
