// What a plan takes away of the capacity that serves is a gate, told as "6 → 4 ready".
import { beforeEach, describe, expect, test } from 'vitest';
import { capacityGates } from '../../../../../lib/features/ingress/looks/capacity-gates.ts';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import { diff, servingTest } from '../../../../../lib/diff/index.ts';
import { lookInto } from '../../../../../lib/live/index.ts';
import { type DesiredResource, isComputeRef } from '../../../../../lib/model/index.ts';
import { createMemoryClusters, type MemoryClusters } from '../../../../fakes/memory-clusters.ts';
import { appliedOf, balancer, desiredOf, EU, observedOf, UNIT, US } from '../../../balancer.ts';
import { createRig, NEVER } from '../../../app/rig.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';

const ASIA = 'asia-east1/gke-asia';
const OBJECT = `networking.gke.io/MultiClusterService/${UNIT}/one`;

/** A load balancer of these clusters whose pods have the label `app`. */
function load(clusters: readonly string[], app = 'one'): readonly DesiredResource[] {
  return balancer({ name: 'one', clusters: [...clusters] }).resources.map((one) =>
    one.ref.kind === 'service' ? { ...one, owners: [OBJECT], body: { ...one.body, spec: { selector: { app } } } } : one,
  );
}

let clusters: MemoryClusters;
beforeEach(() => {
  clusters = createMemoryClusters();
  for (const link of [EU, US, ASIA]) {
    const pod = (app: string, index: number): JsonObject => ({
      metadata: { name: `${app}-${index}`, namespace: UNIT, labels: { app } },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    });
    clusters.seed(link, 'pod', [pod('one', 1), pod('one', 2), pod('few', 1)]);
    const service = load([EU, US, ASIA]).find(
      ({ ref }) => ref.kind === 'service' && !isComputeRef(ref) && ref.cluster === link,
    );
    const labels = { 'kubernetes.io/service-name': service?.ref.name ?? '' };
    clusters.seed(link, 'endpointSlice', [
      { metadata: { namespace: UNIT, labels }, addressType: 'IPv4', endpoints: [{}, {}] },
    ]);
  }
});

async function gates(
  wanted: readonly DesiredResource[],
  { standing = load([EU, US, ASIA]), members = [EU, US, ASIA], maxLossPercent = undefined as number | undefined } = {},
): Promise<readonly string[]> {
  const observed = observedOf([...standing]);
  const applied = appliedOf([...standing]);
  const { changes } = diff({
    kinds: KINDS,
    desired: desiredOf([...wanted]),
    applied,
    observed,
    takeover: false,
    pendingCause: 'pending',
  });
  const own = createRig().fleet();
  const [cluster] = own.clusters;
  if (cluster === undefined) throw new TypeError('the fleet has clusters');
  const fleet = { ...own, clusters: members.map((link) => ({ ...cluster, link })) };
  const serves = servingTest(KINDS, observed, [applied]);
  const found = await capacityGates({ fleet, changes, standing, serves, maxLossPercent }, lookInto(clusters, NEVER));
  for (const { code } of found) expect(code).toBe('capacity-shrinks');
  return found.map(({ message }) => message);
}

describe('a share of the capacity that goes', () => {
  test('is a gate above a quarter: a cluster that leaves spec.clusters', async () => {
    expect(await gates(load([EU, US]))).toEqual([
      `would take capacity away from ${UNIT}/one: 6 → 4 ready; policy.maxCapacityLoss allows 25 %`,
    ]);
  });

  test('is a gate for a selector that meets fewer pods', async () => {
    expect(await gates(load([EU, US, ASIA], 'few'))).toEqual([expect.stringContaining('6 → 3 ready')]);
    expect(await gates(load([EU, US, ASIA], 'nobody'))).toEqual([expect.stringContaining('6 → 0 ready')]);
  });

  test('is a gate for a cluster that leaves the fleet, whose Service stays where it is', async () => {
    const standing = load([EU, US, ASIA]);
    const stays = standing.filter((one) => !isComputeRef(one.ref) && one.ref.cluster === ASIA);
    const wanted = [...load([EU, US]), ...stays];
    expect(await gates(wanted, { members: [EU, US] })).toEqual([expect.stringContaining('6 → 4 ready')]);
  });

  test('is none up to what the policy allows', async () => {
    expect(await gates(load([EU, US]), { maxLossPercent: 34 })).toEqual([]);
    expect(await gates(load([EU, US]), { maxLossPercent: 33 })).toHaveLength(1);
  });

  test('is none where nothing is lost, or where something comes', async () => {
    expect(await gates(load([EU, US, ASIA]))).toEqual([]);
    expect(await gates(load([EU, US, ASIA]), { standing: load([EU, US]) })).toEqual([]);
  });

  test('is none of a service that goes altogether: its routes have gates of their own', async () => {
    expect(await gates([])).toEqual([]);
  });

  test('is counted without what cannot be read', async () => {
    clusters.unreachable.add(EU);
    expect(await gates(load([EU, US]))).toEqual([expect.stringContaining('4 → 2 ready')]);
  });
});
