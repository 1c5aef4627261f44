// The backend services of a fleet as they stand in Compute, found by their marks alone: no fleet file, no cluster and
// no document of ours is asked.
import { RangelightError } from '../../../core/index.ts';
import { type ClusterLink, type ComputeRef, derivedMark, parseComputePath, type RefKey } from '../../../model/index.ts';
import type { Compute, ComputeObject } from '../../../ports/index.ts';
import { backendServiceView } from '../views/index.ts';
import type { BackendMark } from './backend-mark.ts';

export interface StandingService {
  readonly ref: ComputeRef;
  /** As answered. */
  readonly object: ComputeObject;
  /** Namespace. */
  readonly unit: string;
  readonly backends: readonly StandingBackend[];
}

export interface StandingBackend {
  readonly group: RefKey;
  /** Share of its capacity, 0 to 1. */
  readonly capacity: number;
  readonly mark: BackendMark | undefined;
}

export function standingService(object: ComputeObject): StandingService {
  const backends = backendServiceView(object.body).backends.map(({ group, capacityScaler = 1, mark }) => ({
    group,
    capacity: capacityScaler,
    mark,
  }));
  return { ref: object.ref, object, unit: derivedMark(object.body)?.unit ?? '', backends };
}

/**
 * Those of one fleet that have backends of a cluster, by name: always in this order, so that of two people who change
 * several at once the second one stops at the first.
 * Fails with `invalid` where there are none, or several fleets have them and none is named, or where a group does not
 * say which cluster it is of and may be of this one.
 */
export async function servicesOfCluster(
  compute: Compute,
  project: string,
  cluster: ClusterLink,
  named: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly fleet: string; readonly services: readonly StandingService[] }> {
  const { items, unreachable } = await compute.list('backendService', project, signal);
  if (unreachable.length > 0)
    throw new RangelightError('unavailable', 'compute', 'the backend services cannot be listed whole: try again');
  const marked = items.flatMap((object) => {
    const mark = derivedMark(object.body);
    return mark === undefined || (named !== undefined && mark.fleet !== named)
      ? []
      : [{ owner: `${mark.fleet} of installation ${mark.installation ?? '(none)'}`, fleet: mark.fleet, object }];
  });
  const all = marked.map((one) => ({ ...one, service: standingService(one.object) }));
  const own = all.filter(({ service }) => service.backends.some(({ mark }) => mark?.cluster === cluster));
  const unsaid = all.flatMap(({ service }) => service.backends.filter((one) => mayBeOf(one, cluster)));
  if (unsaid.length > 0)
    throw invalid(
      `${unsaid.length} groups in the region of ${cluster} do not say which cluster they are of, such as ${unsaid[0]?.group ?? ''}: they say so once the next plan of their namespace is carried out`,
    );
  const owners = [...new Set(own.map(({ owner }) => owner))].sort();
  const [first] = own;
  if (first === undefined) {
    const known = all.flatMap(({ service }) => service.backends.flatMap(({ mark }) => mark?.cluster ?? []));
    const clusters = [...new Set(known)].sort().join(', ') || 'none';
    throw invalid(`no load balancer of Rangelight in ${project} sends requests to ${cluster}; clusters: ${clusters}`);
  }
  if (owners.length > 1) throw invalid(`${cluster} serves ${owners.join(' and ')}: name one with --fleet`);
  const services = own.map(({ service }) => service).sort((a, b) => (a.ref.name < b.ref.name ? -1 : 1));
  return { fleet: first.fleet, services };
}

function mayBeOf({ group, mark }: StandingBackend, cluster: ClusterLink): boolean {
  return mark === undefined && regionOf(parseComputePath(group)?.zone ?? '') === regionOf(cluster.split('/')[0] ?? '');
}

/** `us-west1` of `us-west1-a`, and of itself. */
function regionOf(location: string): string {
  return location.replace(/-[a-z]$/, '');
}

function invalid(message: string): RangelightError {
  return new RangelightError('invalid', 'compute', message);
}
