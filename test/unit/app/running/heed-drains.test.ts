// The worker reads people's words on clusters itself, works out what can be done, and does nothing twice.
import { beforeEach, describe, expect, test } from 'vitest';
import { sweep } from '../../../../lib/app/sweeping/sweep.ts';
import { freeze, pause } from '../../../../lib/app/words/index.ts';
import { sayDrain } from '../../../../lib/app/words/drains.ts';
import { type JsonObject, objectsAt, RangelightError } from '../../../../lib/core/index.ts';
import { backendMark, parseBackendMark } from '../../../../lib/features/ingress/drain/index.ts';
import { refKey } from '../../../../lib/model/index.ts';
import { type DrainOutcome, drainOutcomes, finishedRevisions } from '../../../../lib/state/index.ts';
import { balancer, desiredOf, EU, FLEET, UNIT, US } from '../../balancer.ts';
import { createRig, NEVER, type Rig } from '../rig.ts';

const POLICY = { apply: 'merge', drift: 'report' } as const;
const WHY = { by: 'github ann', reason: 'disks fail (#1)' };
const ASKED = { comment: 7, issue: 1 };
const HOUR_MS = 3_600_000;
const one = marked();
const KEY = one.keys.backendService;

/** Whose backends say which cluster they are of, as compiled ones do. */
function marked(): ReturnType<typeof balancer> {
  const made = balancer({ name: 'one', clusters: [EU, US] });
  const resources = made.resources.map((resource) => {
    if (refKey(resource.ref) !== made.keys.backendService) return resource;
    const backends = objectsAt(resource.body, 'backends').map((backend, at) => ({
      ...backend,
      capacityScaler: 1,
      description: backendMark({ cluster: [EU, US][at] ?? '' }),
    }));
    return { ...resource, body: { ...resource.body, backends } };
  });
  return { ...made, resources };
}

let rig: Rig;
let healthy: boolean;
beforeEach(async () => {
  rig = createRig();
  healthy = true;
  const task = await rig.head(1, desiredOf(one.resources), POLICY);
  if (task === undefined) throw new TypeError('there is something to do');
  expect(await rig.runToEnd(task)).toBe('finished');
  await rig.head(1, desiredOf(one.resources), POLICY);
  rig.compute.health = async () => [{ ipAddress: '10.0.0.1', port: 80, healthy }];
  rig.publisher.takeTasks();
});

/** The policy in force is another one from now on. */
const observeOnly = async (): Promise<void> => {
  const known = await rig.value(finishedRevisions.at(FLEET));
  if (known === undefined) throw new TypeError('a revision is finished');
  await rig.put(finishedRevisions.at(FLEET), {
    ...known,
    fleet: { ...known.fleet, policy: { ...known.fleet.policy, apply: 'never' } },
  });
};
const backends = (): readonly JsonObject[] => objectsAt(rig.compute.body(KEY), 'backends');
const capacities = (): readonly unknown[] => backends().map(({ capacityScaler }) => capacityScaler);
const word = () => parseBackendMark(backends()[0]?.['description'] as string)?.drain;
const outcome = (): Promise<DrainOutcome | undefined> => rig.value(drainOutcomes.at(FLEET, EU));
const heed = () => rig.obey({ type: 'drain', fleet: FLEET });
const say = (durationMs = 2 * HOUR_MS, asked = ASKED) =>
  sayDrain(rig.world, FLEET, { ...WHY, asked, cluster: EU, says: { type: 'drain', durationMs } }, NEVER);
const undrain = (more: { readonly atOnce?: true } = {}) =>
  sayDrain(rig.world, FLEET, { ...WHY, asked: ASKED, cluster: EU, says: { type: 'undrain', ...more } }, NEVER);

