// Of somebody else's object only our fields are ours: they are written beside his, and given up when nobody wants them
// any more. What a cluster makes out of something of ours is awaited there, and what gives a value gives it to objects
// in clusters.
import { beforeEach, expect, test } from 'vitest';
import { readCloud } from '../../../lib/app/cloud/read-cloud.ts';
import { diff } from '../../../lib/diff/index.ts';
import {
  type ClusterKindDefinition,
  type DesiredResource,
  kindsOf,
  refInCluster,
  refInProject,
  refKey,
} from '../../../lib/model/index.ts';
import { rulesOf } from '../../../lib/plan/index.ts';
import { appliedStates } from '../../../lib/state/index.ts';
import { createBareRig, NEVER, type Rig } from '../app/bare-rig.ts';
import { desiredOf, EU, FLEET, PROJECT, resource, UNIT } from '../fleet-of-two.ts';
import { brought, inCluster, madeOf, router, widget } from './made-up.ts';

/** Somebody else's, as a Namespace is: one label is ours. */
const place: ClusterKindDefinition = {
  ...widget,
  id: 'place',
  title: 'Place',
  api: { ...widget.api, kind: 'Place', plural: 'places' },
  observed: { where: 'members', which: 'all' },
  existing: 'some-fields',
  fields: { 'metadata.labels': { policy: 'in-place', open: true }, 'spec.seats': { policy: 'in-place' } },
};
/** Gives its id. */
const spring = { ...router, id: 'spring', api: { ...router.api, collection: 'springs' }, gives: 'water' } as const;
const kinds = kindsOf([place, widget, spring]);
const PLACE = refInCluster(place, EU, 'one', UNIT);
const TOKEN = refInCluster(widget, EU, 'token', UNIT);
const SPRING = refInProject(spring, PROJECT, 'rl1-rt-spring-0123456789');
const wanted = madeOf(PLACE, inCluster({ spec: { seats: 4 } }));
const THEIRS = { metadata: { name: 'one', namespace: UNIT, labels: { team: 'them' } }, spec: { colour: 'red' } };

let rig: Rig;
beforeEach(() => {
  rig = createBareRig(brought({ rules: rulesOf(kinds, []) }));
});

async function carryOut(seq: number, resources: readonly DesiredResource[]) {
  const task = await rig.head(seq, desiredOf(resources));
  if (task === undefined) throw new TypeError('there is something to do');
  return rig.runToEnd(task);
}

test('our fields stand beside his, and go when they are not wanted; the object stays', async () => {
  rig.clusters.put(PLACE, THEIRS);
  expect(await carryOut(1, [wanted])).toBe('finished');
  expect(rig.clusters.body(refKey(PLACE))).toMatchObject({
    metadata: { labels: { team: 'them' } },
    spec: { seats: 4 },
  });
  expect(await carryOut(2, [])).toBe('finished');
  expect(rig.clusters.mutations.at(-1)).toBe(`release ${refKey(PLACE)}`);
  const left = rig.clusters.body(refKey(PLACE));
  expect(left?.['metadata']).toEqual(THEIRS.metadata);
  expect((await rig.value(appliedStates.at(FLEET, UNIT)))?.resources).toEqual({});
  const observed = await readCloud(rig.world, rig.fleet(), rig, NEVER);
  const around = { kinds, applied: undefined, observed, takeover: false, pendingCause: 'pending' } as const;
  expect(diff({ ...around, desired: desiredOf([]) }).changes).toEqual([]);
});

test('what carries the mark of another fleet is left alone', async () => {
  const body = inCluster({ spec: { seats: 9 } });
  const mark = { 'rangelight.dev/owner': 'rangelight/v2 installation=there fleet=prod unit=blue' };
  rig.clusters.put(PLACE, { ...body, metadata: { ...(body['metadata'] as object), annotations: mark } });
  expect(await rig.head(1, desiredOf([wanted]))).toBeUndefined();
});

test('what a cluster makes is awaited there, before what is made with it', async () => {
  const token: DesiredResource = { ...madeOf(TOKEN, {}), maker: 'gke' };
  const task = await rig.head(1, desiredOf([token, madeOf(PLACE, inCluster({ spec: { seats: 4 } }), [TOKEN])]));
  if (task === undefined) throw new TypeError('there is something to do');
  expect(await rig.run(task)).toBe('waiting');
  expect(rig.clusters.mutations).toEqual([]);
  rig.clusters.put(TOKEN, { metadata: { name: 'token', namespace: UNIT } });
  expect(await rig.runToEnd(task)).toBe('finished');
  expect(rig.clusters.mutations).toEqual([`apply ${refKey(PLACE)}`]);
});

test('a reference to what gives something is that value in a cluster', async () => {
  rig.compute.after = (call, key) => {
    if (call === 'insert') rig.compute.put(SPRING, { ...rig.compute.body(key), water: 'cold' });
  };
  const drinks = madeOf(PLACE, inCluster({ spec: { seats: 4, from: [refKey(SPRING)] } }), [SPRING]);
  expect(await carryOut(1, [resource(SPRING, { network: 'n' }), drinks])).toBe('finished');
  expect(rig.clusters.body(refKey(PLACE))?.['spec']).toEqual({ seats: 4, from: ['cold'] });
});
