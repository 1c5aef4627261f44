// When a run stops waiting for a cluster that does not answer: it ends as one whose plan is out of date, and what is
// planned then does without the cluster until it answers.
import type { Failure } from '../../../core/index.ts';

/** Longer than an API server is away while its control plane is resized or repaired, as a rule. */
export const AWAY_MS = 5 * 60_000;

/** @param system as failures name it: `kubernetes us-west1/gke-us`. */
export function awayTooLong(system: string): Failure {
  const message = `${system} has not answered for ${AWAY_MS / 60_000} minutes: it is planned again without it`;
  return { code: 'precondition', system, message };
}
