// What is folded away in the comment: resources, by what becomes of them.
import { expect, test } from 'vitest';
import type { Change } from '../../../lib/diff/index.ts';
import { makePlan, type Revision } from '../../../lib/plan/index.ts';
import { restSections } from '../../../lib/report/comment/rest.ts';
import { EU, FLEET, UNIT, US } from '../balancer.ts';
import { changeOf } from '../plan/change.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';
import { RULES } from '../../../functions/wiring/rules.ts';

function linesFor(changes: readonly Change[]): readonly string[] {
  const plan = makePlan(RULES, FLEET, UNIT, changes);
  if (plan === undefined) throw new TypeError('there is a change');
  const revision = { units: [{ unit: UNIT, plan: plan.digest }] } as unknown as Revision;
  return (restSections({ kinds: KINDS }, revision, [plan], { drawings: () => [] })[0]?.[1] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('- '));
}

test.each([
  ['the same', 'a', 'a'],
  ['something else', 'a', 'b'],
])('config clusters whose copies get %s are named in one breath', (_, eu, us) => {
  const copyIn = (link: string, spec: string) =>
    changeOf(clusterRef('multiClusterIngress', link, 'web', UNIT), { kind: 'update', after: { spec } });
  expect(linesFor([copyIn(EU, eu), copyIn(US, us)])).toEqual([
    `- Config clusters \`${EU}\` and \`${US}\`: change MultiClusterIngress`,
  ]);
});
