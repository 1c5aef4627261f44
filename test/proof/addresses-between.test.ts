// Case 70: who lets an address go moves before who takes it, also where the two stand in different namespaces, whose
// runs know nothing of each other but what stands and what the documents say. In one process.
import { expect, it } from 'vitest';
import { approve } from '../../lib/app/words/index.ts';
import { EVERY_GATE } from '../../functions/wiring/codes.ts';
import { marker } from '../../lib/report/markdown/marker.ts';
import { appliedStates, openRuns, revisions } from '../../lib/state/index.ts';
import { computeCall } from './harness/by-hand.ts';
import { inOwnWorld } from './harness/own-world.ts';
import type { Tree } from './harness/repository.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

type Unit = 'blue' | 'green';
/** By namespace: the address that its load balancer claims; undefined: one of its own; null: no load balancer. */
type Claims = Readonly<Record<Unit, string | undefined | null>>;

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** An operation of Compute in the emulator's fast profile, and a look of the run that waits. */
const HANDED_OVER_WITHIN_S = 10;
const NEVER = new AbortController().signal;

let world: ProofWorld;
let [first, second] = ['', ''];
inOwnWorld(
  async (made) => {
    world = made;
    for (const { workloads } of world.cloud.clusters.values())
      await workloads.deploy({
        namespace: 'green',
        name: 'bar',
        labels: { app: 'bar' },
        replicas: 2,
        containerPort: 8080,
        app: 'caller',
      });
    [first, second] = [await reserve('first'), await reserve('second')] as [string, string];
  },
  { operations: 'fast' },
);

async function reserve(name: string): Promise<string> {
  await computeCall(world, 'POST', 'addresses', { name });
  await world.clock.advance(MINUTE_MS);
  const found = world.cloud.compute.view.list('addresses').find(({ resource }) => resource.name === name);
  return String(found?.resource['address']);
}

function tree(claims: Claims, { more = '', backend = 'foo' } = {}): Tree {
  const ingress = (namespace: Unit, name: string, backend: string) => {
    const ip = claims[namespace];
    const annotations = ip === undefined || ip === null ? {} : { 'networking.gke.io/static-ip': ip };
    return ip === null ? [] : [{ namespace, name, backend, hosts: {}, annotations }];
  };
  const files = treeOf({
    clusters: [US, EU],
    services: [
      { namespace: 'blue', name: 'foo' },
      { namespace: 'blue', name: 'default-backend' },
      { namespace: 'green', name: 'bar' },
    ],
    ingresses: [...ingress('blue', 'web', backend), ...ingress('green', 'shop', 'bar')],
  });
  return { ...files, 'README.md': more };
}

async function land(claims: Claims, more = ''): Promise<string> {
  const commit = world.push(tree(claims, { more }));
  await world.untilIdle();
  return commit;
}

async function revisionOf(commit: string) {
  return (await revisions.at('prod', commit, 'head').read(world.store, NEVER))?.value;
}

async function approveAll(commit: string, ...units: readonly Unit[]): Promise<void> {
  const revision = await revisionOf(commit);
  for (const unit of units) {
    const plan = revision?.units.find((one) => one.unit === unit)?.plan ?? '';
    await approve(world.person, 'prod', plan, { by: 'alice', reason: 'as agreed', opens: EVERY_GATE }, NEVER);
  }
}

function servedBy(vip: string): string | undefined {
  const [{ region } = { region: '' }] = world.cloud.dataPlane.edges();
  const { now } = world.cloud.dataPlane.send({ region, vip, port: 80, host: 'any.example.com', path: '/', takes: 0 });
  return now?.backendService;
}

/** The namespace that answers at an address; undefined: nobody. */
function answers(vip: string): Unit | undefined {
  const edges = world.cloud.dataPlane.edges();
  const units = edges.map(({ region }) => {
    const { now } = world.cloud.dataPlane.send({ region, vip, port: 80, host: 'any.example.com', path: '/', takes: 0 });
    if (now?.status !== 200) return undefined;
    return now.backendService?.includes('-green-') === true ? 'green' : 'blue';
  });
  return units.every((unit) => unit === units[0]) ? units[0] : undefined;
}

const vipsOf = (unit: Unit): readonly string[] =>
  world.cloud.compute.view
    .list('forwardingRules')
    .filter(({ resource }) => resource.name.includes(`-${unit}-`))
    .map(({ resource }) => String(resource['IPAddress']));

/** Asks each second at addresses, and each namespace at whatever addresses it has. */
function probe(...vips: readonly string[]) {
  const dark = new Map<string, number>();
  let cancel = (): void => {};
  const note = (what: string, isServed: boolean): void => void (isServed || dark.set(what, (dark.get(what) ?? 0) + 1));
  const second = (): void => {
    cancel = world.clock.after(SECOND_MS, second);
    for (const vip of vips) note(vip, answers(vip) !== undefined);
    for (const unit of ['blue', 'green'] as const)
      note(
        unit,
        vipsOf(unit).some((vip) => answers(vip) === unit),
      );
  };
  second();
  return { darkSeconds: (what: string) => dark.get(what) ?? 0, stop: () => cancel() };
}

