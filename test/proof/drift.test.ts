// What somebody changes behind Rangelight's back: seen at the next tick, told in an issue, put back where the policy
// says so and it is seen again three minutes later. And what moves by itself: the pods behind the groups that the
// worker keeps. In one process; a scenario has some over sockets.
import { beforeEach, expect, it } from 'vitest';
import { detachBackend, drainBackend, visitNamespace } from './harness/by-hand.ts';
import { cloudWrites } from './harness/cloud-writes.ts';
import type { Tree } from './harness/repository.ts';
import { stateOf } from './harness/state.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import { inOneWorld } from './harness/one-world.ts';
import { type ProofWorld, REPOSITORY } from './harness/world.ts';

const TREE = treeOf({
  clusters: [US, EU, ASIA],
  services: [{ name: 'foo' }, { name: 'default-backend' }],
  ingresses: [{ name: 'web', backend: 'default-backend', hosts: { 'foo.example.com': 'foo' } }],
});
const SOME_TICKS_MS = 5 * 60_000;

let world: ProofWorld;
inOneWorld((made) => {
  world = made;
});
beforeEach(async () => {
  world.push(TREE);
  await world.untilIdle();
  expect(issues().filter(({ state }) => state === 'open')).toEqual([]);
});

function withPolicy(before: string, after: string): Tree {
  const fleet = TREE['rangelight.yaml'] ?? '';
  expect(fleet).toContain(before);
  return { ...TREE, 'rangelight.yaml': fleet.replace(before, after) };
}

async function detachOne(): Promise<void> {
  expect(await detachBackend(world, '-blue-foo-')).toBe(true);
}

/** The cloud, without what the bucket remembers. */
async function cloudState(): Promise<unknown> {
  return Object.entries(await stateOf(world)).filter(([key]) => !key.startsWith('bucket '));
}

function issueWrites(): readonly string[] {
  return world.host.writes.filter(({ type }) => type === 'issue').map(({ key }) => key);
}

function issues() {
  return [...new Set(issueWrites())].flatMap((marker) => world.host.issue(marker) ?? []);
}

it('drift is put back and its issue is closed', async () => {
  const before = await cloudState();
  await detachOne();
  expect(await cloudState()).not.toEqual(before);
  await world.untilIdle();
  expect(await cloudState()).toEqual(before);
  expect(issues()).toMatchObject([{ title: 'Drift in prod/blue', state: 'closed' }]);
});

it.each([
  { policy: 'drift: report', tree: () => withPolicy('"drift":"heal"', '"drift":"report"') },
  { policy: 'apply: never', tree: () => withPolicy('"apply":"merge"', '"apply":"never"') },
])('with $policy it is told, once, and left as it is', async ({ tree }) => {
  world.push(tree());
  await world.untilIdle();
  await detachOne();
  const drifted = await cloudState();
  const [calls, told] = [world.invocations.calls.length, issueWrites().length];
  await world.clock.advance(SOME_TICKS_MS);
  expect(cloudWrites(world, calls).map(({ what }) => what)).toEqual([]);
  expect(await cloudState()).toEqual(drifted);
  expect(issueWrites().length).toBe(told + 1);
  expect(issues()).toMatchObject([{ title: 'Drift in prod/blue', state: 'open' }]);
});

function backendsOf(service: string): readonly object[] {
  const found = world.cloud.compute.view
    .list('backendServices')
    .find(({ resource }) => resource.name.includes(service));
  return (found?.resource['backends'] ?? []) as readonly object[];
}

it('case 57: a change by hand stands for three minutes, is told with the time, and is put back twice, not ten times', async () => {
  // With another commit, what other tests had put back does not count.
  world.push({ ...TREE, 'README.md': 'case 57' });
  await world.untilIdle();
  const whole = backendsOf('-blue-foo-').length;
  let [undone, lastUndone] = [0, 0];
  for (let minute = 0; minute < 30; minute += 1) {
    if (backendsOf('-blue-foo-').length === whole) {
      if (minute > 0) {
        undone += 1;
        expect(minute - lastUndone).toBeGreaterThanOrEqual(3);
        lastUndone = minute;
      }
      await detachOne();
    }
    await world.clock.advance(60_000);
    if (minute === 1) expect(issues()[0]?.body).toMatch(/It is put back by itself at .*, when it is still so then/);
  }
  expect(undone).toBe(2);
  expect(issues()[0]?.body).toMatch(/was put back 2 times within a day/);
  // Who asks for it has it put back all the same.
  world.bus.publish({ topic: 'revisions', data: { type: 'facts', repository: REPOSITORY, delivery: 'a person' } });
  await world.untilIdle();
  expect(backendsOf('-blue-foo-')).toHaveLength(whole);
  expect(issues()).toMatchObject([{ state: 'closed' }]);
});

/** The capacity of the first backend, 1 unless said. */
function capacityOf(service: string): number {
  const [first] = backendsOf(service) as readonly { readonly capacityScaler?: number }[];
  return first?.capacityScaler ?? 1;
}

