// How many endpoints of a backend service are healthy, region by region.
import { beforeEach, expect, test } from 'vitest';
import { healthOfService } from '../../../../../lib/features/ingress/runs/healthy-endpoints.ts';
import { RangelightError } from '../../../../../lib/core/index.ts';
import { refKey } from '../../../../../lib/model/index.ts';
import { createMemoryCompute, type MemoryCompute } from '../../../../fakes/memory-compute.ts';
import { PROJECT } from '../../../balancer.ts';
import { turns } from '../../../app/running/execution.ts';
import { NEVER } from '../../../app/rig.ts';
import type { SeenBody } from '../../../../../lib/live/index.ts';
import { stepRig } from '../../../app/running/steps/step-context.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const SERVICE = computeRef('backendService', PROJECT, 'bs');
const neg = (name: string, zone?: string) => computeRef('networkEndpointGroup', PROJECT, name, zone);

let compute: MemoryCompute;
beforeEach(() => {
  compute = createMemoryCompute();
});

const look = (seen?: SeenBody) =>
  healthOfService(
    SERVICE,
    { kinds: KINDS, ports: { ...stepRig().context.ports, compute }, seen: () => seen, now: 100_000 },
    NEVER,
  );
const count = async () => (await look()).healthy;
const serve = (...groups: readonly ReturnType<typeof neg>[]) =>
  compute.put(SERVICE, { name: 'bs', backends: groups.map((one) => ({ group: refKey(one) })) });

test('zones of a region count together, regions come in order, and one without a healthy endpoint is there', async () => {
  const healthy: Record<string, number> = { u: 0, a: 1, b: 2, e: 4 };
  compute.health = async (_service, { name }) =>
    Array.from({ length: 4 }, (_, index) => ({
      ipAddress: `10.0.0.${index}`,
      port: 1,
      healthy: index < (healthy[name] ?? 9),
    }));
  serve(neg('u', 'us-west1-a'), neg('a', 'europe-west1-b'), neg('b', 'europe-west1-c'), neg('e', 'europe-north1-a'));
  const found = await count();
  expect(found).toEqual({ 'europe-north1': 4, 'europe-west1': 3, 'us-west1': 0 });
  expect(Object.keys(found)).toEqual(['europe-north1', 'europe-west1', 'us-west1']);
});

test('a group of no zone counts as of no region', async () => {
  compute.health = async () => [{ ipAddress: '10.0.0.1', port: 1, healthy: true }];
  compute.put(SERVICE, { name: 'bs', backends: [{ group: `projects/${PROJECT}/global/networkEndpointGroups/g` }] });
  expect(Object.keys(await count())).toEqual(['global']);
});

test('a service that is absent, or has no group, has none', async () => {
  expect(await count()).toEqual({});
  serve();
  expect(await count()).toEqual({});
});

test('what is no group of Compute is not asked about', async () => {
  compute.put(SERVICE, { name: 'bs', backends: [{ group: 'elsewhere' }] });
  expect(await count()).toEqual({});
});

test('health is not known where there are endpoints and Google says nothing of any', async () => {
  const [empty, full] = [neg('empty', 'us-west1-a'), neg('full', 'us-west1-b')];
  for (const group of [empty, full]) compute.put(group, { name: group.name });
  await compute.attach(full, [{ instance: 'node', ipAddress: '10.0.0.1', port: 1 }], 'by hand', NEVER);
  serve(empty, full);
  compute.health = async () => [];
  expect(await look()).toEqual({ healthy: { 'us-west1': 0 }, isKnown: false });
  serve(empty);
  expect(await look()).toEqual({ healthy: { 'us-west1': 0 }, isKnown: true });
  compute.drop(refKey(SERVICE));
  expect(await look()).toEqual({ healthy: {}, isKnown: true });
});

test('health is known where Google says something of one group, and then no endpoint is looked at', async () => {
  serve(neg('silent', 'us-west1-a'), neg('told', 'us-west1-b'));
  compute.health = async (_service, { name }) =>
    name === 'told' ? [{ ipAddress: '10.0.0.1', port: 1, healthy: false }] : [];
  compute.endpoints = async () => {
    throw new TypeError('nobody asked for endpoints');
  };
  expect(await look()).toEqual({ healthy: { 'us-west1': 0 }, isKnown: true });
});

test('eight groups are asked about at a time', async () => {
  let [running, most] = [0, 0];
  compute.health = async () => {
    running += 1;
    most = Math.max(most, running);
    await turns(2);
    running -= 1;
    return [];
  };
  serve(...Array.from({ length: 20 }, (_, index) => neg(`g${index}`, 'us-west1-a')));
  await count();
  expect(most).toBe(8);
});

test('groups that were seen a moment ago are asked about without another look; older ones are looked up', async () => {
  const seen = { body: { name: 'bs', backends: [{ group: refKey(neg('a', 'us-west1-a')) }] } };
  serve(neg('b', 'us-west1-b'));
  const asked: string[] = [];
  compute.health = async (_service, { name }) => {
    asked.push(name);
    return [{ ipAddress: '10.0.0.1', port: 1, healthy: true }];
  };
  await look({ ...seen, at: 99_000 });
  await look({ ...seen, at: 1_000 });
  expect(asked).toEqual(['a', 'b']);
});

test('a group that somebody has taken out meanwhile has the service looked at again', async () => {
  const seen = { body: { name: 'bs', backends: [{ group: refKey(neg('gone', 'us-west1-a')) }] }, at: 99_000 };
  serve(neg('b', 'us-west1-b'));
  compute.health = async (_service, { name }) => {
    if (name === 'gone') throw new RangelightError('invalid', 'compute', 'no such group');
    return [{ ipAddress: '10.0.0.1', port: 1, healthy: true }];
  };
  expect(await look(seen)).toMatchObject({ healthy: { 'us-west1': 1 } });
  compute.health = async () => {
    throw new RangelightError('unavailable', 'compute', 'down');
  };
  await expect(look(seen)).rejects.toMatchObject({ code: 'unavailable' });
});
