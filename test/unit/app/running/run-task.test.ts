// The worker: what a message may and may not do, and what is left when it dies between any two calls.
import { describe, expect, test } from 'vitest';
import { RangelightError } from '../../../../lib/core/index.ts';
import { nameOfKey } from '../../../../lib/model/index.ts';
import { appliedStates, heads, leases, openRuns, retirements } from '../../../../lib/state/index.ts';
import { balancer, desiredOf, EU, FLEET, UNIT, US } from '../../balancer.ts';
import { createRig, headOf, OPTIONS, REPOSITORY, type Rig } from '../rig.ts';

const one = balancer({ name: 'one', clusters: [EU, US] });
const first = desiredOf(one.resources);
/** Another selector: the whole backend gets a second name. */
const moved = balancer({ name: 'one', clusters: [EU, US], version: 2 });

const appliedIn = (rig: Rig) => rig.value(appliedStates.at(FLEET, UNIT));

async function started(rig: Rig) {
  const task = await rig.head(1, first);
  if (task === undefined) throw new TypeError('the first revision has a plan');
  return task;
}

describe('a run', () => {
  test('makes everything and leaves nothing to do', async () => {
    const rig = createRig();
    const task = await started(rig);
    expect(await rig.runToEnd(task)).toBe('finished');
    expect(rig.compute.keys()).toEqual(
      [...one.keys.negs, one.keys.address, one.keys.backendService, one.keys.healthCheck, one.keys.proxy]
        .concat(one.keys.rule, one.keys.urlMap)
        .sort(),
    );
    const applied = await appliedIn(rig);
    expect(applied?.result).toBe('succeeded');
    expect(Object.keys(applied?.resources ?? {})).toHaveLength(one.resources.length);
    expect(await rig.value(openRuns.at(FLEET, UNIT))).toBeUndefined();
    expect(await rig.head(2, first)).toBeUndefined();
  });

  test('writes nothing for a message that comes a second time', async () => {
    const rig = createRig();
    const task = await started(rig);
    await rig.runToEnd(task);
    const written = rig.compute.asked.length + rig.clusters.mutations.length;
    expect(await rig.run(task)).toBe('ignored');
    expect(rig.compute.asked.length + rig.clusters.mutations.length).toBe(written);
  });

  test('ends when routes moved, settled and baked, and leaves the old backend to be retired', async () => {
    const rig = createRig();
    await rig.runToEnd(await started(rig));
    const before = rig.compute.mutations.length;
    const begun = rig.clock.now();
    const task = await rig.head(2, desiredOf(moved.resources));
    let removedAt: number | undefined;
    rig.clusters.before = (call) => {
      if (call === 'remove') removedAt ??= rig.clock.now();
    };
    if (task !== undefined) await rig.runToEnd(task);
    const done = rig.compute.mutations.slice(before).map(({ type, key }) => `${type} ${key.split('/').at(-1) ?? ''}`);
    expect(done.indexOf('update um-one')).toBeGreaterThan(done.indexOf('insert bs-one-v2'));
    expect(done.filter((one) => one.startsWith('remove'))).toEqual([]);
    expect(removedAt).toBeUndefined();
    expect(rig.clock.now() - begun).toBeGreaterThanOrEqual(OPTIONS.timings.settleMs + OPTIONS.timings.bakeMs);
    const left = Object.keys((await rig.value(retirements.at(FLEET, UNIT)))?.items ?? {});
    expect(left.map(nameOfKey)).toContain('bs-one-v1');
    const known = Object.keys((await appliedIn(rig))?.resources ?? {});
    expect(known).toHaveLength(moved.resources.length + left.length);
  });

  test('is told to its end also when the worker dies before its last word', async () => {
    const rig = createRig();
    const task = await started(rig);
    const publishReport = rig.publisher.publishReport.bind(rig.publisher);
    rig.publisher.publishReport = async (...args) => {
      if ((await appliedIn(rig)) !== undefined) throw new TypeError('the worker dies');
      await publishReport(...args);
    };
    await expect(rig.runToEnd(task)).rejects.toThrow('dies');
    rig.publisher.publishReport = publishReport;
    rig.publisher.takeReports();
    expect(await rig.run(task)).toBe('finished');
    expect(rig.publisher.takeReports()).toMatchObject([{ type: 'run', runId: task.runId }]);
    expect(await rig.value(openRuns.at(FLEET, UNIT))).toBeUndefined();
  });

  test('is closed when its lease is given back, so that a worker that dies then leaves nothing behind', async () => {
    const rig = createRig();
    const task = await started(rig);
    let held: string[] | undefined;
    rig.store.before = (call, key) => {
      if (call === 'remove' && key === openRuns.at(FLEET, UNIT).key)
        held = rig.store.keys().filter((other) => other.startsWith('leases/'));
    };
    await rig.runToEnd(task);
    expect(held).toEqual([]);
  });

  test('asks for a new plan when the cloud is not as the plan knew it', async () => {
    const rig = createRig();
    const task = await started(rig);
    rig.compute.before = (call, key) => {
      if (call === 'insert' && key === one.keys.urlMap)
        throw new RangelightError('already-exists', 'compute', 'somebody was faster');
    };
    expect(await rig.runToEnd(task)).toBe('finished');
    expect((await appliedIn(rig))?.result).toBe('conflict');
    expect(rig.publisher.revisions).toMatchObject([
      { type: 'facts', repository: REPOSITORY, delivery: `conflict-${UNIT}-${task.runId}` },
    ]);
  });

  describe('case 08: that meets the same answer at the same step again', () => {
    /** Twice the head's plan, with what each of the two runs is answered. */
    async function conflicts(answers: readonly string[], rig: Rig = createRig()): Promise<Rig> {
      for (const answer of answers) {
        rig.compute.before = (call, key) => {
          if (call === 'insert' && key === one.keys.rule) throw new RangelightError('not-found', 'compute', answer);
        };
        await rig.runToEnd(await started(rig));
      }
      return rig;
    }

    test('is blocked with the reason, and not planned anew', async () => {
      const rig = await conflicts(['no address 203.0.113.2 (operation-1a2b3c4d)']);
      expect((await appliedIn(rig))?.result).toBe('conflict');
      rig.publisher.takeRevisions();
      await conflicts(['no address 203.0.113.2 (operation-ffee1234)'], rig);
      expect((await appliedIn(rig))?.result).toBe('blocked');
      expect(rig.publisher.takeRevisions()).toEqual([]);
    });

    test('is planned anew where the answer is another one', async () => {
      const rig = await conflicts(['no such address', 'no such proxy']);
      expect((await appliedIn(rig))?.result).toBe('conflict');
    });
  });

  test('that is blocked does not stop an independent load balancer', async () => {
    const rig = createRig();
    const two = balancer({ name: 'two', clusters: [US] });
    const task = await rig.head(1, desiredOf([...one.resources, ...two.resources]));
    rig.compute.before = (call, key) => {
      if (call === 'insert' && key === one.keys.healthCheck)
        throw new RangelightError('quota', 'compute', 'no more health checks');
    };
    if (task !== undefined) await rig.runToEnd(task);
    expect(rig.compute.body(two.keys.rule)).toBeDefined();
    expect(rig.compute.body(one.keys.rule)).toBeUndefined();
    expect((await appliedIn(rig))?.result).toBe('blocked');
  });

  test('that is blocked keeps in its record what it was to take away, and did not', async () => {
    const rig = createRig();
    await rig.runToEnd(await started(rig));
    const task = await rig.head(2, desiredOf(moved.resources));
    rig.compute.before = (call, key) => {
      if (call === 'insert' && key === moved.keys.backendService)
        throw new RangelightError('quota', 'compute', 'no more backend services');
    };
    if (task !== undefined) await rig.runToEnd(task);
    const applied = await appliedIn(rig);
    expect(applied?.result).toBe('blocked');
    const left = [one.keys.backendService, ...one.keys.negs, ...one.keys.services];
    expect(Object.keys(applied?.resources ?? {})).toEqual(expect.arrayContaining(left));
  });

  test('never takes over what does not carry our mark', async () => {
    const rig = createRig();
    const task = await started(rig);
    const ref = one.resources.find(({ ref: { kind } }) => kind === 'urlMap')?.ref;
    if (ref !== undefined && 'project' in ref) rig.compute.put(ref, { name: ref.name, description: 'mine' });
    await rig.runToEnd(task);
    expect(rig.compute.body(one.keys.urlMap)?.['description']).toBe('mine');
    expect((await appliedIn(rig))?.result).toBe('blocked');
  });

  test('waits for a missing namespace or CRD, which another unit may be making', async () => {
    const rig = createRig();
    const task = await started(rig);
    rig.clusters.before = (call, key) => {
      if (call === 'apply' && key.includes(EU))
        throw new RangelightError('not-found', `kubernetes ${EU}`, 'namespaces "blue" not found');
    };
    expect(await rig.run(task)).toBe('waiting');
    rig.clusters.before = undefined;
    expect(await rig.runToEnd(task)).toBe('finished');
    expect((await appliedIn(rig))?.result).toBe('succeeded');
  });
});

