// After a failure: what happens by itself, and what a person has to do. Decided by the failure's code alone.
import { type Failure, type FailureCode, nextAfter, OUTCOMES } from '../../core/index.ts';

const BY_A_PERSON: Readonly<Partial<Record<FailureCode, string>>> = {
  quota:
    'Raise the quota of the project, or ask for less; then have it planned again by a push or with /rangelight plan.',
  denied:
    'Give the worker the permission that it lacks, or move what is not ours out of the way; then have it planned again by a push or with /rangelight plan.',
  unhealthy:
    'Rangelight goes back to what was good by itself. Mend what made the endpoints unhealthy; the next commit that changes this is tried again.',
  invalid: 'Mend what the message names; the next push is planned and applied.',
  'would-lose-fields':
    'The resource has fields that Rangelight does not know. Remove them by hand, or leave the resource as it is; then have it planned again by a push or with /rangelight plan.',
};

/** Ready words of our own, never of the failure. */
export function nextStepWords({ code }: Pick<Failure, 'code'>): string {
  return BY_A_PERSON[code] ?? OUTCOMES[nextAfter(code)].afterwards;
}
