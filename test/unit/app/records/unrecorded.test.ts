// Units whose record was lost: found by their marks in the cloud, told, guarded, and given a record again where they
// stand as they are wanted (cases 21 and 22).
import { beforeEach, describe, expect, test } from 'vitest';
import { applyHead } from '../../../../lib/app/words/apply-head.ts';
import { EVERY_GATE } from '../../../../functions/wiring/codes.ts';
import { sweep } from '../../../../lib/app/sweeping/sweep.ts';
import {
  markedUnits,
  standingOf,
  standsAsWanted,
  takesUnrecorded,
  unrecordedGate,
  unrecordedUnits,
} from '../../../../lib/app/records/unrecorded.ts';
import type { JsonObject } from '../../../../lib/core/index.ts';
import { runIdOf } from '../../../../lib/execute/index.ts';
import {
  type DesiredResource,
  type ObservedState,
  ownershipMark,
  type RefKey,
  refKey,
} from '../../../../lib/model/index.ts';
import {
  appliedStates,
  approvals,
  desiredStates,
  finishedRevisions,
  heads,
  revisions,
} from '../../../../lib/state/index.ts';
import {
  appliedOf,
  balancer,
  compute,
  desiredOf,
  EU,
  FLEET,
  observedOf,
  OWNER,
  resource,
  UNIT,
  US,
} from '../../balancer.ts';
import { changeOf } from '../../plan/change.ts';
import { createProposals, manifests, type Proposals, tree } from '../planning/proposals-rig.ts';
import { createRig, NEVER } from '../rig.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';

/** A person's word for what is lost with that. */
const WORD = { by: 'ann', reason: 'seen', opens: EVERY_GATE, at: 1 };

const both = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'] });
const standing = observedOf(both.resources);

/** What stands, with the description of everything changed. */
function markedAs(mark: string, ours = true): ObservedState {
  const resources = [...standing.resources].map(
    ([key, seen]) => [key, { ...seen, ours, body: { ...seen.body, description: mark } }] as const,
  );
  return { ...standing, resources: new Map(resources.filter(([key]) => key.includes('/global/'))) };
}

describe('the units that the cloud shows', () => {
  test('are those whose mark something of ours carries', () => {
    expect(markedUnits(FLEET, standing)).toEqual([UNIT]);
    expect(markedUnits('stage', standing)).toEqual([]);
    expect(markedUnits(FLEET, markedAs(ownershipMark(OWNER, 'green')))).toEqual(['green']);
  });

  test('come in the order of their names, whatever is seen first', () => {
    const seen = both.resources.slice(0, 2).map((one, index) => {
      const body = { description: ownershipMark(OWNER, ['green', 'blue'][index] ?? '') };
      return [refKey(one.ref), { ref: one.ref, body, ours: true }] as const;
    });
    expect(markedUnits(FLEET, { resources: new Map(seen) })).toEqual(['blue', 'green']);
  });

  test('are none of what is not ours, or says nothing', () => {
    expect(markedUnits(FLEET, markedAs(ownershipMark(OWNER, UNIT), false))).toEqual([]);
    expect(markedUnits(FLEET, markedAs('made by hand'))).toEqual([]);
  });

  test('are without a record unless there is one, or their first run is under way', () => {
    expect(unrecordedUnits(FLEET, standing, new Map(), new Set())).toEqual(new Set([UNIT]));
    expect(unrecordedUnits(FLEET, standing, new Map([[UNIT, appliedOf([])]]), new Set())).toEqual(new Set());
    expect(unrecordedUnits(FLEET, standing, new Map(), new Set([UNIT]))).toEqual(new Set());
  });
});

test('what is taken from a unit without a record is told apart from what it gets', () => {
  const [first] = both.resources;
  if (first === undefined) throw new TypeError('there is one');
  const gone = changeOf(first.ref, { kind: 'delete', before: {} });
  expect(takesUnrecorded([gone], undefined, [])).toBe(true);
  expect(takesUnrecorded([changeOf(first.ref, { kind: 'create', after: {} })], undefined, [])).toBe(false);
  expect(takesUnrecorded([gone], appliedOf([first]), [])).toBe(false);
});

