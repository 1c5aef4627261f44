// A run's name, and the request ids of its calls: derived, so that whoever repeats them repeats the same.
import { v5 } from 'uuid';
import { digestOf } from '../core/index.ts';

const NAMESPACE = 'b9b1f7b4-7e0e-5b58-9d3a-3a9c1f0d6c11';

/**
 * @param previous the run after which the plan was made: the same plan made again later is another run.
 * @returns e.g. `000042-1f3a…`; sorts by revision.
 */
export function runIdOf(seq: number, plan: string, previous: string | undefined): string {
  return `${String(seq).padStart(6, '0')}-${digestOf([plan, previous ?? null]).slice(0, 16)}`;
}

/** The `requestId` of one attempt (Compute ignores a repeated one for 60 minutes, also after a failed operation). */
export function requestIdOf(runId: string, step: string, attempt: number): string {
  return v5(`${runId}/${step}/${attempt}`, NAMESPACE);
}