describe('order', () => {
  test('an older revision that never began is ignored', async () => {
    const rig = createRig();
    const old = await started(rig);
    await rig.head(2, desiredOf(moved.resources));
    expect(await rig.run(old)).toBe('ignored');
    expect(rig.compute.asked).toEqual([]);
  });

  test('a newer revision takes over a waiting run, and keeps what that one wrote as applied', async () => {
    const rig = createRig();
    await rig.runToEnd(await started(rig));
    const second = await rig.head(2, desiredOf(moved.resources));
    expect(second && (await rig.run(second))).toBe('waiting');
    const third = await rig.head(3, first);
    expect(third && (await rig.run(third))).toBe('ignored');
    const again = await rig.head(3, first);
    expect(again && (await rig.runToEnd(again))).toBe('finished');
    const applied = await appliedIn(rig);
    expect(applied).toMatchObject({ seq: 3, result: 'succeeded' });
    expect(rig.compute.body(one.keys.urlMap)?.['defaultService']).toBe(one.keys.backendService);
    const ends = second && (await rig.journal(second)).filter((entry) => entry.type === 'finished');
    expect(ends).toMatchObject([{ result: 'superseded' }]);
  });

  test('a plan that another run outran is not carried out but made again', async () => {
    const rig = createRig();
    await rig.runToEnd(await started(rig));
    const second = await rig.head(2, desiredOf(moved.resources));
    const third = await rig.head(3, first);
    expect(third).toBeUndefined();
    if (second === undefined) throw new TypeError('the second revision has a plan');
    await rig.put(appliedStates.at(FLEET, UNIT), { ...(await appliedIn(rig)), runId: '000002-ended-meanwhile' });
    await rig.put(heads.at(FLEET), headOf(rig.fleet(), 2, 'commit-2'));
    const writes = rig.compute.mutations.length;
    expect(await rig.run(second)).toBe('ignored');
    expect(rig.compute.mutations.length).toBe(writes);
    expect(rig.publisher.revisions.map(({ type }) => type)).toEqual(['facts']);
  });

  test('a run in progress ends when it sees a newer head', async () => {
    const rig = createRig();
    const task = await started(rig);
    let taken = false;
    rig.store.before = (call, key) => {
      if (call !== 'write' || !key.startsWith('runs/')) return;
      // It looks once a poll.
      rig.clock.advance(OPTIONS.timings.pollMs);
      if (!taken) {
        taken = true;
        void rig.head(2, desiredOf(moved.resources));
      }
    };
    expect(await rig.runToEnd(task)).toBe('finished');
    expect((await appliedIn(rig))?.result).toBe('superseded');
  });

  test('a unit whose lease another worker holds is left alone', async () => {
    const rig = createRig();
    const task = await started(rig);
    await rig.put(leases.at(FLEET, UNIT), { holder: 'worker-2', seq: 1, duration: 60_000 });
    expect(await rig.run(task)).toBe('busy');
    expect(rig.compute.asked).toEqual([]);
  });
});