test('one thing that is taken away is enough, whatever else comes with it', () => {
  const [first, second] = both.resources;
  if (first === undefined || second === undefined) throw new TypeError('there are two');
  const changes = [changeOf(first.ref, { kind: 'delete', before: {} }), changeOf(second.ref, { kind: 'update' })];
  for (const all of [changes, changes.toReversed()]) {
    expect(takesUnrecorded(all, undefined, [])).toBe(true);
    expect(takesUnrecorded(all, appliedOf([]), [])).toBe(true);
  }
});

test('of a unit with a record, what is only changed counts as nothing that is taken', () => {
  const [first] = both.resources;
  if (first === undefined) throw new TypeError('there is one');
  expect(takesUnrecorded([changeOf(first.ref, { kind: 'update' })], appliedOf([]), [])).toBe(false);
});

test('the gate says whether the record was lost, or does not have the thing', () => {
  const end = 'this takes something away of which only the mark in the cloud says whose it is';
  expect(unrecordedGate('blue', false)).toEqual({
    code: 'unrecorded',
    message: `the record of blue was lost: ${end}`,
  });
  expect(unrecordedGate('blue', true)).toEqual({
    code: 'unrecorded',
    message: `the record of blue does not have it: ${end}`,
  });
});

test('a copied mark makes nothing ours to take away: the record, or a run that is open, has to have it', () => {
  const [first] = both.resources;
  if (first === undefined) throw new TypeError('there is one');
  const gone = changeOf(first.ref, { kind: 'delete', before: {} });
  expect(takesUnrecorded([gone], appliedOf([]), [])).toBe(true);
  expect(takesUnrecorded([gone], appliedOf([]), [desiredOf([first])])).toBe(false);
});

test('what stands is what is there and has nothing to be done about, with its addresses', () => {
  const desired = desiredOf(both.resources);
  const missing = both.keys.proxy;
  const observed = { ...standing, resources: new Map([...standing.resources].filter(([key]) => key !== missing)) };
  const found = standingOf(KINDS, desired, observed, [changeOf(compute('urlMap', 'um-one'))]);
  const keys = desired.resources
    .map(({ ref }) => refKey(ref))
    .filter((key) => key !== missing && key !== both.keys.urlMap);
  expect(Object.keys(found.resources)).toEqual(keys);
  expect(found.addresses).toEqual({ [both.keys.address]: 'ip of ip-one' });
});

test('of what stands without our mark, only what GKE makes for us counts', () => {
  const desired = desiredOf(both.resources);
  const unmarked = [...standing.resources].map(([key, seen]) => [key, { ...seen, ours: false }] as const);
  const found = standingOf(KINDS, desired, { ...standing, resources: new Map(unmarked) }, []);
  expect(Object.keys(found.resources)).toEqual([...both.keys.negs].sort());
  expect(found.addresses).toEqual({});
});

test('an address is one of an address resource, and one that is known', () => {
  const bodies: Record<string, JsonObject> = {
    [both.keys.address]: { address: null },
    [both.keys.rule]: { address: '203.0.113.1' },
  };
  const seen = [...standing.resources].map(([key, one]) => [key, { ...one, body: bodies[key] ?? one.body }] as const);
  expect(standingOf(KINDS, desiredOf(both.resources), { ...standing, resources: new Map(seen) }, []).addresses).toEqual(
    {},
  );
});

describe('a unit stands as it is wanted', () => {
  const desired = desiredOf(both.resources);

  test('when all of it is there, ours and so', () => {
    expect(standsAsWanted(KINDS, desired, standing)).toBe(true);
  });

  test('when what differs is somebody else’s, in Compute as in a cluster: no run would touch it', () => {
    const [service] = both.keys.services;
    if (service === undefined) throw new TypeError('there is one');
    for (const key of [both.keys.urlMap, service]) expect(standsAsWanted(KINDS, desired, notOurs(key))).toBe(true);
  });

  test.each<[string, ObservedState]>([
    ['something is missing', observedOf(both.resources.slice(1))],
    ['something differs', observedOf(both.resources.map(withOtherBody))],
    ['more of it stands', observedOf([...both.resources, ...balancer({ name: 'two', clusters: [US] }).resources])],
    ['a part is unknown', observedOf(both.resources, [{ part: 'cluster', cluster: EU, reason: 'down' }])],
  ])('but not when %s', (_, observed) => {
    expect(standsAsWanted(KINDS, desired, observed)).toBe(false);
  });
});

