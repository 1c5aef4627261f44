// The section `mesh:` of a fleet file: how clusters find each other's endpoints, and the calls that nobody can see in
// manifests.
import { objectAt, objectsAt, type SourceRef, textAt } from '../../core/index.ts';
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
  readonly clusters: Readonly<Record<ClusterLink, { readonly network?: string; readonly region?: string }>>;
  /** Whether a Service is made where a caller's cluster lacks the one that it calls, or that is only told. */
  readonly stubs: 'create' | 'report';
  readonly calls: readonly DeclaredCall[];
}

export interface DeclaredCall {
  /** `namespace/workload`. */
  readonly from: string;
  /** A URL, or a host with a port or without. */
  readonly to: string;
  readonly source: SourceRef;
}

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
        const [network, region] = [textAt(said, 'clusters', link, 'network'), textAt(said, 'clusters', link, 'region')];
        return [link, { ...(network === undefined ? {} : { network }), ...(region === undefined ? {} : { region }) }];
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
