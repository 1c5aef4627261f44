// Ready endpoints beside a plan: of what stands from its slices, of what comes from the pods; unknown stays unknown.
import { expect, test } from 'vitest';
import { readyCounts } from '../../../../../lib/features/ingress/looks/ready-counts.ts';
import { lookInto, type UnitAtHand } from '../../../../../lib/live/index.ts';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import { diff } from '../../../../../lib/diff/index.ts';
import { type DesiredResource, refKey } from '../../../../../lib/model/index.ts';
import { createMemoryClusters, type MemoryClusters } from '../../../../fakes/memory-clusters.ts';
import { appliedOf, balancer, desiredOf, EU, observedOf, UNIT, US } from '../../../balancer.ts';
import { NEVER } from '../../../app/rig.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';

const selector = { app: 'one' };
const OBJECT = `networking.gke.io/MultiClusterService/${UNIT}/one`;
const isOfService = ({ ref }: DesiredResource): boolean => ref.kind === 'service' || ref.kind === 'backendService';
const resources = balancer({ name: 'one', clusters: [EU, US] }).resources.map((one) =>
  isOfService(one) ? { ...one, owners: [OBJECT], body: { ...one.body, spec: { selector } } } : one,
);
const backendService =
  resources.filter(({ ref }) => ref.kind === 'backendService').map(({ ref }) => refKey(ref))[0] ?? '';

function unitPlan(
  standing: readonly DesiredResource[],
  wanted = resources,
  silent: readonly string[] = [],
): UnitAtHand {
  const desired = desiredOf(wanted);
  const { changes } = diff({
    kinds: KINDS,
    desired,
    applied: appliedOf(standing),
    observed: observedOf(standing),
    takeover: false,
    pendingCause: 'pending',
  });
  return { changes, desired, applied: undefined, silent: new Set(silent) };
}

const counted = (unit: UnitAtHand, clusters: MemoryClusters) =>
  readyCounts(unit, lookInto(clusters, NEVER))(unit.changes);

async function readyOf(unit: UnitAtHand, clusters: MemoryClusters): Promise<unknown> {
  return (await counted(unit, clusters))?.[backendService];
}

const pod = (name: string, status: 'True' | 'False'): JsonObject => ({
  metadata: { name, namespace: UNIT, labels: selector },
  status: { conditions: [{ type: 'Ready', status }] },
});

function slice(cluster: string, endpoints: readonly JsonObject[]): JsonObject {
  const service = resources.find(({ ref }) => ref.kind === 'service' && 'cluster' in ref && ref.cluster === cluster);
  const labels = { 'kubernetes.io/service-name': service?.ref.name ?? '' };
  return { metadata: { namespace: UNIT, labels }, addressType: 'IPv4', endpoints: [...endpoints] };
}

test('counts the ready pods that a new service will select', async () => {
  const clusters = createMemoryClusters();
  clusters.seed(EU, 'pod', [pod('a', 'True'), pod('b', 'True'), pod('c', 'False')]);
  expect(await readyOf(unitPlan([]), clusters)).toEqual({ service: OBJECT, ready: { [EU]: 2, [US]: 0 } });
});

test('counts the endpoints of a service that stands, and does not know one without slices', async () => {
  const clusters = createMemoryClusters();
  clusters.seed(EU, 'endpointSlice', [
    slice(EU, [{ conditions: { ready: true } }, {}]),
    slice(EU, [{ conditions: { ready: false } }]),
  ]);
  const standing = resources.filter(({ ref }) => ref.kind !== 'urlMap');
  expect(await readyOf(unitPlan(standing), clusters)).toEqual({ service: OBJECT, ready: { [EU]: 2, [US]: null } });
});

test('does not know a cluster that cannot be read', async () => {
  const clusters = createMemoryClusters();
  clusters.unreachable.add(US);
  expect(await readyOf(unitPlan([]), clusters)).toEqual({ service: OBJECT, ready: { [EU]: 0, [US]: null } });
});

test('does not ask a cluster again that could not be read before', async () => {
  const clusters = createMemoryClusters();
  clusters.seed(US, 'pod', [pod('a', 'True')]);
  const ready = { [EU]: 0, [US]: null };
  expect(await readyOf(unitPlan([], resources, [US]), clusters)).toEqual({ service: OBJECT, ready });
});

test('tells what stands behind a backend service that goes', async () => {
  const clusters = createMemoryClusters();
  clusters.seed(US, 'endpointSlice', [slice(US, [{}, {}, {}])]);
  expect(await readyOf(unitPlan(resources, []), clusters)).toEqual({ service: OBJECT, ready: { [EU]: null, [US]: 3 } });
});

test('asks nothing for a plan that touches nothing that serves', async () => {
  expect(await readyOf(unitPlan(resources), createMemoryClusters())).toBeUndefined();
});

test('what goes is backed by the pods that it selects, what comes by its own', async () => {
  const clusters = createMemoryClusters();
  const renamed = resources.map((one) =>
    one.ref.kind === 'urlMap' ? one : { ...one, ref: { ...one.ref, name: `${one.ref.name}-old` } },
  );
  const old = renamed.flatMap(({ ref }) =>
    ref.kind === 'service' && 'cluster' in ref && ref.cluster === EU ? [ref.name] : [],
  );
  const labels = { 'kubernetes.io/service-name': old[0] ?? '' };
  clusters.seed(EU, 'endpointSlice', [
    { metadata: { namespace: UNIT, labels }, addressType: 'IPv4', endpoints: [{}, {}, {}] },
  ]);
  clusters.seed(EU, 'pod', [pod('a', 'True')]);
  const backing = await counted(unitPlan(renamed), clusters);
  expect(backing?.[`${backendService}-old`]?.ready[EU]).toBe(3);
  expect(backing?.[backendService]?.ready[EU]).toBe(1);
});

test('a cluster that leaves the fleet is counted by what was applied there', async () => {
  const clusters = createMemoryClusters();
  clusters.seed(US, 'endpointSlice', [slice(US, [{}, {}])]);
  const left = balancer({ name: 'one', clusters: [EU] }).resources.map((one) =>
    isOfService(one) ? { ...one, owners: [OBJECT], body: { ...one.body, spec: { selector } } } : one,
  );
  const whole = unitPlan(resources, left);
  const changes = whole.changes.filter(({ ref }) => ref.kind !== 'service');
  const unit = { ...whole, applied: appliedOf(resources), changes };
  const backing = await counted(unit, clusters);
  expect(backing?.[backendService]?.ready[US]).toBe(2);
});
