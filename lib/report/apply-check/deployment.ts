// What the apply check says, as a deployment of the commit to the fleet: the environment that GitHub shows beside a
// pull request.
import type { Revision } from '../../plan/index.ts';
import { applyCheck } from './apply-check.ts';
import type { CheckRun, Deployment } from '../../ports/index.ts';
import type { BehindView } from './hindrance.ts';
import { visible } from '../markdown/escape.ts';
import type { RunView } from './run-view.ts';
import type { Telling } from '../part.ts';

/** Undefined before a run of the revision has begun: a commit that changes nothing is deployed nowhere. */
export function applyDeployment(
  telling: Telling,
  revision: Revision,
  runs: readonly RunView[],
  behind: readonly BehindView[] = [],
): Deployment | undefined {
  if (!runs.some((run) => run.runId !== undefined)) return undefined;
  const check = applyCheck(telling, revision, runs, undefined, behind);
  const state = stateOf(check);
  const [url] = state === 'success' ? runs.flatMap((run) => run.outputs.flatMap((output) => output.url ?? [])) : [];
  return {
    environment: visible(revision.fleet),
    commit: revision.occasion.commit,
    state,
    description: check.title,
    ...(url === undefined ? {} : { environmentUrl: url }),
  };
}

function stateOf({ status, conclusion }: CheckRun): Deployment['state'] {
  if (status !== 'completed') return 'in_progress';
  if (conclusion === 'action_required') return 'pending';
  // Neutral: a newer revision took over before this one was through.
  return conclusion === 'neutral' ? 'inactive' : (conclusion ?? 'failure');
}
