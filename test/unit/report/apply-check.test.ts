// Units that wait for a person's `apply`, whatever their neighbours wait for.
import { expect, it } from 'vitest';
import { diagnostic } from '../../../lib/features/ingress/codes/index.ts';
import type { PlanEnvelope, Revision } from '../../../lib/plan/index.ts';
import { applyCheck, commitComment } from '../../../lib/report/index.ts';
import { TELLING } from '../../../functions/wiring/report-parts.ts';
import { AT_HEAD, COMMIT, firstDeploy, hostDropped } from '../../golden/report/blue-fleet.ts';

const [GATED] = hostDropped(AT_HEAD).revision.units as [PlanEnvelope];
const { revision: ready } = firstDeploy(AT_HEAD);
const green = ready.units.map((envelope) => ({ ...envelope, unit: 'green' }));
const WORDS =
  "The policy in force says `apply: manual`: it waits for a maintainer's comment `/rangelight apply --fleet prod green`.";

function revision(more: Partial<Revision>): Revision {
  return { ...ready, verdict: 'needs-approval', units: [GATED, ...green], ...more };
}

/** The row of a unit. */
function rowOf(unit: string, { summary }: { readonly summary: string }): string {
  return summary.split('\n').find((line) => line.startsWith(`| \`${unit}\``)) ?? 'none';
}

it('beside a unit with a gate, one without says that it waits for `apply` where the policy says `apply: manual`', () => {
  const check = applyCheck(TELLING, revision({ manual: true }), []);
  expect(check).toMatchObject({ conclusion: 'action_required' });
  expect(rowOf('blue', check)).toContain('**needs approval**');
  expect(rowOf('green', check)).toContain('waits for a maintainer');
  expect(rowOf('green', check)).toContain(WORDS);
});

it('where the policy says `apply: merge` it is queued', () => {
  expect(rowOf('green', applyCheck(TELLING, revision({}), []))).toContain('queued');
});

it.each([
  ['approved', { approvedBy: 'ann' }, 'queued'],
  [
    'on its way back after a run that made things worse',
    { rolledBack: { commit: 'c', to: 'r', reason: 'worse', at: 1 } },
    'queued',
  ],
] as const)('one that is %s waits for nobody', (_, more, state) => {
  const units = [GATED, ...green.map((envelope) => ({ ...envelope, ...more }))];
  expect(rowOf('green', applyCheck(TELLING, revision({ manual: true, units }), []))).toContain(state);
});

it('the comment gives the line for each, before the merge', () => {
  const plans = { fleets: [{ revision: revision({ manual: true }), plans: new Map() }], coming: [], unreadable: [] };
  const { body } = commitComment(TELLING, { commit: COMMIT, diagnostics: [], ...plans });
  expect(body).toContain("The rest waits for a maintainer's comment: the policy in force says `apply: manual`.");
  expect(body).toContain('To approve what has a gate, and to apply the rest');
  expect(body).toMatch(/\/rangelight approve [0-9a-f]{12}\n[^]*\/rangelight apply --fleet prod green\n/);
});

it('what has an error is not applied: the check of the commit is no success, whatever is done of the rest', () => {
  const done = revision({ units: green.map((envelope) => ({ ...envelope, plan: null })) });
  expect(applyCheck(TELLING, done, [])).toMatchObject({ status: 'completed', conclusion: 'success' });
  const wrong = diagnostic('backend-not-found', 'there is no MultiClusterService baz');
  const check = applyCheck(TELLING, { ...done, diagnostics: [wrong] }, []);
  expect(check).toMatchObject({ status: 'completed', conclusion: 'failure' });
  expect(check.title).toMatch(/^1 error · /);
  expect(check.summary).toContain('Not all of this commit is applied');
  const doubtful = diagnostic('facts-assumed', 'nothing was read of the clusters');
  expect(applyCheck(TELLING, { ...done, diagnostics: [doubtful] }, [])).toMatchObject({ conclusion: 'success' });
});
