// The ports that depend on a fleet: which project, which clusters.
import type { JsonObject } from '../core/index.ts';
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

/** What was read of a resource. */
export interface SeenBody {
  readonly body: JsonObject;
  /** Milliseconds since the epoch. */
  readonly at: number;
}
