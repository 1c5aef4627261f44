// What a step gets and gives.
import type { HealthByService, StepState } from '../../../execute/index.ts';
import type { DesiredResource, DesiredState, Kinds, Owner, RefKey } from '../../../model/index.ts';
import type { Rules } from '../../../plan/index.ts';
import type { LetsGo } from '../lets-go.ts';
import type { FleetPorts } from '../../world.ts';

/** Milliseconds. */
export interface Timings {
  readonly settle: number;
  readonly bake: number;
  readonly drain: number;
  /** Between two looks at something that somebody else makes. */
  readonly poll: number;
}

export interface StepContext {
  readonly kinds: Kinds;
  readonly rules: Rules;
  readonly ports: FleetPorts;
  /** Whose marks are ours. */
  readonly owner: Owner;
  readonly timings: Timings;
  /** Milliseconds since the epoch, when the step was started. */
  readonly now: number;
  /** As the journal has it. */
  readonly state: StepState | undefined;
  /** What the run is to reach, worker-kept groups with the source of their endpoints; undefined when the document is gone. */
  desired(signal: AbortSignal): Promise<DesiredState | undefined>;
  /** Whether a unit of the fleet is about to let the address go that a forwarding rule of it holds. */
  readonly letsGo: (unit: string, rule: RefKey, within: AbortSignal) => Promise<LetsGo>;
  /** What a baseline step noted; empty when there is none. */
  healthAt(step: string): HealthByService;
  /** A UUID that is the same when this attempt is repeated; `part` tells several calls of one step apart. */
  requestId(part: string): string;
}

export type StepOutcome =
  | {
      readonly type: 'done';
      readonly wrote: boolean;
      readonly applied?: DesiredResource | null;
      readonly note?: string;
      readonly health?: HealthByService;
    }
  | {
      readonly type: 'wait';
      readonly until: number;
      readonly reason: string;
      /** Looks in a row that found something wrong. */
      readonly alarms?: number;
    };