class Crash extends Error {}

interface Death {
  readonly rig: Rig;
  /** Whether there was an nth write at all. */
  readonly happened: boolean;
}

/** The world after a worker was killed at its nth write, before or after that took effect, and another one went on. */
async function deathAt(nth: number, where: 'state' | 'cloud', moment: 'before' | 'after'): Promise<Death> {
  const rig = createRig();
  const task = await started(rig);
  let writes = 0;
  let dead = false;
  const mustLive = (): void => {
    if (dead) throw new Crash('a dead process does nothing more');
  };
  const die = (): void => {
    dead = true;
    mustLive();
  };
  for (const bucket of [rig.store.state, rig.store.release, rig.store.audit]) {
    const write = bucket.write.bind(bucket);
    bucket.write = async (key, text, generation, signal) => {
      mustLive();
      if (where === 'state') writes += 1;
      const last = where === 'state' && writes === nth;
      if (last && moment === 'before') die();
      const stored = await write(key, text, generation, signal);
      if (last) die();
      return stored;
    };
  }
  const made = rig.clusters.after;
  const beforeWrite = (call: string): void => {
    mustLive();
    if (where !== 'cloud' || call === 'get' || call === 'list') return;
    writes += 1;
    if (writes === nth && moment === 'before') die();
  };
  const afterWrite = (call: string): void => {
    if (where === 'cloud' && call !== 'get' && call !== 'list' && writes === nth) die();
  };
  rig.store.before = (call) => (call === 'write' ? undefined : mustLive());
  rig.compute.before = beforeWrite;
  rig.compute.after = afterWrite;
  rig.clusters.before = beforeWrite;
  rig.clusters.after = (call, key) => {
    made?.(call, key);
    afterWrite(call);
  };
  await rig.runToEnd(task).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
  const happened = dead;
  dead = false;
  writes = nth + 1;
  rig.compute.after = undefined;
  rig.clusters.after = made;
  rig.clock.advance(OPTIONS.leaseMs + OPTIONS.callTimeoutMs + 1);
  await rig.runToEnd(task, { holder: 'worker-2' });
  return { rig, happened };
}

