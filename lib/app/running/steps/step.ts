// What a step gets and gives.
import { type JsonObject, oncePer } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import type { HealthByService, StepState } from '../../../execute/index.ts';
import type { Doing } from '../../../live/index.ts';
import type { ComputeRef, DesiredResource, RefKey } from '../../../model/index.ts';
import type { Plan, Rules } from '../../../plan/index.ts';
import type { LetsGo } from '../lets-go.ts';

/** Milliseconds. */
export interface Timings {
  readonly settleMs: number;
  readonly bakeMs: number;
  readonly drainMs: number;
  /** Between two looks at something that somebody else makes. */
  readonly pollMs: number;
  /** What is replaced stands so long at least. */
  readonly retireAfterMs: number;
  /** No request may have come to it for so long. */
  readonly quietMs: number;
}

export interface StepContext extends Doing {
  readonly rules: Rules;
  readonly timings: Timings;
  /** As the journal has it; undefined where nothing can have come of what was tried. */
  readonly state: StepState | undefined;
  /** Whether a unit of the fleet is about to let the address go that a forwarding rule of it holds. */
  readonly letsGo: (unit: string, rule: RefKey, within: AbortSignal) => Promise<LetsGo>;
  /** What gives something, as this worker read it last and has not written since. */
  readonly giver: (ref: ComputeRef) => JsonObject | undefined;
  /** What a baseline step noted; empty when there is none. */
  healthAt(step: string): HealthByService;
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

const changesOf = oncePer(({ changes }: Plan) => new Map(changes.map((change) => [change.key, change])));

/** Undefined when the plan changes nothing of that key. */
export function changeIn(plan: Plan, key: RefKey): Change | undefined {
  return changesOf(plan).get(key);
}
