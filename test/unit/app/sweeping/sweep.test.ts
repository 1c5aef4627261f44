// The tick: what it wakes, what it tells, what it mends, and everything that it must leave alone.
import { describe, expect, test } from 'vitest';
import { sweep } from '../../../../lib/app/sweeping/sweep.ts';
import { digestOf, type JsonObject, objectAt, objectsAt, RangelightError } from '../../../../lib/core/index.ts';
import { isComputeRef, ownershipMark, refKey, refOfPath, type ResourceRef } from '../../../../lib/model/index.ts';
import type { PlanEnvelope, Revision } from '../../../../lib/plan/index.ts';
import type { RunTask, TaskMessage } from '../../../../lib/ports/index.ts';
import {
  appliedStates,
  approvals,
  drifts,
  factsByDigest,
  finishedRevisions,
  heads,
  openRuns,
  revisions,
} from '../../../../lib/state/index.ts';
import { appliedOf, balancer, desiredOf, EU, FLEET, MARK, OWNER, PROJECT, UNIT, US } from '../../balancer.ts';
import { createRig, headOf, NEVER, OPTIONS, REPOSITORY, type Rig } from '../rig.ts';
import { computeRef } from '../../../../lib/features/ingress/kinds/index.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';

const one = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'] });
const first = desiredOf(one.resources);

/** A fleet whose first revision is applied. */
async function settled(policy: Parameters<Rig['fleet']>[0] = {}): Promise<Rig> {
  const rig = createRig();
  const task = await rig.head(1, first, policy);
  if (task !== undefined) {
    await rig.put(approvals.at(FLEET, task.plan), {
      unit: UNIT,
      plan: task.plan,
      opens: [],
      by: 'alice',
      reason: '',
      at: 0,
    });
    await rig.runToEnd(task);
  }
  await rig.head(1, first, policy);
  rig.publisher.takeTasks();
  rig.publisher.takeReports();
  rig.publisher.takeRevisions();
  return rig;
}

/** The only task that there is. */
function repair(tasks: readonly TaskMessage[]): RunTask {
  const [task, ...others] = tasks;
  if (task?.type !== 'run' || others.length > 0) throw new TypeError('the sweep published one run');
  return task;
}

/** The units that a sweep has something done for. @param later how long after the last look, milliseconds. */
async function published(rig: Rig, later: number): Promise<readonly string[]> {
  rig.clock.advance(later);
  return (await sweep(rig.world, NEVER))[0]?.published ?? [];
}

/** Two looks that see the same drift. */
async function twice(rig: Rig): Promise<void> {
  await published(rig, 0);
  await published(rig, 180_000);
}

/** Somebody changes a load balancer by hand. */
function meddle(rig: Rig): void {
  const ref = refOfPath(KINDS, one.keys.urlMap);
  if (ref !== undefined)
    rig.compute.put(ref, { ...rig.compute.body(one.keys.urlMap), hostRules: [], pathMatchers: [] });
}

