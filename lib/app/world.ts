// Everything that a use case may touch, in one bag of ports. Entry points fill it. May import: ports.
import type {
  Clock,
  Clusters,
  CodeHost,
  CodeHosts,
  Conversations,
  Compute,
  FleetHub,
  Log,
  Publisher,
  Repository,
  Secrets,
  StateStore,
} from '../ports/index.ts';
import type { Fleet } from '../fleet/index.ts';

/** Opens the ports that depend on a fleet: which project, which clusters. */
export interface FleetPorts {
  readonly compute: Compute;
  readonly clusters: Clusters;
  readonly hub: FleetHub;
  /** Absent where Secrets may not be read: everywhere but in the worker and in drift. */
  readonly secrets?: Secrets;
}

export interface World {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: StateStore;
  readonly publisher: Publisher;
  readonly open: (fleet: Fleet, signal: AbortSignal) => Promise<FleetPorts>;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
}

export interface PlannerWorld extends World {
  readonly repository: Repository;
  /** The branch that is applied. */
  readonly branch: string;
}

export interface ReporterWorld {
  readonly log: Log;
  readonly store: StateStore;
  readonly host: CodeHost & Pick<CodeHosts, 'redeliverFailed'>;
  readonly conversations: Conversations;
  readonly publisher: Publisher;
  readonly clock: Clock;
  /** The branch that is applied: its CODEOWNERS counts. */
  readonly branch: string;
}