describe('a word on a cluster', () => {
  test('is done by the worker, told, and done once', async () => {
    const { word: said } = await say();
    await heed();
    expect(capacities()).toEqual([0, 1]);
    expect(word()).toMatchObject({ by: 'github-ann', reason: WHY.reason });
    expect(await outcome()).toMatchObject({
      wordAt: said.at,
      isDone: true,
      turned: [{ unit: UNIT, outcome: 'drained' }],
    });
    const told = { type: 'drain', fleet: FLEET, cluster: EU, issue: 1 };
    expect(rig.publisher.reports.filter(({ type }) => type === 'drain')).toMatchObject([told]);
    const before = rig.compute.mutations.length;
    await heed();
    expect(rig.compute.mutations).toHaveLength(before);
    expect(rig.publisher.reports.filter(({ type }) => type === 'drain')).toHaveLength(1);
  });

  test('that nobody said is not done, whoever asks the worker', async () => {
    const before = rig.compute.mutations.length;
    await heed();
    expect([capacities(), rig.compute.mutations.length]).toEqual([[1, 1], before]);
  });

  test('is refused where the others are not well, and nothing is changed', async () => {
    healthy = false;
    await say();
    await heed();
    expect(capacities()).toEqual([1, 1]);
    expect(await outcome()).toMatchObject({ isDone: true, turned: [{ outcome: 'refused' }] });
  });

  test('with another time replaces the first one', async () => {
    await say();
    await heed();
    rig.clock.advance(60_000);
    const { word: second } = await say(HOUR_MS, { comment: 8, issue: 1 });
    await heed();
    expect(word()?.until).toBe(second.says === 'drain' ? second.until : 0);
    expect(await outcome()).toMatchObject({ asked: { comment: 8 }, isDone: true });
  });

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['frozen', () => freeze(rig.world, FLEET, { ...WHY, duration: HOUR_MS }, NEVER), /^the fleet is frozen by/],
    ['not to be written', observeOnly, /apply: never/],
    ['paused', () => pause(rig.world, FLEET, { ...WHY, unit: UNIT, duration: HOUR_MS }, NEVER), /^paused by/],
  ])('waits while what it is about is %s, is told once, and is asked for by each sweep', async (_what, hold, why) => {
    await hold();
    await say();
    await heed();
    await heed();
    expect(capacities()).toEqual([1, 1]);
    const found = await outcome();
    expect([found?.isDone, found?.why ?? found?.turned[0]?.why]).toEqual([false, expect.stringMatching(why)]);
    expect(rig.publisher.reports.filter(({ type }) => type === 'drain')).toHaveLength(1);
    rig.publisher.takeTasks();
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeTasks()).toContainEqual({ type: 'drain', fleet: FLEET });
    rig.clock.advance(HOUR_MS + 1_000);
    if (!why.test('apply: never')) {
      await heed();
      expect(capacities()).toEqual([0, 1]);
    }
  });

  test('whose time is over before it could be done is not done', async () => {
    await say(60_000);
    rig.clock.advance(61_000);
    await heed();
    expect(capacities()).toEqual([1, 1]);
    expect(await outcome()).toMatchObject({ isDone: true, why: expect.stringMatching(/time was over/) as string });
  });

  test('that Compute does not take now is tried again', async () => {
    const update = rig.compute.update.bind(rig.compute);
    rig.compute.update = async () => Promise.reject(new RangelightError('unavailable', 'compute', 'is down'));
    await say();
    await heed();
    expect(await outcome()).toMatchObject({ isDone: false, turned: [{ outcome: 'failed' }] });
    rig.compute.update = update;
    await heed();
    expect(await outcome()).toMatchObject({ isDone: true, turned: [{ outcome: 'drained' }] });
    expect(capacities()).toEqual([0, 1]);
  });

  test('is asked of the reporter by a sweep where nobody has told what came of it', async () => {
    await say();
    await heed();
    rig.publisher.takeTasks();
    const before = rig.publisher.reports.length;
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeTasks()).not.toContainEqual({ type: 'drain', fleet: FLEET });
    expect(rig.publisher.reports.slice(before)).toContainEqual(expect.objectContaining({ type: 'drain', cluster: EU }));
  });
});

describe('an undrain', () => {
  beforeEach(async () => {
    await say();
    await heed();
    rig.clock.advance(60_000);
  });

  test('gives the first share, and ends the time, so that the sweeps go on from there', async () => {
    await undrain();
    await heed();
    expect(capacities()).toEqual([0.1, 1]);
    expect(word()?.until).toBeLessThanOrEqual(rig.clock.now());
    expect(await outcome()).toMatchObject({ says: 'undrain', isDone: true, turned: [{ outcome: 'returns' }] });
    for (const share of [0.5, 1]) {
      rig.clock.advance(181_000);
      await sweep(rig.world, NEVER);
      await rig.obey({ type: 'give-back', fleet: FLEET, unit: UNIT });
      expect(capacities()).toEqual([share, 1]);
    }
  });

  test('at once gives all of it', async () => {
    await undrain({ atOnce: true });
    await heed();
    expect([capacities(), word()]).toEqual([[1, 1], undefined]);
    expect(await outcome()).toMatchObject({ turned: [{ outcome: 'whole' }] });
  });

  test('of a cluster that is not well leaves it drained with its time over', async () => {
    healthy = false;
    await undrain();
    await heed();
    expect(capacities()).toEqual([0, 1]);
    expect(word()?.until).toBeLessThanOrEqual(rig.clock.now());
    expect(await outcome()).toMatchObject({ isDone: true, turned: [{ outcome: 'stays' }] });
  });

  test('of what is not drained changes nothing', async () => {
    await undrain({ atOnce: true });
    await heed();
    rig.clock.advance(60_000);
    const before = rig.compute.mutations.length;
    await undrain();
    await heed();
    expect(await outcome()).toMatchObject({ isDone: true, turned: [] });
    expect(rig.compute.mutations).toHaveLength(before);
  });
});
