// Groups that the worker keeps get the pods that come while their service waits for its health; nothing is taken out of
// them.
import { beforeEach, expect, test } from 'vitest';
import { fillGroups } from '../../../../../lib/features/ingress/runs/fill-groups.ts';
import { type FailureCode, RangelightError } from '../../../../../lib/core/index.ts';
import { type DesiredResource, isComputeRef, refKey } from '../../../../../lib/model/index.ts';
import type { Endpoint } from '../../../../../lib/ports/index.ts';
import { compute, desiredOf, EU, MARK, PROJECT, resource, UNIT } from '../../../balancer.ts';
import { NEVER } from '../../../app/rig.ts';
import { type StepRig, stepRig } from '../../../app/running/steps/step-context.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const ZONE = 'europe-west1-b';
const neg = (name: string) => computeRef('networkEndpointGroup', PROJECT, name, ZONE);
const pod = (ipAddress: string): Endpoint => ({ instance: 'node', ipAddress, port: 8080 });

/** A group that is filled from the Service of its name. */
const group = (name: string): DesiredResource => ({
  ...resource(neg(name), {}),
  endpoints: { cluster: EU, namespace: UNIT, service: name, port: 'web' },
});
const service = (name: string, ...groups: readonly string[]): DesiredResource =>
  resource(compute('backendService', name), { backends: groups.map((one) => ({ group: refKey(neg(one)) })) });

let rig: StepRig;

function desire(...resources: readonly DesiredResource[]): void {
  rig = stepRig({ desired: async () => desiredOf(resources) });
  for (const { ref } of resources)
    if (isComputeRef(ref) && ref.kind === 'networkEndpointGroup') rig.compute.put(ref, { description: MARK });
}

/** @param ready addresses of ready pods, by Service. */
function pods(ready: Readonly<Record<string, readonly string[]>>): void {
  const slices = Object.entries(ready).map(([name, addresses]) => ({
    metadata: { namespace: UNIT, labels: { 'kubernetes.io/service-name': name } },
    ports: [{ name: 'web', port: 8080 }],
    endpoints: [{ addresses, nodeName: 'node', zone: ZONE, conditions: { ready: true } }],
  }));
  rig.clusters.seed(EU, 'endpointSlice', slices);
}

const fill = () => fillGroups(computeRef('backendService', PROJECT, 'bs'), rig.context, NEVER);
const held = (name: string) => rig.compute.endpoints(neg(name), NEVER);
const asked = () => rig.compute.asked.map(({ type, requestId }) => `${type} ${requestId}`);

beforeEach(() => {
  desire(
    service('bs', 'a', 'b', 'gke'),
    group('a'),
    group('b'),
    resource(neg('gke'), {}),
    service('x', 'c'),
    group('c'),
  );
});

test('each group behind the service gets what is missing, under a request id of its own time', async () => {
  pods({ a: ['10.0.0.1', '10.0.0.2'], b: ['10.0.0.3'], c: ['10.0.0.4'] });
  await rig.compute.attach(neg('a'), [pod('10.0.0.1')], 'before', NEVER);
  expect(await fill()).toBeUndefined();
  expect(await held('a')).toEqual([pod('10.0.0.1'), pod('10.0.0.2')]);
  expect(await held('b')).toEqual([pod('10.0.0.3')]);
  expect(await held('c')).toEqual([]);
  const attach = (name: string) => `attach id of attach ${refKey(neg(name))} ${rig.context.now}`;
  expect(asked()).toEqual(['attach before', attach('a'), attach('b')]);
});

test('what is not ready any more stays: its health check fails it', async () => {
  pods({ a: ['10.0.0.1'], b: [] });
  await rig.compute.attach(neg('a'), [pod('10.0.0.9')], 'before', NEVER);
  expect(await fill()).toBeUndefined();
  expect(await held('a')).toEqual([pod('10.0.0.9'), pod('10.0.0.1')]);
});

test('nothing is asked for where nothing is missing, or nobody knows what is to be reached', async () => {
  pods({ a: ['10.0.0.1'] });
  await rig.compute.attach(neg('a'), [pod('10.0.0.1')], 'before', NEVER);
  expect(await fill()).toBeUndefined();
  const { compute: cloud } = rig;
  rig = stepRig();
  expect(await fill()).toBeUndefined();
  expect(cloud.asked).toHaveLength(1);
  expect(asked()).toEqual([]);
});

test('a service that is not wanted has no groups', async () => {
  desire(group('a'), service('x', 'a'));
  pods({ a: ['10.0.0.1'] });
  expect(await fill()).toBeUndefined();
  expect(asked()).toEqual([]);
});

test('a group that is not ours is not filled, and it is said why', async () => {
  pods({ a: ['10.0.0.1'] });
  rig.compute.put(neg('a'), { description: 'made by hand' });
  expect(await fill()).toMatch(/^a cannot be filled: .* does not carry the mark of this fleet$/);
  expect(asked()).toEqual([]);
});

test('a cluster that cannot be read is told, and no failure of the step', async () => {
  rig.clusters.unreachable.add(EU);
  expect(await fill()).toBe(`a cannot be filled: ${EU} gives no answer`);
});

test.each<[string, () => Error]>([
  ['a person who pulled the brake', () => new RangelightError('paused', 'rangelight', 'no')],
  ['a bug of ours', () => new TypeError('x is not a function')],
])('%s is no reason to wait', async (_, failure) => {
  pods({ a: ['10.0.0.1'] });
  const error = failure();
  rig.compute.before = (call) => {
    if (call === 'attach') throw error;
  };
  await expect(fill()).rejects.toBe(error);
});

test('a worker that is told to stop stops', async () => {
  const stop = new AbortController();
  pods({ a: ['10.0.0.1'] });
  const code: FailureCode = 'unavailable';
  rig.compute.before = (call) => {
    if (call !== 'attach') return;
    stop.abort();
    throw new RangelightError(code, 'compute', 'aborted');
  };
  await expect(fillGroups(computeRef('backendService', PROJECT, 'bs'), rig.context, stop.signal)).rejects.toMatchObject(
    {
      message: 'aborted',
    },
  );
});
