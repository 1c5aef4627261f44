// What a row of probe results means: the thresholds of a health check.
import type { EndpointHealth } from '../../view.ts';

export type HealthState = EndpointHealth['healthState'];

export interface Verdict {
  readonly state: HealthState;
  /** Results in a row that speak against `state`. */
  readonly against: number;
}

export interface Thresholds {
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

/** The verdict after one more probe. Without a verdict an endpoint counts as unhealthy until proven otherwise. */
export function judge(before: Verdict | undefined, passed: boolean, thresholds: Thresholds): Verdict {
  const { state, against } = before ?? { state: 'UNHEALTHY', against: 0 };
  if (passed === (state === 'HEALTHY')) return { state, against: 0 };
  const needed = passed ? thresholds.healthyThreshold : thresholds.unhealthyThreshold;
  if (against + 1 < needed) return { state, against: against + 1 };
  return { state: passed ? 'HEALTHY' : 'UNHEALTHY', against: 0 };
}