const journalLength = (unit: Unit): number =>
  world.store.state.keys().filter((key) => key.startsWith(`runs/prod/${unit}/`)).length;

async function expectNothingLeft(claims: Claims): Promise<void> {
  const commit = await land(claims, 'planned again');
  expect((await revisionOf(commit))?.verdict).toBe('nothing-to-do');
  expect(world.log.filter(({ level }) => level === 'error')).toEqual([]);
}

it.each([
  ['who lets go first', ['blue', 'green']],
  ['who takes first', ['green', 'blue']],
] as const)('hands an address over between namespaces, approved %s', async (_, units) => {
  await land({ blue: first, green: undefined });
  expect(answers(first)).toBe('blue');
  const probed = probe(first);
  const after: Claims = { blue: undefined, green: first };
  const commit = world.push(tree(after));
  await world.clock.advance(MINUTE_MS);
  await approveAll(commit, ...units);
  await world.untilIdle();
  expect(answers(first)).toBe('green');
  probed.stop();
  expect(probed.darkSeconds(first)).toBeLessThanOrEqual(HANDED_OVER_WITHIN_S);
  // Each is moved in its own place: the one without a rule is dark as long as Compute takes for two operations.
  expect(probed.darkSeconds('green')).toBeLessThanOrEqual(HANDED_OVER_WITHIN_S);
  expect(probed.darkSeconds('blue')).toBeLessThanOrEqual(HANDED_OVER_WITHIN_S);
  await expectNothingLeft(after);
});

it('gives an address that one namespace gives up to a new load balancer of another', async () => {
  await land({ blue: first, green: null });
  const probed = probe(first);
  const after: Claims = { blue: null, green: first };
  const commit = world.push(tree(after));
  await world.clock.advance(5 * MINUTE_MS);
  // Who lets go waits for a person; who takes waits for him, and says so.
  const open = (await openRuns.at('prod', 'green').read(world.store, NEVER))?.value;
  const why = `${first} (port 80) is held by MultiClusterIngress/blue/web, whose plan to let it go waits for an approval`;
  expect(open?.heldUp?.reason).toContain(why);
  const entries = journalLength('green');
  await world.clock.advance(15 * MINUTE_MS);
  expect(world.host.issue(marker('stop', ['prod', 'run-waits']))).toMatchObject({
    state: 'open',
    body: expect.stringContaining(why) as string,
  });
  // Each worker notes that it goes on, and nothing else.
  expect(journalLength('green') - entries).toBeLessThanOrEqual(16);
  expect(answers(first)).toBe('blue');
  await approveAll(commit, 'blue');
  await world.untilIdle();
  probed.stop();
  expect(answers(first)).toBe('green');
  expect(probed.darkSeconds(first)).toBeLessThanOrEqual(HANDED_OVER_WITHIN_S);
  await expectNothingLeft(after);
});

it.each([
  ['blue', 'green'],
  ['green', 'blue'],
] as const)('exchanges two addresses between namespaces, approved %s before %s', async (...units) => {
  await land({ blue: first, green: second });
  const probed = probe(first, second);
  const after: Claims = { blue: second, green: first };
  const commit = world.push(tree(after));
  await world.clock.advance(MINUTE_MS);
  const [early, late] = units;
  await approveAll(commit, early);
  // Nobody takes his front end down for an address that the other one is not about to leave.
  await world.clock.advance(5 * MINUTE_MS);
  expect([answers(first), answers(second)]).toEqual(['blue', 'green']);
  await approveAll(commit, late);
  await world.untilIdle();
  probed.stop();
  expect([answers(first), answers(second)]).toEqual(['green', 'blue']);
  for (const vip of [first, second]) expect(probed.darkSeconds(vip)).toBeLessThanOrEqual(2 * HANDED_OVER_WITHIN_S);
  await expectNothingLeft(after);
});

it('tells who takes an address that the one who was to let it go was rolled back, and takes nothing of him down', async () => {
  await land({ blue: first, green: second });
  const probed = probe(first, second);
  const commit = world.push(tree({ blue: undefined, green: first }, { backend: 'default-backend' }));
  await world.clock.advance(MINUTE_MS);
  await approveAll(commit, 'blue', 'green');
  while (!servedBy(first)?.includes('-default-backend-')) await world.clock.advance(SECOND_MS);
  await world.clock.advance(MINUTE_MS);
  for (const { workloads } of world.cloud.clusters.values())
    for (const { name } of workloads.pods()) if (name.startsWith('default-backend')) workloads.crash(name);
  await world.clock.advance(15 * MINUTE_MS);
  expect([answers(first), answers(second)]).toEqual(['blue', 'green']);
  probed.stop();
  const ended = (await appliedStates.at('prod', 'green').read(world.store, NEVER))?.value;
  expect(ended).toMatchObject({ result: 'blocked' });
  expect(ended?.message).toContain(`${first} (port 80) is held by MultiClusterIngress/blue/web, which was rolled back`);
  expect(probed.darkSeconds(second)).toBe(0);
});
