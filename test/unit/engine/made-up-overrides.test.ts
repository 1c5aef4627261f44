// A person's word on what stands: kept until its time, and ended then by steps of the worker. The engine knows neither
// the kind nor what ending it takes.
import { beforeEach, expect, test } from 'vitest';
import { TELLING } from '../../../functions/wiring/report-parts.ts';
import { readStatus } from '../../../lib/app/oncall/index.ts';
import { sweep } from '../../../lib/app/sweeping/index.ts';
import { freeze, pause } from '../../../lib/app/words/index.ts';
import { diagnostic, numberAt, RangelightError, textAt } from '../../../lib/core/index.ts';
import type { Facts, Policy } from '../../../lib/fleet/index.ts';
import { looksOf, runsOf } from '../../../lib/live/index.ts';
import { manifestKinds } from '../../../lib/manifest/index.ts';
import { kindsOf, names, refInProject, refKey } from '../../../lib/model/index.ts';
import { type Override, rulesOf } from '../../../lib/plan/index.ts';
import { statusText } from '../../../lib/report/index.ts';
import {
  type DrainOutcome,
  drainOutcomes,
  finishedRevisions,
  latestFacts,
  stopsSeen,
} from '../../../lib/state/index.ts';
import { createBareRig, NEVER, type Rig } from '../app/bare-rig.ts';
import { desiredOf, EU, FLEET, PROJECT, resource, UNIT, US } from '../fleet-of-two.ts';
import { router } from './made-up.ts';

/** The feature of the hosted controller is on. */
const HOSTED: Facts = { fleet: FLEET, clusters: {}, addresses: {}, hostedConfigCluster: EU };
const MINUTE_MS = 60_000;
const WHY = { by: 'alice', reason: 'an incident' };
const kinds = kindsOf([router]);
const ref = refInProject(router, PROJECT, names.nameOf(router, [UNIT, 'one'], { unit: UNIT }));
const KEY = refKey(ref);
const WANTED = desiredOf([resource(ref, { network: 'n', asn: 64_512 })]);

let rig: Rig;
let hindrance: string | undefined;
let isWanted: boolean;
let ended: string[];
let until: number;
let ending: Override['ending'];

beforeEach(async () => {
  [hindrance, isWanted, ended, ending] = [undefined, false, [], undefined];
  rig = createBareRig({
    features: { kinds: manifestKinds([], {}), compilers: [] },
    looks: looksOf([]),
    rules: rulesOf(kinds, [
      {
        toldOverrides: ({ resources }) =>
          textAt(resources.get(KEY)?.body, 'said') === undefined
            ? []
            : [diagnostic('cluster-unreachable', `${US} is kept as it is`)],
        overrides: ({ resources }) =>
          [...resources].flatMap(([key, { body }]) => {
            const reason = textAt(body, 'said');
            if (reason === undefined || reason === '') return [];
            const time = numberAt(body, 'until') ?? 0;
            return [{ key, unit: UNIT, of: US, by: 'anna', until: time, reason, ...(ending && { ending }) }];
          }),
      },
    ]),
    runs: runsOf(kinds, [
      {
        kinds: {
          router: {
            override: {
              hindered: async () => hindrance,
              isWanted: () => isWanted,
              async end(one, cluster, { compute, requestId }, signal) {
                const current = await compute.get(one, signal);
                if (current !== undefined) await compute.update(current, { said: '' }, requestId(), signal);
                ended.push(`${refKey(one)} ${cluster}`);
                return 'over';
              },
            },
          },
        },
      },
    ]),
  });
  const task = await rig.head(1, WANTED);
  if (task === undefined) throw new TypeError('there is something to do');
  await rig.runToEnd(task);
  until = rig.clock.now() + 10 * MINUTE_MS;
  rig.compute.put(ref, { ...rig.compute.body(KEY), said: 'disks fail', until });
  await rig.head(1, WANTED);
  rig.publisher.takeTasks();
});

