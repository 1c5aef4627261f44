// A selector that matches no pod is told before the merge; whatever cannot be read may match.
import { expect, test } from 'vitest';
import { selectorsOfNothing } from '../../../../../lib/features/ingress/looks/selectors.ts';
import { lookInto, type UnitAtHand } from '../../../../../lib/live/index.ts';
import { diff } from '../../../../../lib/diff/index.ts';
import { createMemoryClusters } from '../../../../fakes/memory-clusters.ts';
import { appliedOf, balancer, desiredOf, EU, observedOf, UNIT, US } from '../../../balancer.ts';
import { NEVER } from '../../../app/rig.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';

const { resources } = balancer({ name: 'one', clusters: [EU, US] });
const selector = { app: 'one' };
const pod = { metadata: { name: 'p', namespace: UNIT, labels: selector } };

function unitPlan(standing: typeof resources): UnitAtHand {
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
  return { changes, desired, applied: undefined, silent: new Set() };
}

const found = (unit: UnitAtHand, clusters = createMemoryClusters()) =>
  selectorsOfNothing([unit], lookInto(clusters, NEVER));

test('warns on the selector when no cluster has a pod', async () => {
  expect(await found(unitPlan([]))).toMatchObject([
    {
      code: 'selector-matches-nothing',
      message: 'one selects no pod in any of its clusters',
      owner: `networking.gke.io/MultiClusterService/${UNIT}/one`,
      path: ['spec', 'template', 'spec', 'selector'],
    },
  ]);
});

test('is content with a pod in one cluster, also when only another one changes', async () => {
  const clusters = createMemoryClusters();
  clusters.seed(EU, 'pod', [pod]);
  expect(await found(unitPlan([]), clusters)).toEqual([]);
  const standing = resources.filter(({ ref }) => !('cluster' in ref && ref.kind === 'service' && ref.cluster === US));
  expect(await found(unitPlan(standing), clusters)).toEqual([]);
});

test('says nothing of a cluster that cannot be read, nor of what does not change', async () => {
  const clusters = createMemoryClusters();
  clusters.unreachable.add(EU);
  expect(await found(unitPlan([]), clusters)).toEqual([]);
  expect(await found(unitPlan(resources))).toEqual([]);
});
