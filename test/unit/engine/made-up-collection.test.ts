// Two made-up kinds in one collection, told apart by the names that we give to one of them; and what others use who do
// not refer to it, which is deleted only when they have let it go.
import { beforeEach, expect, test } from 'vitest';
import { runsOf } from '../../../lib/live/index.ts';
import {
  type ClusterKindDefinition,
  kindsOf,
  names,
  refInCluster,
  refKey,
  refOfKey,
} from '../../../lib/model/index.ts';
import { rulesOf } from '../../../lib/plan/index.ts';
import { openRuns } from '../../../lib/state/index.ts';
import { createBareRig, type Rig } from '../app/bare-rig.ts';
import { desiredOf, EU, FLEET, UNIT } from '../fleet-of-two.ts';
import { brought, inCluster, madeOf, widget } from './made-up.ts';

const spare: ClusterKindDefinition = { ...widget, id: 'spare', title: 'spare', name: { code: 'sp' } };
const kinds = kindsOf([widget, spare]);
const [WIDGET, SPARE] = [
  refInCluster(widget, EU, 'one', UNIT),
  refInCluster(spare, EU, names.nameOf(spare, ['one'], {}), UNIT),
];

let users: readonly string[];
let rig: Rig;
beforeEach(() => {
  users = ['a ship'];
  rig = createBareRig(
    brought({
      rules: rulesOf(kinds, [{ kinds: { widget: { usedElsewhere: true } } }]),
      runs: runsOf(kinds, [{ kinds: { widget: { usedBy: async () => users[0] && `${users[0]} uses it` } } }]),
    }),
  );
});

test('a key is of the kind whose name it has', () => {
  expect([WIDGET, SPARE].map((ref) => refOfKey(kinds, refKey(ref)))).toEqual([WIDGET, SPARE]);
  expect(() => kindsOf([widget, { ...widget, id: 'other' }])).toThrow('have both the API acme.example/widgets');
});

test('each is planned as its own kind', async () => {
  const wanted = [madeOf(WIDGET, inCluster({ spec: { seats: 1 } })), madeOf(SPARE, inCluster({ spec: { seats: 2 } }))];
  const task = await rig.head(1, desiredOf(wanted));
  if (task === undefined) throw new TypeError('there is something to do');
  expect(await rig.runToEnd(task)).toBe('finished');
  expect(await rig.head(2, desiredOf(wanted))).toBeUndefined();
});

test('what is used goes when nobody uses it any more', async () => {
  const first = await rig.head(1, desiredOf([madeOf(WIDGET, inCluster({ spec: { seats: 1 } }))]));
  if (first === undefined) throw new TypeError('there is something to do');
  expect(await rig.runToEnd(first)).toBe('finished');
  const task = await rig.head(2, desiredOf([]));
  if (task === undefined) throw new TypeError('there is something to do');
  expect(await rig.run(task)).toBe('waiting');
  expect(rig.clusters.body(refKey(WIDGET))).toBeDefined();
  // Sweeps tell of what is held up for long.
  expect(await rig.value(openRuns.at(FLEET, UNIT))).toMatchObject({ heldUp: { reason: 'a ship uses it' } });
  users = [];
  expect(await rig.runToEnd(task)).toBe('finished');
  expect(rig.clusters.body(refKey(WIDGET))).toBeUndefined();
});