/** Another policy is in force. */
async function inForce(policy: Partial<Policy>): Promise<void> {
  const finished = await rig.value(finishedRevisions.at(FLEET));
  if (finished === undefined) throw new TypeError('the revision is carried out');
  await rig.put(finishedRevisions.at(FLEET), {
    ...finished,
    fleet: { ...finished.fleet, policy: { ...finished.fleet.policy, ...policy } },
  });
}

/** What a sweep asks of the worker, and whether that ends anything. */
async function swept(): Promise<{ readonly asked: readonly unknown[]; readonly ended: number }> {
  await sweep(rig.world, NEVER);
  const asked = rig.publisher.takeTasks();
  for (const task of asked) await rig.obey(task);
  return { asked, ended: ended.length };
}

const stops = async () => (await rig.value(stopsSeen.at(FLEET)))?.stops ?? [];
const ASKED = [{ type: 'give-back', fleet: FLEET, unit: UNIT }];

test('stands until its time, and is ended then', async () => {
  expect(await swept()).toEqual({ asked: [], ended: 0 });
  rig.clock.advance(10 * MINUTE_MS);
  expect(await swept()).toEqual({ asked: ASKED, ended: 1 });
  expect(ended).toEqual([`${KEY} ${US}`]);
  expect(await stops()).toEqual([]);
});

test('is not ended before its time, whatever a message says', async () => {
  await rig.obey({ type: 'give-back', fleet: FLEET, unit: UNIT });
  expect(ended).toEqual([]);
  rig.clock.advance(10 * MINUTE_MS);
  await rig.obey({ type: 'give-back', fleet: FLEET, unit: 'other' });
  expect(ended).toEqual([]);
});

test.each([
  ['the fleet is frozen', () => freeze(rig.world, FLEET, { duration: 60 * MINUTE_MS, ...WHY }, NEVER)],
  ['the unit is paused', () => pause(rig.world, FLEET, { unit: UNIT, duration: undefined, ...WHY }, NEVER)],
  ['the hosted controller is active', () => rig.put(latestFacts.at(FLEET), HOSTED)],
  ['nothing is applied', () => inForce({ apply: 'never' })],
])('is not ended while %s', async (_name, hold) => {
  rig.clock.advance(10 * MINUTE_MS);
  await hold();
  await rig.obey({ type: 'give-back', fleet: FLEET, unit: UNIT });
  expect(ended).toEqual([]);
});

test.each([
  ['frozen', () => freeze(rig.world, FLEET, { duration: 60 * MINUTE_MS, ...WHY }, NEVER)],
  ['only looked at', () => inForce({ apply: 'never' })],
])('is told and not asked for while the fleet is %s', async (_name, hold) => {
  rig.clock.advance(11 * MINUTE_MS);
  await hold();
  expect(await swept()).toEqual({ asked: [], ended: 0 });
  const why = 'nothing may be written for the fleet now';
  expect(await stops()).toContainEqual(expect.objectContaining({ reason: 'override-stays', subject: US, why }));
});

test('that cannot be ended is told with the reason, and asked for only where something was ended already', async () => {
  hindrance = 'it is ill';
  rig.clock.advance(11 * MINUTE_MS);
  expect((await swept()).asked).toEqual([]);
  expect(await stops()).toMatchObject([{ reason: 'override-stays', subject: US, why: 'it is ill', since: until }]);
  ending = { share: 0.1, nextAt: rig.clock.now() + MINUTE_MS };
  expect((await swept()).asked).toEqual(ASKED);
});

test('is asked for step by step, each when its time has come', async () => {
  rig.clock.advance(10 * MINUTE_MS);
  ending = { share: 0.1, nextAt: rig.clock.now() + MINUTE_MS };
  expect((await swept()).asked).toEqual([]);
  rig.clock.advance(MINUTE_MS);
  expect((await swept()).asked).toEqual(ASKED);
});

