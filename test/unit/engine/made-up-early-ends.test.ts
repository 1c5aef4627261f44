// What was asked for in a comment and is over before its time, outside GitHub: who ended it, and when, is told there.
import { beforeEach, expect, test } from 'vitest';
import { sweep } from '../../../lib/app/sweeping/index.ts';
import { RangelightError } from '../../../lib/core/index.ts';
import { looksOf, runsOf } from '../../../lib/live/index.ts';
import { manifestKinds } from '../../../lib/manifest/index.ts';
import { kindsOf, names, refInProject, refKey } from '../../../lib/model/index.ts';
import { type Override, rulesOf } from '../../../lib/plan/index.ts';
import { type DrainOutcome, drainOutcomes, drainWords } from '../../../lib/state/index.ts';
import { createBareRig, NEVER, type Rig } from '../app/bare-rig.ts';
import { desiredOf, FLEET, PROJECT, resource, UNIT, US } from '../fleet-of-two.ts';
import { router } from './made-up.ts';

const MINUTE_MS = 60_000;
const SAID = {
  says: 'drain',
  cluster: US,
  by: 'github ann',
  reason: 'disks',
  asked: { comment: 5, issue: 7 },
} as const;
const kinds = kindsOf([router]);
const ref = refInProject(router, PROJECT, names.nameOf(router, [UNIT, 'one'], { unit: UNIT }));
const KEY = refKey(ref);
const WANTED = desiredOf([resource(ref, { network: 'n', asn: 64_512 })]);

let rig: Rig;
let standing: readonly Partial<Override>[];
let isWanted: boolean;
let until: number;
/** When somebody changes it by hand, in this story. */
let hour: number;

beforeEach(async () => {
  [standing, isWanted] = [[], false];
  rig = createBareRig({
    features: { kinds: manifestKinds([], {}), compilers: [] },
    looks: looksOf([]),
    rules: rulesOf(kinds, [
      {
        overrides: () =>
          standing.map((one) => ({ key: KEY, unit: UNIT, of: US, by: 'ann', until, reason: 'disks', ...one })),
      },
    ]),
    runs: runsOf(kinds, [
      {
        kinds: {
          router: {
            override: { hindered: async () => undefined, isWanted: () => isWanted, end: async () => 'over' },
          },
        },
      },
    ]),
  });
  const task = await rig.head(1, WANTED);
  if (task === undefined) throw new TypeError('there is something to do');
  await rig.runToEnd(task);
  await rig.head(1, WANTED);
  rig.clock.advance(MINUTE_MS);
  hour = rig.clock.now();
  until = hour + 60 * MINUTE_MS;
});

async function drained(more: Partial<DrainOutcome> = {}): Promise<void> {
  const turned = [{ unit: UNIT, name: ref.name, outcome: 'drained' }] as const;
  await rig.put(drainOutcomes.at(FLEET, US), { ...SAID, until, wordAt: 1, at: 1, isDone: true, turned, ...more });
}

/** What a sweep a minute later notes, and how often it asks to tell it. */
async function swept(minutes = 1) {
  rig.clock.advance(minutes * MINUTE_MS);
  const before = rig.publisher.reports.length;
  await sweep(rig.world, NEVER);
  const told = rig.publisher.reports.slice(before).filter(({ type }) => type === 'drain').length;
  const { ended } = (await rig.value(drainOutcomes.at(FLEET, US))) ?? {};
  const { stands, early } = ended ?? {};
  return { stands, early, told };
}

test('what stands as it was said is not over', async () => {
  await drained();
  standing = [{}];
  expect(await swept()).toEqual({ told: 0 });
});

test('what is given back step by step, and then whole, says by whom and since when', async () => {
  await drained();
  standing = [{ ending: { share: 0.1, nextAt: until } }];
  rig.compute.changesOf.set(KEY, [
    { by: 'robot@p.iam.gserviceaccount.com', at: hour + 1 },
    { by: 'ben@example.com', at: hour },
  ]);
  const early = { by: 'ben@example.com', at: hour };
  expect(await swept()).toEqual({ stands: 'returns', early, told: 1 });
  // Whoever changes it later did not end it.
  rig.compute.changesOf.set(KEY, [{ by: 'cem@example.com', at: hour + 2 }]);
  standing = [];
  expect(await swept()).toEqual({ stands: 'whole', early, told: 1 });
  expect(await swept(70)).toEqual({ stands: 'whole', early, told: 0 });
});

test('what fell ill while it was given back stands again', async () => {
  await drained();
  standing = [{ ending: { share: 0.1, nextAt: until } }];
  expect(await swept()).toMatchObject({ stands: 'returns', told: 1 });
  standing = [{}];
  expect(await swept()).toEqual({ told: 1 });
  expect(await swept()).toEqual({ told: 0 });
});

test('what a broken off command left, and the time ends, was ended early all the same', async () => {
  await drained();
  standing = [{ ending: { share: 0.1, nextAt: until } }];
  rig.compute.changesOf.set(KEY, [{ by: 'ben@example.com', at: hour }]);
  await swept();
  standing = [];
  expect(await swept(70)).toMatchObject({ stands: 'whole', early: { by: 'ben@example.com' } });
});

test('what somebody said outside GitHub since counts', async () => {
  await drained();
  standing = [{ until: until + MINUTE_MS, by: 'ben' }];
  expect(await swept()).toEqual({ stands: 'replaced', early: { by: 'ben', at: hour + MINUTE_MS }, told: 1 });
  standing = [];
  expect(await swept(4)).toMatchObject({ stands: 'replaced', told: 0 });
});

test('what Git keeps so has none of its requests back', async () => {
  await drained();
  isWanted = true;
  expect(await swept()).toMatchObject({ stands: 'wanted', told: 1 });
});

test('where Compute does not say who it was, it says when that was seen', async () => {
  await drained();
  rig.compute.before = (call) => {
    if (call === 'pastChanges') throw new RangelightError('denied', 'compute', 'no');
  };
  expect(await swept()).toEqual({ stands: 'whole', early: { at: hour + MINUTE_MS }, told: 1 });
});

test.each<[string, Partial<DrainOutcome>]>([
  ['nothing was drained', { turned: [{ unit: UNIT, name: ref.name, outcome: 'refused' }] }],
  ['not all is done', { isDone: false }],
])('where %s nothing ends early', async (_what, more) => {
  await drained(more);
  expect(await swept()).toEqual({ told: 0 });
});

test('what is said in a newer comment is told by who hears it', async () => {
  await drained();
  await rig.put(drainWords.at(FLEET, US), { ...SAID, says: 'undrain', at: 2 });
  expect(await swept()).toEqual({ told: 0 });
});

test('what could not be read does not end anything', async () => {
  await drained();
  rig.compute.before = (call) => {
    if (call === 'list') throw new RangelightError('unavailable', 'compute', 'is down');
  };
  expect(await swept()).toEqual({ told: 0 });
});

test('what is noted while the cloud is read ends with the next look at the soonest', async () => {
  await drained();
  const { key } = drainOutcomes.at(FLEET, US);
  const text = rig.store.state.textOf(key) ?? '';
  rig.store.state.drop(key);
  rig.compute.before = (call) => {
    if (call === 'list' && rig.store.state.textOf(key) === undefined) rig.store.state.put(key, text);
  };
  expect(await swept()).toEqual({ told: 0 });
  expect(await swept()).toMatchObject({ stands: 'whole', told: 1 });
});
