// The ports that depend on a fleet: which project, which clusters.
import type { Clusters, Compute, FleetHub, Monitoring, Secrets } from '../ports/index.ts';

export interface FleetPorts {
  readonly compute: Compute;
  readonly clusters: Clusters;
  readonly hub: FleetHub;
  /** Absent where Secrets may not be read: everywhere but in the worker and in drift. */
  readonly secrets?: Secrets;
  /** Absent where nothing is retired: everywhere but in the worker. */
  readonly monitoring?: Monitoring;
}