it.each([
  { hours: 1, from: 58, to: 65 },
  { hours: 0, from: 3, to: 8 },
])(
  'case 57: what a person drained stands for $hours hours, and is told with who did it',
  async ({ hours, from, to }) => {
    world.push(withPolicy('"drift":"heal"', `"drift":"heal","keepHandMadeHours":${hours}`));
    await world.untilIdle();
    await drainBackend(world, '-blue-foo-');
    let minutes = 0;
    for (; minutes < 90 && capacityOf('-blue-foo-') === 0; minutes += 1) {
      await world.clock.advance(60_000);
      if (minutes !== 2) continue;
      const body = issues()[0]?.body ?? '';
      expect(body.includes('`anna@example.com`')).toBe(hours > 0);
      expect(body.includes('`policy.keepHandMadeHours`')).toBe(hours > 0);
    }
    expect(minutes).toBeGreaterThanOrEqual(from);
    expect(minutes).toBeLessThanOrEqual(to);
    await world.untilIdle();
    expect(issues()).toMatchObject([{ state: 'closed' }]);
  },
);

it('case 57: what a person drained stands through a merge, until somebody says otherwise', async () => {
  await drainBackend(world, '-blue-foo-');
  await world.clock.advance(SOME_TICKS_MS);
  world.push({ ...TREE, 'README.md': 'something else' });
  await world.clock.advance(SOME_TICKS_MS);
  expect(capacityOf('-blue-foo-')).toBe(0);
  expect(issues()).toMatchObject([{ state: 'open', body: expect.stringContaining('`anna@example.com`') as string }]);
  const said = { type: 'facts', repository: REPOSITORY, delivery: 'anna', putsBack: true } as const;
  world.bus.publish({ topic: 'revisions', data: said });
  await world.untilIdle();
  expect(capacityOf('-blue-foo-')).toBe(1);
  expect(issues()).toMatchObject([{ state: 'closed' }]);
});

it('a plan that nobody asked for leaves a change by hand to the sweep (a sibling of case 57)', async () => {
  const whole = backendsOf('-blue-foo-').length;
  const planned = (): number => world.log.filter(({ message }) => message === 'a revision is planned').length;
  const before = planned();
  await detachOne();
  await visitNamespace(world, US, 100_000);
  expect(planned()).toBeGreaterThan(before);
  expect(backendsOf('-blue-foo-')).toHaveLength(whole - 1);
  await world.untilIdle();
  expect(backendsOf('-blue-foo-')).toHaveLength(whole);
});

it('a plan that nobody asked for puts nothing back that the policy leaves to people', async () => {
  const whole = backendsOf('-blue-foo-').length;
  world.push(withPolicy('"drift":"heal"', '"drift":"report"'));
  await world.untilIdle();
  await detachOne();
  await visitNamespace(world, US, 100_000);
  await world.untilIdle();
  expect(backendsOf('-blue-foo-')).toHaveLength(whole - 1);
  // A push is somebody's word.
  world.push(TREE);
  await world.untilIdle();
  expect(backendsOf('-blue-foo-')).toHaveLength(whole);
});

function workloads() {
  const found = world.cloud.clusters.get(ASIA)?.workloads;
  if (found === undefined) throw new TypeError(`no cluster ${ASIA}`);
  return found;
}

/** IPs in the NEG of foo in asia-east1, which the worker keeps; sorted. */
function attached(): readonly string[] {
  const { view } = world.cloud.compute;
  const neg = view
    .list('networkEndpointGroups')
    .find(({ path, resource }) => path.includes('asia-east1-a') && resource.name.includes('-blue-foo-'));
  return view
    .endpoints(neg?.path ?? '')
    .map(({ ipAddress }) => ipAddress)
    .sort();
}

function running(): readonly { readonly name: string; readonly ip: string }[] {
  const pods = workloads().pods();
  return pods.filter(({ app }) => app === 'foo').sort((a, b) => (a.ip < b.ip ? -1 : 1));
}

it('a group that the worker keeps loses the pod that died', async () => {
  const [victim, ...others] = running();
  expect(others).not.toEqual([]);
  const told = issueWrites().length;
  await workloads().kill(victim?.name ?? '');
  await world.untilIdle();
  expect(attached()).toEqual(others.map(({ ip }) => ip));
  expect(issueWrites().length).toBe(told);
});

it('a group that the worker keeps gets the pod that came', async () => {
  const before = running();
  expect(attached()).toEqual(before.map(({ ip }) => ip));
  const labels = { app: 'foo' };
  await workloads().deploy({
    namespace: 'blue',
    name: 'foo',
    labels,
    replicas: 1,
    containerPort: 8080,
    app: 'caller',
  });
  expect(running()).toHaveLength(before.length + 1);
  await world.untilIdle();
  expect(attached()).toEqual(running().map(({ ip }) => ip));
});
