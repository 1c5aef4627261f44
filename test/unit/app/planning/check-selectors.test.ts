// A selector that matches no pod is told before the merge; whatever cannot be read may match.
import { expect, test } from 'vitest';
import { checkSelectors } from '../../../../lib/app/planning/check-selectors.ts';
import type { UnitPlan } from '../../../../lib/app/planning/plan-units.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import { makePlan } from '../../../../lib/plan/index.ts';
import { diff } from '../../../../lib/diff/index.ts';
import { createMemoryClusters } from '../../../fakes/memory-clusters.ts';
import { appliedOf, balancer, desiredOf, EU, FLEET, observedOf, UNIT, US } from '../../balancer.ts';
import { NEVER } from '../rig.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';

const { resources } = balancer({ name: 'one', clusters: [EU, US] });
const selector = { app: 'one' };
const pod = { metadata: { name: 'p', namespace: UNIT, labels: selector } };

function unitPlan(standing: typeof resources): UnitPlan {
  const withSelector = resources.map((one) =>
    one.ref.kind === 'service'
      ? {
          ...one,
          owners: [`networking.gke.io/MultiClusterService/${UNIT}/one`],
          body: { ...one.body, spec: { selector } },
        }
      : one,
  );
  const desired = desiredOf(withSelector);
  const known = withSelector.filter((one) => standing.some(({ ref }) => ref === one.ref));
  const { changes } = diff({
    kinds: KINDS,
    desired,
    applied: appliedOf(known),
    observed: observedOf(known),
    takeover: false,
    pendingCause: 'pending',
  });
  const plan = makePlan(RULES, FLEET, UNIT, changes);
  return { plan, desired, isUnderWay: false, envelope: { desired: digestOf(desired) } as UnitPlan['envelope'] };
}

const placeOf = (object: string, path: readonly string[]) => ({
  file: `${object} ${path.join('.')}`,
  line: 1,
  column: 1,
});

test('warns on the selector when no cluster has a pod', async () => {
  const found = await checkSelectors([unitPlan([])], createMemoryClusters(), placeOf, NEVER);
  expect(found).toMatchObject([
    {
      code: 'selector-matches-nothing',
      message: 'one selects no pod in any of its clusters',
      source: { file: `networking.gke.io/MultiClusterService/${UNIT}/one spec.template.spec.selector` },
    },
  ]);
});

test('is content with a pod in one cluster, also when only another one changes', async () => {
  const clusters = createMemoryClusters();
  clusters.seed(EU, 'pod', [pod]);
  expect(await checkSelectors([unitPlan([])], clusters, placeOf, NEVER)).toEqual([]);
  const standing = resources.filter(({ ref }) => !('cluster' in ref && ref.kind === 'service' && ref.cluster === US));
  expect(await checkSelectors([unitPlan(standing)], clusters, placeOf, NEVER)).toEqual([]);
});

test('says nothing of a cluster that cannot be read, nor of what does not change', async () => {
  const clusters = createMemoryClusters();
  clusters.unreachable.add(EU);
  expect(await checkSelectors([unitPlan([])], clusters, placeOf, NEVER)).toEqual([]);
  expect(await checkSelectors([unitPlan(resources)], createMemoryClusters(), placeOf, NEVER)).toEqual([]);
});
