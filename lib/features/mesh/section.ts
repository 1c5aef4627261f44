// The section `mesh:` of a fleet file: how clusters find each other's endpoints, and the calls that nobody can see in
// manifests.
import { objectAt, objectsAt, type SourceRef, textAt, textsAt } from '../../core/index.ts';
import { type Fleet, placeInFleet } from '../../fleet/index.ts';
import type { ClusterLink } from '../../model/index.ts';

/** The section of the fleet file that asks for the mesh. */
export const MESH = 'mesh';

export interface MeshSection {
  /**
   * How control planes know the endpoints of other clusters. `connected` is written by us, and `auto` where Google runs
   * them; else it is taken to hold.
   */
  readonly discovery: 'auto' | 'connected' | 'secrets' | 'none';
  /** What a cluster is said to be; its location says the region where the file does not. */
  readonly clusters: Readonly<Record<ClusterLink, SaidOfCluster>>;
  /** Whether a Service is made where a caller's cluster lacks the one that it calls, or that is only told. */
  readonly stubs: 'create' | 'report';
  readonly calls: readonly DeclaredCall[];
}

export interface SaidOfCluster {
  readonly network?: string;
  readonly region?: string;
  /** URL of its API server, as control planes of other clusters reach it: with it remote secrets are written. */
  readonly server?: string;
  /** As its control plane calls itself (CLUSTER_ID); default: the name of the cluster. */
  readonly id?: string;
  /** Names of the roots that its proxies trust, that of its own certificates first; default: one that all share. */
  readonly roots?: readonly string[];
}

export interface DeclaredCall {
  /** `namespace/workload`. */
  readonly from: string;
  /** A URL, or a host with a port or without. */
  readonly to: string;
  readonly source: SourceRef;
}

const OF_CLUSTER = ['network', 'region', 'server', 'id'] as const satisfies readonly (keyof SaidOfCluster)[];
const DISCOVERIES = ['auto', 'connected', 'secrets', 'none'] as const;

/** What its schema accepts; undefined for a fleet without the section, which has no mesh. */
export function meshSection(fleet: Fleet): MeshSection | undefined {
  const said = fleet.features?.[MESH];
  if (said === undefined) return undefined;
  const source = placeInFleet(fleet, [MESH, 'calls']);
  return {
    discovery: DISCOVERIES.find((one) => one === said['discovery']) ?? 'auto',
    clusters: Object.fromEntries(
      Object.keys(objectAt(said, 'clusters')).map((link) => {
        const entries = OF_CLUSTER.map((field) => [field, textAt(said, 'clusters', link, field)] as const);
        const roots = textsAt(said, 'clusters', link, 'roots');
        return [
          link,
          {
            ...Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
            ...(roots.length === 0 ? {} : { roots }),
          },
        ];
      }),
    ),
    stubs: said['stubs'] === 'report' ? 'report' : 'create',
    calls: objectsAt(said, 'calls').map((call) => ({
      from: textAt(call, 'from') ?? '',
      to: textAt(call, 'to') ?? '',
      source,
    })),
  };
}

/** A fleet file that names clusters in its section means these alone; else all members are in the mesh. */
export function clustersOfMesh({ clusters }: Fleet, section: MeshSection): Fleet['clusters'] {
  const named = Object.keys(section.clusters);
  return clusters.filter(({ link }) => named.length === 0 || named.includes(link));
}
