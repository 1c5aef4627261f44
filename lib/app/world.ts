// Everything that a use case may touch, in one bag of ports. Entry points fill it.
import type {
  Clock,
  CodeHost,
  CodeHosts,
  Conversations,
  Log,
  Publisher,
  PullHistory,
  Repository,
  Store,
} from '../ports/index.ts';
import type { Features } from '../compile/index.ts';
import type { Fleet } from '../fleet/index.ts';
import type { FleetPorts, Looks, Runs } from '../live/index.ts';
import type { Kinds } from '../model/index.ts';
import type { Rules } from '../plan/index.ts';
import type { Telling } from '../report/index.ts';

export type { FleetPorts } from '../live/index.ts';

export interface World {
  /** The kinds of resources of the features that are built in. */
  readonly kinds: Kinds;
  /** How these move. */
  readonly rules: Rules;
  /** What they have looked up in clouds. */
  readonly looks: Looks;
  /** What they bring to a run. */
  readonly runs: Runs;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly publisher: Publisher;
  /** Opens the ports that depend on a fleet. */
  readonly open: (fleet: Fleet, signal: AbortSignal) => Promise<FleetPorts>;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  /** Id of this installation: it is in the mark of everything that it makes. */
  readonly installation: string;
}

/** Where commits are compiled. */
export interface PlanningWorld extends World {
  /** Of the features that are built in. */
  readonly features: Features;
}

/** A repository whose branch is applied. */
export interface Followed {
  /** `owner/name`, as `repositoryKey` spells it. */
  readonly name: string;
  /** The branch that is applied. */
  readonly branch: string;
}

/** The planner's world, at one repository. */
export interface PlannerWorld extends PlanningWorld, Followed {
  readonly repository: Repository;
}

/** The planner's world; undefined for a repository that is not on the configured list. */
export interface PlannerWorlds extends PlanningWorld {
  readonly at: (repository: string) => PlannerWorld | undefined;
}

/** What the reporter needs wherever it reports. */
export interface ReporterBase extends Telling {
  readonly log: Log;
  readonly store: Store;
  readonly publisher: Publisher;
  readonly clock: Clock;
}

/** The reporter's world, at one repository. The branch's CODEOWNERS counts. */
export interface ReporterWorld extends ReporterBase, Followed {
  readonly host: CodeHost;
  readonly conversations: Conversations;
  readonly history: PullHistory;
  /** Whether GitHub signed a body: only it knows the webhook's secret. */
  readonly isSigned: (body: string, signature: string) => Promise<boolean>;
}

/** The reporter's worlds; undefined for a repository that is not on the configured list. */
export interface ReporterWorlds extends ReporterBase {
  readonly at: (repository: string) => ReporterWorld | undefined;
  /** The first repository of the list: where what belongs to none of them is told. */
  readonly home: ReporterWorld;
  readonly redeliverFailed: CodeHosts['redeliverFailed'];
}
