// After a failure: what happens by itself, and what a person has to do. Decided by the failure's code alone.
// May import: core.
import { type Failure, type FailureCode, nextAfter } from '../core/index.ts';

const BY_A_PERSON: Readonly<Partial<Record<FailureCode, string>>> = {
  quota: 'Raise the quota of the project, or ask for less; then have it planned again by a push.',
  denied:
    'Give the worker the permission that it lacks, or move what is not ours out of the way; then have it planned again by a push.',
  unhealthy:
    'Rangelight goes back to what was good by itself. Mend what made the endpoints unhealthy; the next commit that changes this is tried again.',
  invalid: 'Mend what the message names; the next push is planned and applied.',
  'would-lose-fields':
    'The resource has fields that Rangelight does not know. Remove them by hand, or leave the resource as it is; then have it planned again by a push.',
};

/** Ready words of our own, never of the failure. */
export function nextStepWords(failure: Pick<Failure, 'code'>): string {
  switch (nextAfter(failure.code)) {
    case 'wait':
      return 'It goes on by itself when the pause ends, or with /rangelight resume.';
    case 'retry':
      return 'It is tried again by itself.';
    case 'conflict':
      return 'The cloud is not as it was when it was planned: it is planned again by itself.';
    case 'blocked':
      return BY_A_PERSON[failure.code] ?? 'It needs a person; then have it planned again by a push.';
    case 'bug':
      return 'This should not happen: please report it, with the name of the run.';
  }
}
