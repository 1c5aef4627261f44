// The ports that depend on a fleet: which project, which clusters.
import type { Clusters, Compute, FleetHub, Secrets } from '../ports/index.ts';

export interface FleetPorts {
  readonly compute: Compute;
  readonly clusters: Clusters;
  readonly hub: FleetHub;
  /** Absent where Secrets may not be read: everywhere but in the worker and in drift. */
  readonly secrets?: Secrets;
}
