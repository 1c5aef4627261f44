// A group that leaves a backend service stands on, without new requests, until it is retired: that is no drift, and
// what stays is kept as it is wanted meanwhile.
import { beforeEach, expect, test } from 'vitest';
import { sweep } from '../../../../lib/app/sweeping/sweep.ts';
import { type JsonObject, objectsAt } from '../../../../lib/core/index.ts';
import { refKey, refOfPath } from '../../../../lib/model/index.ts';
import { appliedStates, drifts, retirements } from '../../../../lib/state/index.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { balancer, desiredOf, EU, FLEET, UNIT, US } from '../../balancer.ts';
import { createRig, NEVER, type Rig } from '../rig.ts';

/** Groups whose endpoints the worker keeps. */
function served(clusters: readonly string[]): ReturnType<typeof balancer> {
  const made = balancer({ name: 'one', clusters, negs: 'rangelight' });
  const endpointsIn = (link: string) => ({ cluster: link, namespace: UNIT, service: 'one-v1', port: 'web' });
  const groups = made.resources.map((resource) => {
    const at = made.keys.negs.indexOf(refKey(resource.ref));
    return at < 0 ? resource : { ...resource, dependsOn: [], endpoints: endpointsIn(clusters[at] ?? '') };
  });
  // Services would have GKE make groups of these names.
  return { ...made, resources: groups.filter(({ ref }) => ref.kind !== 'service') };
}

const both = served([EU, US]);
const one = served([US]);
const KEY = both.keys.backendService;
const POLICY = { apply: 'merge', drift: 'heal', keepHandMadeHours: 0 } as const;

let rig: Rig;
beforeEach(async () => {
  rig = createRig();
  for (const [seq, { resources }] of [both, one].entries()) {
    const task = await rig.head(seq + 1, desiredOf(resources), POLICY);
    if (task === undefined) throw new TypeError('there is something to do');
    expect(await rig.runToEnd(task)).toBe('finished');
  }
  await rig.head(2, desiredOf(one.resources), POLICY);
  rig.publisher.takeTasks();
});

const shares = (): readonly unknown[] =>
  objectsAt(rig.compute.body(KEY), 'backends').map(({ capacityScaler }) => capacityScaler ?? 1);

/** Somebody's program changes the backend service. */
function meddle(change: (body: JsonObject) => JsonObject): void {
  const ref = refOfPath(KINDS, KEY);
  if (ref !== undefined) rig.compute.put(ref, change(rig.compute.body(KEY) ?? {}));
}

/** Looks that see the same twice, and what they have done. */
async function healed(): Promise<void> {
  await sweep(rig.world, NEVER);
  rig.clock.advance(180_000);
  await sweep(rig.world, NEVER);
  for (const task of rig.publisher.takeTasks()) if (task.type === 'run') await rig.runToEnd(task);
}

test('a group that waits for its retirement gets no new requests, and is no drift', async () => {
  expect(shares()).toEqual([1, 0]);
  expect(Object.keys((await rig.value(retirements.at(FLEET, UNIT)))?.items ?? {})).toContain(KEY);
  await healed();
  expect(shares()).toEqual([1, 0]);
  expect((await rig.value(drifts.at(FLEET, UNIT)))?.changes ?? []).toEqual([]);
});

test('what somebody changes of the rest is put back, and takes nothing away', async () => {
  const before = rig.compute.body(KEY)?.['protocol'];
  meddle((body) => ({ ...body, timeoutSec: 7 }));
  await healed();
  expect(rig.compute.body(KEY)?.['timeoutSec']).not.toBe(7);
  expect(rig.compute.body(KEY)?.['protocol']).toBe(before);
  expect(shares()).toEqual([1, 0]);
});

test('a share that somebody gives back to it is taken again', async () => {
  meddle((body) => ({
    ...body,
    backends: objectsAt(body, 'backends').map((item) => ({ ...item, capacityScaler: 1 })),
  }));
  await healed();
  expect(shares()).toEqual([1, 0]);
});

test('its endpoints are kept up with the pods: requests may still reach it', async () => {
  const [group = ''] = both.keys.negs;
  const ref = refOfPath(KINDS, group);
  if (ref === undefined) throw new TypeError('it is a group');
  const pod = { addresses: ['10.0.0.9'], nodeName: 'node', zone: ref.zone, conditions: { ready: true } };
  const labels = { 'kubernetes.io/service-name': 'one-v1' };
  const slice = { metadata: { namespace: UNIT, labels }, addressType: 'IPv4', ports: [{ name: 'web', port: 8080 }] };
  rig.clusters.seed(EU, 'endpointSlice', [{ ...slice, endpoints: [pod] }]);
  await healed();
  expect((await rig.compute.endpoints(ref, NEVER)).map(({ ipAddress }) => ipAddress)).toEqual(['10.0.0.9']);
  // It waits as before, and its record stands.
  const noted = await rig.value(retirements.at(FLEET, UNIT));
  expect(noted?.items[group]?.by).toBeDefined();
  expect(Object.keys((await rig.value(appliedStates.at(FLEET, UNIT)))?.resources ?? {})).toContain(group);
});