test('a plan that was made before the record was lost takes nothing away without a word', async () => {
  const rig = createRig();
  const spare = resource(compute('healthCheck', 'spare'), { type: 'HTTP' });
  const begun = await rig.head(1, desiredOf([...both.resources, spare]));
  if (begun === undefined) throw new TypeError('the first version has a plan');
  expect(await rig.runToEnd(begun)).toBe('finished');
  const task = await rig.head(2, desiredOf(both.resources));
  if (task === undefined) throw new TypeError('the second version has a plan');
  rig.store.state.drop(appliedStates.at(FLEET, UNIT).key);
  const again = { ...task, runId: runIdOf(task.seq, task.plan, undefined) };
  expect(await rig.runToEnd(again)).toBe('ignored');
  expect(rig.compute.body(refKey(spare.ref))).toBeDefined();
  await rig.put(approvals.at(FLEET, task.plan), { ...WORD, unit: UNIT, plan: task.plan });
  expect(await rig.runToEnd(again)).toBe('finished');
  expect(rig.compute.body(refKey(spare.ref))).toBeUndefined();
});

/** Everything as wanted, one thing of it without our mark. */
function notOurs(key: RefKey): ObservedState {
  const seen = standing.resources.get(key);
  if (seen === undefined) throw new TypeError('it stands');
  const other = { ...seen, ours: false, body: { ...seen.body, metadata: {}, description: 'made by hand' } };
  return { ...standing, resources: new Map([...standing.resources, [key, other]]) };
}

function withOtherBody(one: DesiredResource): DesiredResource {
  return one.ref.kind === 'healthCheck' ? { ...one, body: { ...one.body, type: 'HTTPS' } } : one;
}

