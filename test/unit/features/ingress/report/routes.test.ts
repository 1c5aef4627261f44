// Routes as a report reads them back from the bodies of a plan.
import { expect, test } from 'vitest';
import { objectsAt } from '../../../../../lib/core/index.ts';
import type { Change } from '../../../../../lib/diff/index.ts';
import { toldRoutes } from '../../../../../lib/features/ingress/report/routes.ts';
import { firstDeploy } from '../../../../golden/report/blue-fleet.ts';

/** Nothing of ours writes such a map; somebody's hand may. */
function withAlias(change: Change): Change {
  if (change.ref.kind !== 'urlMap') return change;
  const [rule, ...rules] = objectsAt(change.after, 'hostRules');
  return {
    ...change,
    after: { ...change.after, hostRules: [{ ...rule, hosts: ['alias.test'] }, { ...rule }, ...rules] },
  };
}

test('a matcher that two host rules share has rows for the hosts of both', () => {
  const { plan } = firstDeploy();
  if (plan === undefined) throw new TypeError('the first deployment has no plan');
  const hostsIn = (changes: readonly Change[]): readonly string[] => [
    ...new Set(toldRoutes({ ...plan, changes }, undefined).flatMap(({ rows }) => rows.map(({ host }) => host))),
  ];
  const before = hostsIn(plan.changes);
  expect(before.length).toBeGreaterThan(1);
  expect(hostsIn(plan.changes.map(withAlias))).toEqual([...before, 'alias.test'].sort());
});