describe('a quiet fleet', () => {
  test('is left in peace', async () => {
    const rig = await settled();
    const before = rig.store.changes.length;
    expect(await sweep(rig.world, NEVER)).toEqual([{ fleet: FLEET, woken: [], drifted: [], published: [] }]);
    expect(await sweep(rig.world, NEVER)).toEqual([{ fleet: FLEET, woken: [], drifted: [], published: [] }]);
    // The facts and that a sweep came, the first time.
    expect(rig.store.changes.slice(before).every(({ key }) => /^((latest-)?facts|stops)\//.test(key))).toBe(true);
    expect(rig.publisher.tasks).toEqual([]);
    expect(rig.publisher.takeRevisions()).toEqual([]);
  });
});

describe('several fleets', () => {
  test('are swept each once, and one that fails does not stop the others', async () => {
    const rig = await settled();
    // First in order, and known by more than its head.
    const broken = { ...rig.fleet(), name: 'broken' };
    await rig.put(heads.at('broken'), headOf(broken, 1, 'c'));
    await rig.put(appliedStates.at('broken', UNIT), { ...appliedOf([]), fleet: 'broken' });
    let opened = 0;
    const world: Rig['world'] = {
      ...rig.world,
      open: async (fleet, signal) => {
        if (fleet.name === 'broken') throw new RangelightError('denied', 'compute', 'no');
        opened += 1;
        return rig.world.open(fleet, signal);
      },
    };
    await expect(sweep(world, NEVER)).rejects.toMatchObject({ code: 'denied' });
    expect(opened).toBe(1);
  });
});

describe('a tick that is too short', () => {
  const units = ['green', 'red'];

  /** The settled fleet, with more units that have nothing but a name. */
  async function several(): Promise<Rig> {
    const rig = await settled();
    const state = (await rig.value(appliedStates.at(FLEET, UNIT))) ?? appliedOf([]);
    for (const unit of units)
      await rig.put(appliedStates.at(FLEET, unit), { ...state, unit, resources: {}, addresses: {} });
    return rig;
  }

  test('looks at another unit first each minute, so that none is never looked at', async () => {
    const rig = await several();
    const seen = new Set<string>();
    for (let minute = 0; minute < 1 + units.length; minute += 1) {
      const cut = new AbortController();
      rig.store.before = (call, key) => {
        const unit = call === 'read' ? /^open\/prod\/(\w+)\.json$/.exec(key)?.[1] : undefined;
        if (unit === undefined) return;
        // The time is up when the first unit is looked at.
        if (cut.signal.aborted) throw cut.signal.reason;
        seen.add(unit);
        cut.abort();
      };
      await expect(sweep(rig.world, cut.signal)).rejects.toThrow();
      rig.clock.advance(60_000);
    }
    expect([...seen].sort()).toEqual([UNIT, ...units].sort());
  });

  test('and a unit that cannot be looked at does not stop the others', async () => {
    const rig = await several();
    meddle(rig);
    // Those that fail come first.
    while (Math.floor(rig.clock.now() / 60_000) % (1 + units.length) !== 1) rig.clock.advance(60_000);
    rig.store.before = (call, key) => {
      if (call === 'read' && units.some((unit) => key === openRuns.at(FLEET, unit).key))
        throw new RangelightError('unavailable', 'storage', 'no');
    };
    await expect(sweep(rig.world, NEVER)).rejects.toMatchObject({ code: 'unavailable' });
    expect(rig.publisher.takeReports()).toEqual([{ type: 'drift', fleet: FLEET, unit: UNIT }]);
  });
});

describe('open runs', () => {
  test('are woken when their time has come, not before', async () => {
    const rig = createRig();
    const task = await rig.head(1, first);
    if (task === undefined) throw new TypeError('there is a plan');
    rig.compute.before = (call, key) => {
      if (call === 'insert' && key === one.keys.rule) throw new RangelightError('rate-limited', 'compute', 'slowly');
    };
    expect(await rig.run(task)).toBe('waiting');
    expect((await sweep(rig.world, NEVER))[0]?.woken).toEqual([]);
    rig.clock.advance(120_000);
    expect((await sweep(rig.world, NEVER))[0]?.woken).toEqual([UNIT]);
    expect(rig.publisher.tasks).toEqual([task]);
  });

  test('are woken also for units that were applied before', async () => {
    const rig = await settled();
    const moved = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'], version: 2 });
    const task = await rig.head(2, desiredOf(moved.resources));
    expect(task && (await rig.run(task))).toBe('waiting');
    rig.clock.advance(OPTIONS.timings.settleMs);
    expect((await sweep(rig.world, NEVER))[0]?.woken).toEqual([UNIT]);
    expect(rig.publisher.tasks).toEqual([task]);
  });
});

describe('drift', () => {
  test('is told once, and once more when it has gone', async () => {
    const rig = await settled();
    const whole = rig.compute.body(one.keys.urlMap) ?? {};
    meddle(rig);
    expect((await sweep(rig.world, NEVER))[0]?.drifted).toEqual([UNIT]);
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeReports()).toEqual([{ type: 'drift', fleet: FLEET, unit: UNIT }]);
    const ref = refOfPath(KINDS, one.keys.urlMap);
    if (ref !== undefined) rig.compute.put(ref, whole);
    expect((await sweep(rig.world, NEVER))[0]?.drifted).toEqual([]);
    expect(rig.publisher.takeReports()).toHaveLength(1);
    expect(rig.publisher.tasks).toEqual([]);
  });

  // Case 75: the copy was left alone for ever, and nobody heard of it.
  test.each([
    ['has lost its mark', 'by hand', 'does not carry the mark of this fleet'],
    [
      'another fleet has marked',
      ownershipMark({ ...OWNER, fleet: 'other' }, UNIT),
      'carries the mark of fleet other of installation here',
    ],
  ])('of something that %s is told, changed by nobody, and over when it is ours again', async (_what, mark, why) => {
    const rig = await settled({ drift: 'heal' });
    const ref = refOfPath(KINDS, one.keys.urlMap);
    const whole = rig.compute.body(one.keys.urlMap) ?? {};
    if (ref !== undefined) rig.compute.put(ref, { ...whole, description: mark, hostRules: [] });
    expect((await sweep(rig.world, NEVER))[0]).toMatchObject({ drifted: [UNIT], published: [] });
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeReports()).toEqual([{ type: 'drift', fleet: FLEET, unit: UNIT }]);
    const drift = await rig.value(drifts.at(FLEET, UNIT));
    expect(drift).toMatchObject({ changes: [], foreign: [`URL map ${one.keys.urlMap} exists and ${why}`] });
    if (ref !== undefined) rig.compute.put(ref, whole);
    expect((await sweep(rig.world, NEVER))[0]?.drifted).toEqual([]);
    expect(rig.publisher.takeReports()).toHaveLength(1);
    expect(await rig.value(drifts.at(FLEET, UNIT))).not.toHaveProperty('foreign');
  });

  test('case 57: is healed when the policy says so, and it is seen again three minutes later', async () => {
    const rig = await settled({ drift: 'heal' });
    meddle(rig);
    expect(await published(rig, 0)).toEqual([]);
    expect(await published(rig, 179_999)).toEqual([]);
    expect(await published(rig, 1)).toEqual([UNIT]);
    expect(await rig.runToEnd(repair(rig.publisher.takeTasks()))).toBe('finished');
    expect(rig.compute.body(one.keys.urlMap)?.['hostRules']).toHaveLength(1);
    expect((await sweep(rig.world, NEVER))[0]).toMatchObject({ drifted: [], published: [] });
  });

  /** What kubectl leaves in a derived Service when a person edits its selector. */
  function edit(rig: Rig, manager: string): void {
    const key = one.keys.services[0] ?? '';
    const ref = one.resources.find((resource) => refKey(resource.ref) === key)?.ref;
    const body = rig.clusters.body(key);
    if (ref === undefined || isComputeRef(ref)) throw new TypeError(`no Service ${key}`);
    const time = new Date(rig.clock.now()).toISOString();
    const fieldsV1 = { 'f:spec': { 'f:selector': { 'f:app': {} } } };
    const metadata = {
      ...objectAt(body, 'metadata'),
      managedFields: [{ manager, operation: 'Update', time, fieldsV1 }],
    };
    rig.clusters.put(ref, { ...body, metadata, spec: { ...objectAt(body, 'spec'), selector: { app: 'none' } } });
  }

  test('case 57: that a person made is told with its author, and stands for the hours of the policy', async () => {
    const rig = await settled({ drift: 'heal' });
    edit(rig, 'kubectl-edit');
    const at = rig.clock.now();
    expect(await published(rig, 0)).toEqual([]);
    const author = { by: 'kubectl-edit', at, isPerson: true };
    expect(await rig.value(drifts.at(FLEET, UNIT))).toMatchObject({
      authors: { [one.keys.services[0] ?? '']: author },
      healsAt: at + 4 * 3_600_000,
    });
    expect(await published(rig, 180_000)).toEqual([]);
    expect(await published(rig, 4 * 3_600_000 - 180_001)).toEqual([]);
    expect(await published(rig, 1)).toEqual([UNIT]);
  });

  describe('case 57: in Compute', () => {
    const MINUTES = 60_000;
    const changes = (rig: Rig, ...by: readonly string[]) =>
      rig.compute.changesOf.set(
        one.keys.urlMap,
        by.map((user, index) => ({ by: user, at: rig.clock.now() - index * MINUTES })),
      );

    /** After how many minutes it is put back; looked at each. */
    async function standsFor(rig: Rig, most = 300): Promise<number | undefined> {
      meddle(rig);
      for (let minute = 0; minute <= most; minute += 1)
        if ((await published(rig, minute === 0 ? 0 : MINUTES)).length > 0) return minute;
      return undefined;
    }

    test.each([
      ['a person', ['anna@example.com'], 240],
      ['a person, and a service account after that', ['ci@acme.iam.gserviceaccount.com', 'anna@example.com'], 239],
      ['a service account', ['ci@acme.iam.gserviceaccount.com'], 3],
      ['nobody known', [], 3],
    ] as const)('what %s changed stands for its time', async (_who, by, minutes) => {
      const rig = await settled({ drift: 'heal' });
      changes(rig, ...by);
      let asked = 0;
      rig.compute.before = (call) => void (asked += call === 'pastChanges' ? 1 : 0);
      expect(await standsFor(rig)).toBe(minutes);
      expect(asked).toBe(1);
    });

    test('nobody is asked where the policy keeps nothing, or nothing is healed', async () => {
      for (const policy of [{ drift: 'heal', keepHandMadeHours: 0 }, { drift: 'report' }] as const) {
        const rig = await settled(policy);
        rig.compute.before = (call) => expect(call).not.toBe('pastChanges');
        expect(await standsFor(rig, 10)).toBe(policy.drift === 'heal' ? 3 : undefined);
        expect(await rig.value(drifts.at(FLEET, UNIT))).not.toHaveProperty('authors');
      }
    });

    test('who may not ask puts it back as what nobody knows of', async () => {
      const rig = await settled({ drift: 'heal' });
      rig.compute.before = (call) => {
        if (call === 'pastChanges') throw new RangelightError('denied', 'compute', 'no');
      };
      expect(await standsFor(rig)).toBe(3);
      expect(await rig.value(drifts.at(FLEET, UNIT))).toMatchObject({ authors: { [one.keys.urlMap]: null } });
    });

    test('what could not be asked is asked again, and stands as long as a person’s', async () => {
      const rig = await settled({ drift: 'heal' });
      changes(rig, 'ci@acme.iam.gserviceaccount.com');
      let failures = 10;
      rig.compute.before = (call) => {
        if (call !== 'pastChanges' || failures === 0) return;
        failures -= 1;
        throw new RangelightError('unavailable', 'compute', 'no answer');
      };
      expect(await standsFor(rig)).toBe(10);
      failures = Number.POSITIVE_INFINITY;
      const other = await settled({ drift: 'heal' });
      other.compute.before = rig.compute.before;
      expect(await standsFor(other)).toBe(240);
    });
  });

  test.each([
    ['by a controller', 'kube-controller-manager', {}],
    ['where the policy keeps nothing', 'kubectl-edit', { keepHandMadeHours: 0 }],
  ])('case 57: made %s is put back after three minutes', async (_what, manager, policy) => {
    const rig = await settled({ drift: 'heal', ...policy });
    edit(rig, manager);
    expect(await published(rig, 0)).toEqual([]);
    expect(await published(rig, 180_000)).toEqual([UNIT]);
  });

  test('is not healed where people apply by hand', async () => {
    const rig = await settled({ drift: 'heal', apply: 'manual' });
    meddle(rig);
    expect((await sweep(rig.world, NEVER))[0]).toMatchObject({ drifted: [UNIT], published: [] });
  });

  test('of a front end is never healed without approval', async () => {
    const rig = await settled({ drift: 'heal' });
    const ref = refOfPath(KINDS, one.keys.rule);
    if (ref !== undefined) rig.compute.put(ref, { ...rig.compute.body(one.keys.rule), IPAddress: '198.51.100.9' });
    expect((await sweep(rig.world, NEVER))[0]).toMatchObject({ drifted: [UNIT], published: [] });
  });

  test('whose healing was blocked is left to a person', async () => {
    const rig = await settled({ drift: 'heal' });
    meddle(rig);
    rig.compute.before = (call) => {
      if (call === 'update') throw new RangelightError('denied', 'compute', 'no');
    };
    await twice(rig);
    expect(await rig.runToEnd(repair(rig.publisher.takeTasks()))).toBe('finished');
    // Once more, as two sightings have it; then it is a fight.
    for (let look = 0; look < 3; look += 1) expect(await published(rig, 60_000)).toEqual([]);
    expect(await published(rig, 60_000)).toEqual([UNIT]);
    expect(await rig.runToEnd(repair(rig.publisher.takeTasks()))).toBe('finished');
    for (let look = 0; look < 10; look += 1) expect(await published(rig, 60_000)).toEqual([]);
  });

  test('case 57: that becomes another one is seen for the first time', async () => {
    const rig = await settled({ drift: 'heal' });
    meddle(rig);
    expect(await published(rig, 0)).toEqual([]);
    const ref = refOfPath(KINDS, one.keys.urlMap);
    if (ref !== undefined) rig.compute.put(ref, { ...rig.compute.body(one.keys.urlMap), defaultService: 'another' });
    expect(await published(rig, 180_000)).toEqual([]);
    expect(await published(rig, 180_000)).toEqual([UNIT]);
  });

  test('case 57: is told before it is put back, with the time, and two fights end it', async () => {
    const rig = await settled({ drift: 'heal' });
    for (let fight = 0; fight < 2; fight += 1) {
      meddle(rig);
      expect(await published(rig, 60_000)).toEqual([]);
      expect(await rig.value(drifts.at(FLEET, UNIT))).toMatchObject({ healsAt: rig.clock.now() + 180_000 });
      expect(await published(rig, 180_000)).toEqual([UNIT]);
      if (fight === 0) {
        // Sent again, because no worker came: still the same run.
        expect(await published(rig, 60_000)).toEqual([]);
        expect(await published(rig, 180_000)).toEqual([UNIT]);
      }
      const task = rig.publisher.takeTasks().at(-1);
      expect(task?.type === 'run' && (await rig.runToEnd(task))).toBe('finished');
    }
    meddle(rig);
    for (let look = 0; look < 10; look += 1) expect(await published(rig, 60_000)).toEqual([]);
    expect(await rig.value(drifts.at(FLEET, UNIT))).toMatchObject({
      heldBack: [expect.stringMatching(/^um-one was put back 2 times within a day/) as string],
    });
    expect(await published(rig, 24 * 3_600_000)).toEqual([UNIT]);
  });

  describe('case 57: that sends nothing to a cluster', () => {
    /** Capacity 0 in one cluster, by hand. */
    async function drained(ready: readonly boolean[]): Promise<Rig> {
      const rig = await settled({ drift: 'heal' });
      const ref = refOfPath(KINDS, one.keys.backendService);
      const body = rig.compute.body(one.keys.backendService);
      const [first, ...others] = (body?.['backends'] ?? []) as readonly JsonObject[];
      if (ref !== undefined) rig.compute.put(ref, { ...body, backends: [{ ...first, capacityScaler: 0 }, ...others] });
      for (const cluster of [EU, US])
        rig.clusters.seed(cluster, 'endpointSlice', [
          {
            metadata: { namespace: UNIT, labels: { 'kubernetes.io/service-name': 'one-v1' } },
            endpoints: ready.map((isReady) => ({ addresses: ['10.0.0.1'], conditions: { ready: isReady } })),
          },
        ]);
      return rig;
    }

    test('is put back where half of its endpoints are well', async () => {
      const rig = await drained([true, false]);
      await twice(rig);
      expect(rig.publisher.takeTasks()).toHaveLength(1);
    });

    test('is not where fewer are, and that is told', async () => {
      const rig = await drained([true, false, false]);
      await twice(rig);
      expect(rig.publisher.takeTasks()).toEqual([]);
      expect(await rig.value(drifts.at(FLEET, UNIT))).toMatchObject({
        heldBack: [expect.stringMatching(/^bs-one-v1 sends nothing to europe-west1\/gke-eu now/) as string],
      });
    });

    test('is not where Google finds most of them ill', async () => {
      const rig = await drained([true]);
      const endpoint = { ipAddress: '10.0.0.1', port: 8080 };
      rig.compute.health = async () => [true, false, false].map((healthy) => ({ ...endpoint, healthy }));
      await twice(rig);
      expect(rig.publisher.takeTasks()).toEqual([]);
    });
  });
});