describe('a worker that dies', () => {
  test.each([
    ['before', 'state'],
    ['after', 'state'],
    ['before', 'cloud'],
    ['after', 'cloud'],
  ] as const)('%s any write to the %s leaves the same end', async (moment, where) => {
    const reference = createRig();
    await reference.runToEnd(await started(reference));
    let deaths = 0;
    for (let nth = 1; ; nth += 1) {
      const { rig, happened } = await deathAt(nth, where, moment);
      const at = `killed at write ${nth}`;
      expect(rig.compute.keys(), at).toEqual(reference.compute.keys());
      expect((await appliedIn(rig))?.result, at).toBe('succeeded');
      expect((await appliedIn(rig))?.resources, at).toEqual((await appliedIn(reference))?.resources);
      expect(await rig.value(openRuns.at(FLEET, UNIT)), at).toBeUndefined();
      // Nothing was asked for a second time under another request id.
      const asked = rig.compute.asked.filter(({ type }) => type === 'insert');
      expect(new Set(asked.map(({ requestId }) => requestId)).size, at).toBe(new Set(asked.map(({ key }) => key)).size);
      if (!happened) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(5);
  });

  test('a call whose answer was lost is repeated under the same request id', async () => {
    const rig = createRig();
    const task = await started(rig);
    let lost = 0;
    const insert = rig.compute.insert.bind(rig.compute);
    rig.compute.insert = async (ref, body, requestId, signal) => {
      if (ref.kind === 'urlMap' && lost < 3) {
        lost += 1;
        // Under way at Compute, and not to be seen yet.
        if (lost === 1) rig.compute.drop(one.keys.urlMap);
        await insert({ ...ref, name: 'elsewhere' }, body, requestId, signal).catch(() => undefined);
        throw new RangelightError('unavailable', 'compute', 'no answer');
      }
      rig.compute.put(ref, body);
    };
    await rig.runToEnd(task);
    const asked = rig.compute.asked.filter(({ key }) => key.endsWith('elsewhere'));
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ requestId }) => requestId)).size).toBe(1);
  });

  test('a call that definitely failed is tried again under another request id', async () => {
    const rig = createRig();
    const task = await started(rig);
    const ids: string[] = [];
    const insert = rig.compute.insert.bind(rig.compute);
    rig.compute.insert = async (ref, body, requestId, signal) => {
      if (ref.kind === 'urlMap') ids.push(requestId);
      if (ref.kind === 'urlMap' && ids.length < 3) throw new RangelightError('not-ready', 'compute', 'busy');
      return insert(ref, body, requestId, signal);
    };
    await rig.runToEnd(task);
    expect(new Set(ids).size).toBe(3);
  });

  test('with a state that cannot be written, starts no call', async () => {
    const rig = createRig();
    const task = await started(rig);
    rig.store.before = (call, key) => {
      if (call === 'write' && key.startsWith('runs/'))
        throw new RangelightError('unavailable', 'storage', 'the bucket does not answer');
    };
    await expect(rig.run(task)).rejects.toMatchObject({ code: 'unavailable', system: 'storage' });
    expect(rig.compute.asked).toEqual([]);
    expect(rig.clusters.mutations).toEqual([]);
  });
});