test('where a look fails that is the reason, and the sweep goes on', async () => {
  rig.world.runs.of(router.id);
  hindrance = undefined;
  rig.clock.advance(11 * MINUTE_MS);
  const { override } = rig.world.runs.of(router.id);
  Object.assign(override ?? {}, {
    hindered: () => Promise.reject(new RangelightError('denied', 'compute', 'no right')),
  });
  await swept();
  expect(await stops()).toMatchObject([
    { reason: 'override-stays', why: `how well ${US} is cannot be read: no right` },
  ]);
});

test('is in the status as its feature words it', async () => {
  await sweep(rig.world, NEVER);
  const status = await readStatus({ ...TELLING, store: rig.store, clock: rig.clock }, FLEET, NEVER);
  expect(status.overrides).toEqual([`${US} is kept as it is`]);
  expect(statusText([status])).toMatch(/override +us-west1\/gke-us is kept as it is/);
  // What is over is over there, too.
  rig.compute.put(ref, {
    name: ref.name,
    description: rig.compute.body(KEY)?.['description'] ?? '',
    network: 'n',
    asn: 64_512,
  });
  await sweep(rig.world, NEVER);
  expect((await rig.value(stopsSeen.at(FLEET)))?.overrides).toBeUndefined();
});

/** Somebody asked for it in a comment, and it was done. */
async function askedFor(more: Partial<DrainOutcome> = {}): Promise<void> {
  const turned = [{ unit: UNIT, name: 'one', outcome: 'drained' }] as const;
  const said = { says: 'drain', cluster: US, ...WHY, asked: { comment: 5, issue: 7 }, until } as const;
  await rig.put(drainOutcomes.at(FLEET, US), { ...said, wordAt: 1, at: 1, isDone: true, turned, ...more });
}

/** What a minute later stands of its end, and how often it was asked to tell that. */
async function endAfter(minutes: number) {
  rig.clock.advance(minutes * MINUTE_MS);
  const before = rig.publisher.reports.length;
  await swept();
  const told = rig.publisher.reports.slice(before).filter(({ type }) => type === 'drain');
  const { ended: end } = (await rig.value(drainOutcomes.at(FLEET, US))) ?? {};
  return { stands: end?.stands, why: end?.why, told: told.length };
}

test('that was asked for in a comment is told there: that it cannot be ended, that it ends, and that it is over', async () => {
  await askedFor();
  expect(await endAfter(9)).toEqual({ told: 0 });
  hindrance = 'it is ill';
  expect(await endAfter(1)).toEqual({ stands: 'stays', why: 'it is ill', told: 1 });
  // A message may be lost.
  expect(await endAfter(1)).toMatchObject({ stands: 'stays', told: 1 });
  expect(await endAfter(3)).toMatchObject({ stands: 'stays', told: 0 });
  hindrance = undefined;
  expect(await endAfter(1)).toEqual({ stands: 'returns', told: 1 });
  expect(await endAfter(1)).toEqual({ stands: 'whole', told: 1 });
  expect(await endAfter(4)).toMatchObject({ stands: 'whole', told: 0 });
});

test('that Git keeps so is told to stay', async () => {
  await askedFor();
  isWanted = true;
  expect(await endAfter(10)).toEqual({ stands: 'wanted', told: 1 });
  expect(await endAfter(4)).toEqual({ stands: 'wanted', told: 0 });
});

test.each<[string, Partial<DrainOutcome>]>([
  ['nothing was done of', { turned: [{ unit: UNIT, name: 'one', outcome: 'refused' }] }],
  ['somebody said something else of since', { until: 1 }],
  ['is not done yet', { isDone: false }],
])('that %s is not told to end', async (_what, more) => {
  await askedFor(more);
  expect(await endAfter(more.until === undefined ? 10 : 1)).toEqual({ told: 0 });
});