describe('case 65: what a blocked run left', () => {
  async function blocked(): Promise<Rig> {
    const rig = createRig();
    const task = await rig.head(1, first);
    rig.compute.before = (call, key) => {
      if (call === 'insert' && key === one.keys.rule) throw new RangelightError('quota', 'compute', 'no room');
    };
    if (task !== undefined) await rig.runToEnd(task);
    expect((await rig.value(appliedStates.at(FLEET, UNIT)))?.result).toBe('blocked');
    rig.publisher.takeTasks();
    rig.publisher.takeRevisions();
    return rig;
  }

  test('is not tried as another plan', async () => {
    const rig = await blocked();
    for (let look = 0; look < 5; look += 1) expect(await published(rig, 60_000)).toEqual([]);
    expect(rig.publisher.takeRevisions()).toEqual([]);
  });

  test('is tried when something in the cloud has changed, once', async () => {
    const rig = await blocked();
    await published(rig, 0);
    const ref = refOfPath(KINDS, one.keys.rule);
    if (ref !== undefined) rig.compute.put(ref, { name: ref.name, description: MARK });
    rig.compute.before = (call, key) => {
      if (call === 'update' && key === one.keys.rule) throw new RangelightError('quota', 'compute', 'no room');
    };
    const asked = [];
    for (let look = 0; look < 5; look += 1) asked.push(...(await published(rig, 60_000)));
    expect([...asked, ...rig.publisher.takeRevisions()].length).toBeGreaterThan(0);
  });

  test('is tried beside drift that is put back, once', async () => {
    const rig = await blocked();
    await published(rig, 0);
    const ref = refOfPath(KINDS, one.keys.proxy);
    if (ref !== undefined) rig.compute.put(ref, { ...rig.compute.body(one.keys.proxy), urlMap: 'another' });
    await rig.put(finishedRevisions.at(FLEET), { seq: 1, commit: 'commit-1', fleet: rig.fleet({ drift: 'heal' }) });
    expect(await published(rig, 0)).toEqual([]);
    expect(await published(rig, 180_000)).toEqual([UNIT]);
    await rig.runToEnd(repair(rig.publisher.takeTasks()));
    expect((await rig.value(appliedStates.at(FLEET, UNIT)))?.result).toBe('blocked');
    for (let look = 0; look < 5; look += 1) expect(await published(rig, 60_000)).toEqual([]);
  });
});