describe('a fleet that runs', () => {
  const [BASE, EMPTY, GONE, MORE] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [
    string,
    string,
    string,
    string,
  ];
  const BY_ANN = { by: 'github ann', reason: 'read it' };
  const green = (host: string) => manifests(host).replaceAll('blue', 'green');
  const policy = 'apply: merge';
  let hub: Proposals;

  beforeEach(async () => {
    hub = createProposals();
    const namespaces = ['blue', 'green'].map((name) => ({ metadata: { name } }));
    for (const cluster of [EU, US]) hub.clusters.seed(cluster, 'namespace', namespaces);
    const { 'manifests/blue.yaml': blue = '', ...file } = tree('one.example.com', { policy });
    const left = { ...file, 'manifests/green.yaml': green('green.example.com') };
    const files = { ...left, 'manifests/blue.yaml': blue };
    hub.commit(BASE, files);
    hub.commit(EMPTY, files, BASE);
    hub.commit(GONE, left, BASE);
    hub.commit(MORE, { ...files, 'manifests/green.yaml': green('other.example.com') }, BASE);
    await hub.land(BASE);
    await hub.work();
    expect((await appliedStates.keys(hub.store, ['prod'], NEVER)).map(([, unit]) => unit)).toEqual(
      expect.arrayContaining(['blue', 'green']),
    );
    expect(await hub.value(finishedRevisions.at('prod'))).toMatchObject({ commit: BASE });
  });

  const emptyBuckets = () => {
    for (const bucket of [hub.store.state, hub.store.release, hub.store.audit])
      for (const key of bucket.keys()) bucket.drop(key);
  };
  const unitAt = async (commit: string, unit: string) =>
    (await hub.value(revisions.at('prod', commit, 'head')))?.units.find((one) => one.unit === unit);
  const toldAt = async (commit: string) =>
    ((await hub.value(revisions.at('prod', commit, 'head')))?.diagnostics ?? [])
      .filter(({ code }) => code === 'unit-unrecorded')
      .map(({ message }) => message);
  const record = (unit: string) => hub.value(appliedStates.at('prod', unit));

  test('case 21: keeps what only carries its mark, under a name that it could have given, until a person says so', async () => {
    const { ref, body } =
      Object.values((await record('blue'))?.resources ?? {}).find((one) => one.ref.kind === 'healthCheck') ?? {};
    if (ref === undefined || body === undefined || !('project' in ref)) throw new TypeError('it has a health check');
    const copy = { ...ref, name: 'rl1-hc-copied-0123456789' };
    hub.compute.put(copy, { ...body, name: copy.name });
    await hub.land(EMPTY);
    expect((await unitAt(EMPTY, 'blue'))?.gates).toMatchObject([
      { code: 'unrecorded', message: expect.stringContaining('the record of blue does not have it') },
    ]);
    await hub.work();
    expect(hub.compute.body(refKey(copy))).toBeDefined();
    const { plan } = (await unitAt(EMPTY, 'blue')) ?? {};
    if (typeof plan !== 'string') throw new TypeError('there is a plan');
    await hub.put(approvals.at('prod', plan), { ...WORD, unit: 'blue', plan });
    await hub.plan({ type: 'facts' });
    await hub.work();
    expect(hub.compute.body(refKey(copy))).toBeUndefined();
  });

  describe('case 21: and whose bucket is emptied', () => {
    beforeEach(emptyBuckets);

    test('is known again by an empty commit, to its last unit', async () => {
      const before = hub.compute.mutations.length;
      await hub.land(EMPTY);
      expect(await toldAt(EMPTY)).toHaveLength(3);
      await hub.work();
      expect(hub.compute.mutations).toHaveLength(before);
      for (const unit of ['blue', 'green', '_fleet']) expect(await record(unit)).toMatchObject({ commit: EMPTY });
      await hub.plan({ type: 'facts' });
      expect(await toldAt(EMPTY)).toEqual([]);
      // Its policy is still nobody's: that takes a person.
      expect(await hub.value(finishedRevisions.at('prod'))).toBeUndefined();
      await applyHead(hub, 'prod', undefined, BY_ANN, NEVER);
      await hub.work();
      expect(await hub.value(finishedRevisions.at('prod'))).toMatchObject({ commit: EMPTY });
    });

    test('is known again by the next poll, without a commit', async () => {
      await hub.plan({ type: 'poll' });
      await hub.work();
      expect(await record('blue')).toMatchObject({ commit: BASE });
    });

    test('has the removal of a namespace planned and told, and loses nothing without a word', async () => {
      const before = hub.compute.mutations.length;
      await hub.land(GONE);
      const blue = await unitAt(GONE, 'blue');
      expect(blue?.counts.delete).toBeGreaterThan(0);
      expect(blue?.gates.map(({ code }) => code)).toEqual(expect.arrayContaining(['unrecorded', 'vip-release']));
      expect((await toldAt(GONE)).join()).toContain('blue is not in the bucket');
      // Also when the policy is confirmed.
      await hub.work();
      await applyHead(hub, 'prod', undefined, BY_ANN, NEVER);
      await hub.work();
      expect(hub.compute.mutations).toHaveLength(before);
      const apply = hub.host.check(GONE, 'rangelight/apply (prod)');
      expect(apply).toMatchObject({ conclusion: 'action_required' });
      const { plan, desired } = (await unitAt(GONE, 'blue')) ?? {};
      const head = await hub.value(heads.at('prod'));
      if (head === undefined || desired === undefined || typeof plan !== 'string')
        throw new TypeError('there is a plan');
      const task = { fleet: 'prod', unit: 'blue', seq: head.seq, commit: GONE, plan, desired } as const;
      const runId = runIdOf(head.seq, plan, undefined);
      expect(await hub.carryOut({ type: 'run', ...task, runId })).toBe('ignored');
      // With a word for exactly that, it goes.
      await hub.put(approvals.at('prod', plan), { ...WORD, unit: 'blue', plan });
      await hub.plan({ type: 'facts' });
      await hub.work();
      expect(hub.compute.keys().filter((key) => key.includes('/urlMaps/'))).toHaveLength(1);
    });
  });

  describe.each([
    ['{}', 'does not say what it is'],
    ['[]', 'does not hold a JSON object'],
    ['{"schema":"rangelight/applied/v0"}', 'is of version 0'],
    ['{"schema":"rangelight/another/v99"}', 'is of version 99'],
    ['{', 'does not hold a JSON object'],
  ])('case 22: and whose record of one unit is replaced by %s', (text, why) => {
    beforeEach(() => hub.store.state.put(appliedStates.at('prod', 'blue').key, text));

    test('tells of it, and goes on with the others', async () => {
      await hub.land(MORE);
      expect(await toldAt(MORE)).toEqual([expect.stringContaining(`of blue ${why}`)]);
      expect((await hub.work()).map(({ unit }) => unit)).toEqual([]);
      expect(await unitAt(MORE, 'green')).toMatchObject({ gates: [{ code: 'host-removed' }] });
      expect(await record('blue')).toMatchObject({ commit: MORE });
    });

    test('takes nothing away from that unit without a word', async () => {
      await hub.land(GONE);
      expect((await unitAt(GONE, 'blue'))?.gates.map(({ code }) => code)).toContain('unrecorded');
      expect((await hub.work()).map(({ unit }) => unit)).toEqual([]);
    });
  });

  describe.each([
    ['was planned before it was applied', async () => undefined],
    ['is planned with nothing left to do', async () => hub.plan({ type: 'facts' })],
  ])('whose head %s', (_, prepare) => {
    beforeEach(async () => {
      await prepare();
      await hub.work();
      hub.clock.advance(60_000);
    });

    const tick = async () => {
      await sweep(hub.world, NEVER);
      await hub.work();
      hub.clock.advance(60_000);
    };

    test.each([
      ['is lost', undefined],
      ['cannot be read', '{}'],
    ])('gets the record of a unit back by the tick when it %s', async (_name, text) => {
      const { key } = appliedStates.at('prod', 'blue');
      if (text === undefined) hub.store.state.drop(key);
      else hub.store.state.put(key, text);
      await tick();
      expect(await record('blue')).toMatchObject({ commit: BASE, result: 'succeeded' });
    });

    test.each([
      ['the revision of its head', () => revisions.at('prod', BASE, 'head').key],
      ['what is wanted of a unit', async () => desiredStates.at('prod', (await record('blue'))?.desired ?? '').key],
    ])('has %s made anew by the tick, lost or damaged, and goes on healing', async (_name, keyOf) => {
      for (const text of [undefined, '{}']) {
        const key = await keyOf();
        if (text === undefined) hub.store.state.drop(key);
        else hub.store.state.put(key, text);
        await tick().catch(() => undefined);
        expect((await hub.store.state.read(key, NEVER))?.text).toContain('/v2"');
      }
      await expect(tick()).resolves.toBeUndefined();
    });

    test('is asked of nobody while nothing is lost', async () => {
      hub.publisher.takeRevisions();
      const { length } = hub.publisher.tasks;
      await sweep(hub.world, NEVER);
      expect(hub.publisher.takeRevisions()).toEqual([]);
      expect(hub.publisher.tasks).toHaveLength(length);
    });
  });

  test('is not planned again each minute while a unit without a record waits for a person', async () => {
    const applied = appliedStates.at('prod', 'blue').key;
    hub.store.state.drop(applied);
    await hub.land(GONE);
    for (let minute = 0; minute < 3; minute += 1) {
      await sweep(hub.world, NEVER);
      await hub.work();
      hub.clock.advance(60_000);
    }
    expect((await unitAt(GONE, 'blue'))?.gates.map(({ code }) => code)).toContain('unrecorded');
    expect(hub.publisher.revisions.filter(({ delivery }) => delivery.startsWith('sweep-'))).toEqual([]);
    expect(hub.store.state.keys()).not.toContain(applied);
  });
});