describe('what is unknown', () => {
  test('is neither put back nor deleted', async () => {
    const rig = await settled({ drift: 'heal' });
    const stray = balancer({ name: 'stray', clusters: [US] });
    for (const { ref, body } of stray.resources) if ('project' in ref) rig.compute.put(ref, body);
    rig.clusters.unreachable.add(EU);
    rig.compute.before = (call, key) => {
      if (call === 'list' && key === 'urlMap') throw new RangelightError('unavailable', 'compute', 'no answer');
    };
    expect((await sweep(rig.world, NEVER))[0]).toMatchObject({ published: [] });
    expect(rig.publisher.tasks).toEqual([]);
  });

  test.each([
    ['holds back what hangs together with it', 'service', []],
    ['is nothing to what it has nothing to do with', 'customResourceDefinition', [UNIT]],
  ])('of one kind in one cluster %s', async (_, kind, healed) => {
    const rig = await settled({ drift: 'heal' });
    const list = rig.clusters.list.bind(rig.clusters);
    rig.clusters.list = async (cluster, of, ...rest) => {
      if (cluster === EU && of === kind) throw new RangelightError('denied', EU, '403');
      return list(cluster, of, ...rest);
    };
    // Somebody sends requests to a group of his own: putting that back takes it away.
    const group = computeRef('networkEndpointGroup', PROJECT, 'by-hand', 'us-west1-a');
    const service = refOfPath(KINDS, one.keys.backendService);
    if (service === undefined) throw new TypeError('there is a backend service');
    const body = rig.compute.body(one.keys.backendService);
    rig.compute.put(group, { name: group.name });
    rig.compute.put(service, { ...body, backends: [...objectsAt(body, 'backends'), { group: refKey(group) }] });
    await published(rig, 0);
    expect(await published(rig, 180_000)).toEqual(healed);
  });

  test('once known again, leftovers of ours are told to the planner, which alone may take them away', async () => {
    const rig = await settled({ drift: 'heal' });
    const ref = computeRef('healthCheck', PROJECT, 'rl1-hc-stray-0123456789');
    rig.compute.put(ref, { name: ref.name, description: MARK });
    rig.clusters.unreachable.add(EU);
    expect((await sweep(rig.world, NEVER))[0]?.published).toEqual([]);
    expect(rig.publisher.takeRevisions()).toEqual([]);
    rig.clusters.unreachable.clear();
    expect((await sweep(rig.world, NEVER))[0]?.published).toEqual([]);
    expect(rig.publisher.takeRevisions()).toEqual([
      {
        type: 'facts',
        repository: REPOSITORY,
        delivery: expect.stringMatching(/^sweep-gated-prod-1-[\da-f]{12}-\d+$/),
        byItself: 'same',
      },
    ]);
    expect(rig.publisher.takeTasks()).toEqual([]);
  });

  test('the planner is asked under one name for the same leftover, until an hour later, and under another for one more', async () => {
    const rig = await settled();
    const leave = (name: string) => {
      const ref = computeRef('healthCheck', PROJECT, name);
      rig.compute.put(ref, { name, description: MARK });
    };
    const asked = async (waitMs: number) => {
      rig.clock.advance(waitMs);
      await sweep(rig.world, NEVER);
      return rig.publisher.takeRevisions().map(({ delivery }) => delivery);
    };
    leave('rl1-hc-stray-0123456789');
    const first = await asked(60_000);
    expect(first).toHaveLength(1);
    expect(await asked(60_000)).toEqual(first);
    leave('rl1-hc-other-0123456789');
    const other = await asked(60_000);
    expect(other).not.toEqual(first);
    const later = await asked(3_600_000);
    expect(new Set([...first, ...other, ...later]).size).toBe(3);
  });

  test('a leftover whose removal waits for a person’s word is not planned anew each minute', async () => {
    const rig = await settled();
    const leave = (ref: ResourceRef) => {
      if ('project' in ref) rig.compute.put(ref, { name: ref.name, description: MARK });
    };
    const asked = async () => {
      rig.clock.advance(60_000);
      await sweep(rig.world, NEVER);
      return rig.publisher.takeRevisions().length;
    };
    leave(computeRef('address', PROJECT, 'rl1-ip-leftover-0123456789'));
    expect(await asked()).toBe(1);
    // The planner's answer: a plan with a gate, of the facts as they are.
    expect(await rig.head(1, first)).toBeDefined();
    const planned = await firstRevision(rig);
    const [, facts = ''] = (await factsByDigest.keys(rig.store, [FLEET], NEVER)).flat();
    const answer = (more: Partial<PlanEnvelope>) => {
      const units = planned.units.map((unit) => ({ ...unit, ...more }));
      return rig.put(revisions.at(FLEET, 'commit-1', 'head'), { ...planned, facts, units });
    };
    const gates = [{ code: 'vip-release', message: 'would release the VIP' } as const];
    await answer({ gates });
    expect(await asked()).toBe(0);
    // Released, and its task was lost on the way.
    await answer({ gates, approvedBy: 'alice' });
    expect(await asked()).toBe(1);
    // What its plan does not know of.
    await answer({ gates });
    leave(computeRef('healthCheck', PROJECT, 'rl1-hc-leftover-0123456789'));
    expect(await asked()).toBe(1);
  });

  test('with the hosted controller possibly at work, nothing is written', async () => {
    const rig = createRig();
    await rig.head(1, first, { drift: 'heal' });
    rig.hub.isDown = true;
    expect(await sweep(rig.world, NEVER)).toMatchObject([{ published: [], woken: [] }]);
    expect(rig.publisher.tasks).toEqual([]);
  });
});

describe('the head', () => {
  test('counts, not what a run that was taken over wanted', async () => {
    const rig = await settled();
    const moved = desiredOf(balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'], version: 2 }).resources);
    const second = await rig.head(2, moved);
    // The head goes back before the second revision has written anything: its plan says that there is nothing to do.
    expect(await rig.head(3, first)).toBeUndefined();
    const applied = await rig.value(appliedStates.at(FLEET, UNIT));
    if (applied === undefined || second === undefined)
      throw new TypeError('the first is applied, the second has a plan');
    const { desired } = second;
    await rig.put(appliedStates.at(FLEET, UNIT), { ...applied, desired, result: 'superseded', seq: 2 });
    expect((await sweep(rig.world, NEVER))[0]).toMatchObject({ published: [], drifted: [] });
    expect(rig.publisher.tasks).toEqual([]);
  });

  test('that waits for its release is not worked around', async () => {
    const rig = await settled({ drift: 'heal' });
    await rig.head(2, desiredOf(balancer({ name: 'one', clusters: [US] }).resources), { drift: 'heal' });
    meddle(rig);
    expect((await sweep(rig.world, NEVER))[0]).toMatchObject({ published: [], drifted: [UNIT] });
  });

  test('is planned again when a task was lost on the way, and not where people apply by hand', async () => {
    const lost = await settled();
    await lost.head(2, desiredOf(balancer({ name: 'one', clusters: [US] }).resources));
    await sweep(lost.world, NEVER);
    expect(lost.publisher.takeRevisions()).toMatchObject([{ type: 'facts' }]);
    const manual = await settled({ apply: 'manual' });
    await manual.head(2, desiredOf(balancer({ name: 'one', clusters: [US] }).resources), { apply: 'manual' });
    await sweep(manual.world, NEVER);
    expect(manual.publisher.takeRevisions()).toEqual([]);
  });

  test('is planned again when what its plan did not know can be read, once no run is open', async () => {
    const rig = await settled();
    const revision = await firstRevision(rig);
    const unknown = [{ part: 'cluster', cluster: EU, reason: 'down' } as const];
    const units = revision.units.map((unit) => ({ ...unit, partial: true, unknown }));
    await rig.put(revisions.at(FLEET, 'commit-1', 'head'), { ...revision, units });
    const [plan, desired] = [digestOf('plan'), digestOf('desired')];
    const run = { runId: 'run-1', seq: 1, commit: 'commit-1', plan, desired, reason: 'x' };
    await rig.put(openRuns.at(FLEET, UNIT), { ...run, wakeAt: Number.MAX_SAFE_INTEGER });
    rig.clusters.unreachable.add(EU);
    await sweep(rig.world, NEVER);
    rig.clusters.unreachable.clear();
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeRevisions()).toEqual([]);
    rig.store.state.drop(openRuns.at(FLEET, UNIT).key);
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeRevisions()).toMatchObject([{ type: 'facts' }]);
  });

  test('is planned again when one part of what its plan did not know can be read, and another one still cannot', async () => {
    const rig = await settled();
    const revision = await firstRevision(rig);
    const unknown = [EU, US].map((cluster) => ({ part: 'cluster', cluster, reason: 'down' }) as const);
    const units = revision.units.map((unit) => ({ ...unit, partial: true, unknown }));
    await rig.put(revisions.at(FLEET, 'commit-1', 'head'), { ...revision, units });
    for (const link of [EU, US]) rig.clusters.unreachable.add(link);
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeRevisions()).toEqual([]);
    rig.clusters.unreachable.delete(EU);
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeRevisions()).toMatchObject([{ type: 'facts', byItself: 'changed' }]);
  });

  test('is planned again when the facts moved, or when the hosted controller let go', async () => {
    const rig = await settled();
    const revision = await firstRevision(rig);
    await rig.put(revisions.at(FLEET, 'commit-1', 'head'), { ...revision, facts: 'before' });
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeRevisions()).toHaveLength(1);
    const [digest = ''] = (await factsByDigest.keys(rig.store, [FLEET], NEVER)).map(([, name]) => name);
    await rig.put(revisions.at(FLEET, 'commit-1', 'head'), {
      ...revision,
      facts: digest,
      verdict: 'blocked',
      units: [],
    });
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeRevisions()).toHaveLength(1);
    await rig.put(revisions.at(FLEET, 'commit-1', 'head'), { ...revision, facts: '', verdict: 'blocked', units: [] });
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeRevisions()).toEqual([]);
  });
});

async function firstRevision(rig: Rig): Promise<Revision> {
  const revision = await rig.value(revisions.at(FLEET, 'commit-1', 'head'));
  if (revision === undefined) throw new TypeError('the first commit was planned');
  return revision;
}

test('what gave way to a run that is gone is planned again: nobody else goes on with it', async () => {
  const rig = createRig();
  const task = await rig.head(1, first);
  if (task === undefined) throw new TypeError('the first revision has a plan');
  await rig.runToEnd(task);
  const applied = await rig.value(appliedStates.at(FLEET, UNIT));
  if (applied === undefined) throw new TypeError('the run has a record');
  rig.publisher.takeRevisions();
  await rig.put(appliedStates.at(FLEET, UNIT), { ...applied, result: 'superseded' });
  await sweep(rig.world, NEVER);
  expect(rig.publisher.takeRevisions()).toMatchObject([{ type: 'facts', byItself: 'same' }]);
  await rig.put(appliedStates.at(FLEET, UNIT), applied);
  await sweep(rig.world, NEVER);
  expect(rig.publisher.takeRevisions()).toEqual([]);
});
