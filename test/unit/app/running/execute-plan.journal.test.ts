// What the journal gets of each step, under which number and request id, and what a step is given to work with.
import { beforeEach, describe, expect, test } from 'vitest';
import { digestOf, type FailureCode, RangelightError } from '../../../../lib/core/index.ts';
import { requestIdOf } from '../../../../lib/execute/index.ts';
import { refKey } from '../../../../lib/model/index.ts';
import type { Plan } from '../../../../lib/plan/index.ts';
import { desiredStates } from '../../../../lib/state/index.ts';
import { compute, desiredOf, EU, FLEET, MARK, PROJECT, resource, UNIT } from '../../balancer.ts';
import { changeOf } from '../../plan/change.ts';
import { type ExecutionRig, executionRig, keyOf, makes, planOf, ref, step, TASK, waits } from './execution.ts';
import { OPTIONS } from '../rig.ts';
import { clusterRef, computeRef } from '../../../../lib/features/ingress/kinds/index.ts';

let it: ExecutionRig;
let at: number;
beforeEach(async () => {
  it = await executionRig();
  at = it.rig.clock.now();
});

const requestIds = () => it.rig.compute.asked.map(({ requestId }) => requestId);

describe('the journal', () => {
  test('has an attempt before a write and its outcome after it', async () => {
    await it.execute(planOf(makes('a')));
    const applied = { ref: ref('a'), body: { name: 'a', description: MARK, type: 'HTTP' } };
    expect(it.entries).toEqual([
      { type: 'attempt', at, step: 'a', attempt: 1 },
      {
        type: 'done',
        at,
        step: 'a',
        wrote: true,
        applied: { ...applied, maker: 'rangelight', owners: [], dependsOn: [] },
      },
    ]);
  });

  test('has no attempt of what writes nothing', async () => {
    await it.execute(planOf(waits('a')));
    const until = at + OPTIONS.timings.drainMs;
    expect(it.entries).toEqual([
      { type: 'waiting', at, step: 'a', until, reason: 'requests in flight finish' },
      { type: 'done', at: until, step: 'a', wrote: false },
    ]);
  });

  test('has one entry of what waits as it did, however often it is looked at', async () => {
    const neg = computeRef('networkEndpointGroup', PROJECT, 'n', 'europe-west1-b');
    const changes = [changeOf(neg, { maker: 'gke' })];
    const plan: Plan = { ...planOf(), changes, steps: [step('neg', { type: 'await', key: refKey(neg) })] };
    const { pollMs } = OPTIONS.timings;
    for (const _ of [1, 2]) {
      const end = await it.execute(plan);
      // The next look is worth waking somebody for, though the journal does not have it.
      expect(end).toMatchObject({ type: 'wait', until: it.rig.clock.now() + pollMs });
    }
    expect(it.rig.clock.now()).toBeGreaterThan(at + 20 * pollMs);
    expect(it.entries).toMatchObject([{ type: 'waiting', at, step: 'neg', until: at + pollMs }]);
    it.rig.compute.put(neg, { name: 'n' });
    expect(await it.execute(plan)).toMatchObject({ result: 'succeeded' });
  });

  test('has an attempt of what takes away, and of what attaches endpoints', async () => {
    const neg = computeRef('networkEndpointGroup', PROJECT, 'n', 'europe-west1-b');
    it.rig.compute.put(neg, { name: 'n', description: MARK });
    it.rig.compute.put(computeRef('healthCheck', PROJECT, 'a'), { name: 'a', description: MARK });
    const source = { cluster: EU, namespace: UNIT, service: 'svc', port: 'web' };
    const changes = [changeOf(ref('a'), { kind: 'delete' }), changeOf(neg, { endpoints: source, after: {} })];
    const steps = [
      step('gone', { type: 'delete', key: keyOf('a') }),
      step('filled', { type: 'endpoints', key: refKey(neg) }, ['gone']),
    ];
    expect(await it.execute({ ...planOf(), changes, steps })).toMatchObject({ result: 'succeeded' });
    expect(it.entries.filter(({ type }) => type === 'attempt')).toMatchObject([{ step: 'gone' }, { step: 'filled' }]);
  });
});

describe('an attempt', () => {
  test('has the request id of its run, step and number', async () => {
    await it.execute(planOf(makes('a')));
    expect(requestIds()).toEqual([requestIdOf(TASK.runId, 'a insert', 1)]);
  });

  test('of which the outcome is not known is repeated under its number', async () => {
    it.entries.push({ type: 'attempt', at, step: 'a', attempt: 3 });
    await it.execute(planOf(makes('a')));
    expect(it.entries[1]).toEqual({ type: 'attempt', at, step: 'a', attempt: 3 });
    expect(requestIds()).toEqual([requestIdOf(TASK.runId, 'a insert', 3)]);
  });

  test('of which the outcome is known is followed by the next number', async () => {
    const failure = { code: 'not-ready', system: 'compute', message: 'busy' } as const;
    it.entries.push({ type: 'attempt', at, step: 'a', attempt: 3 });
    it.entries.push({ type: 'failed', at, step: 'a', failure, until: at });
    await it.execute(planOf(makes('a')));
    expect(it.entries[2]).toEqual({ type: 'attempt', at, step: 'a', attempt: 4 });
    expect(requestIds()).toEqual([requestIdOf(TASK.runId, 'a insert', 4)]);
  });
});

describe('a step that fails', () => {
  /** Each time of the first `times`. */
  const failing = (error: unknown, times = Number.POSITIVE_INFINITY) => {
    let left = times;
    it.rig.compute.before = (call) => {
      if (call !== 'insert' || left === 0) return;
      left -= 1;
      throw error;
    };
  };

  test('for the rate lets nothing else start before its time, and all of it goes on then', async () => {
    failing(new RangelightError('rate-limited', 'compute', 'used up', { retryAt: at + 7_000 }), 1);
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    expect(await it.execute(planOf(...names.map((name) => makes(name))))).toMatchObject({ result: 'succeeded' });
    const begun = it.entries.flatMap((entry) => (entry.type === 'attempt' ? [entry.at - at] : []));
    // Eight were under way; the two behind them, and the one that was refused, wait.
    expect(begun).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 8_000, 8_000, 8_000]);
  });

  test('for the rate of reads keeps nothing that writes from starting', async () => {
    const neg = computeRef('networkEndpointGroup', PROJECT, 'n', 'europe-west1-b');
    it.rig.compute.put(neg, { name: 'n' });
    let left = 1;
    it.rig.compute.before = (call) => {
      if (call !== 'get' || left === 0) return;
      left -= 1;
      throw new RangelightError('rate-limited', 'compute', 'used up', { retryAt: at + 7_000 });
    };
    const made = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((name) => makes(name));
    const steps = [step('neg', { type: 'await', key: refKey(neg) }), ...made];
    const plan: Plan = { ...planOf(...made), steps };
    const changes = [...plan.changes, changeOf(neg, { maker: 'gke' })];
    expect(await it.execute({ ...plan, changes })).toMatchObject({ result: 'succeeded' });
    const begun = it.entries.flatMap((entry) => (entry.type === 'attempt' ? [entry.at - at] : []));
    expect(begun).toEqual(made.map(() => 0));
  });

  test('is tried again after a time that grows, and the log says so', async () => {
    const warned: (readonly unknown[])[] = [];
    const { log } = it.rig.world;
    Object.assign(it.rig.world, { log: { ...log, warn: (...said: unknown[]) => void warned.push(said) } });
    const error = new RangelightError('not-ready', 'compute', 'busy');
    failing(error, 2);
    await it.execute(planOf(makes('a')));
    const failure = { code: 'not-ready', system: 'compute', message: 'busy' };
    expect(it.entries.filter(({ type }) => type === 'failed')).toEqual([
      { type: 'failed', at, step: 'a', failure, until: at + 1000 },
      { type: 'failed', at: at + 1000, step: 'a', failure, until: at + 3000 },
    ]);
    const said = { step: 'a', error };
    expect(warned).toEqual([
      [{ ...said, until: at + 1000 }, 'a step failed'],
      [{ ...said, until: at + 3000 }, 'a step failed'],
    ]);
  });

  test.each<[FailureCode, string, boolean]>([
    ['not-found', `kubernetes ${EU}`, true],
    ['not-found', 'compute', false],
    ['unreachable', `kubernetes ${EU}`, true],
    ['quota', 'compute', false],
  ])('with %s of %s is tried again: %s', async (code, system, again) => {
    failing(new RangelightError(code, system, 'no'), 1);
    const end = await it.execute(planOf(makes('a')));
    expect(end).toMatchObject(again ? { result: 'succeeded' } : { type: 'end', message: 'no' });
    const [failed] = it.entries.filter(({ type }) => type === 'failed');
    expect(Object.hasOwn(failed ?? {}, 'until')).toBe(again);
  });

  test.each([
    [4, { result: 'succeeded' }],
    [5, { type: 'end', result: 'conflict', message: 'x refers to it' }],
  ])('for %i minutes, because something refers to what is to go, ends as %j', async (minutes, end) => {
    const error = new RangelightError('in-use', 'compute', 'x refers to it');
    const failure = { code: error.code, system: error.system, message: error.message };
    it.entries.push({ type: 'failed', at: at - minutes * 60_000, step: 'a', failure, until: at });
    failing(error, 1);
    expect(await it.execute(planOf(makes('a')))).toMatchObject(end);
  });

  test.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    ['thrown as a text', 'thrown as a text'],
  ])('through a bug of ours ends the run, and says what it was', async (error, message) => {
    failing(error);
    expect(await it.execute(planOf(makes('a')))).toEqual({ type: 'end', result: 'blocked', message });
    expect(it.entries.at(-1)).toMatchObject({ failure: { code: 'unexpected', system: 'rangelight', message } });
  });

  test('because the worker is told to stop leaves its outcome open', async () => {
    const stop = new AbortController();
    it.signal = stop.signal;
    it.rig.compute.before = (call) => {
      if (call !== 'insert') return;
      stop.abort();
      stop.signal.throwIfAborted();
    };
    await expect(it.execute(planOf(makes('a')))).rejects.toMatchObject({ name: 'AbortError' });
    expect(it.entries.map(({ type }) => type)).toEqual(['attempt']);
  });

  test('is no failure of the step where only the journal cannot be written', async () => {
    it.onAppend = ({ type }) => {
      if (type === 'done') throw new RangelightError('unavailable', 'storage', 'down');
    };
    await expect(it.execute(planOf(makes('a')))).rejects.toMatchObject({ system: 'storage' });
    expect(it.entries.map(({ type }) => type)).toEqual(['attempt', 'done']);
  });
});

describe('a step is given', () => {
  const neg = (name: string) => computeRef('networkEndpointGroup', PROJECT, name, 'europe-west1-b');
  const service = (name: string, group: string) =>
    resource(compute('backendService', name), { backends: [{ group: refKey(neg(group)) }] });
  const [old, fresh] = [service('old', 'n1'), service('new', 'n2')];
  const [from, to] = [refKey(old.ref), refKey(fresh.ref)];
  const put = (...names: readonly string[]) => {
    for (const name of names) it.rig.compute.put(neg(name), { name, description: MARK });
    for (const { ref: one, body } of [old, fresh]) if ('project' in one) it.rig.compute.put(one, body);
  };

  test('what the run is to reach: what it waits for is filled from there', async () => {
    put('n1', 'n2');
    const pod = { instance: 'node', ipAddress: '10.0.0.1', port: 8080 };
    await it.rig.compute.attach(neg('n1'), [pod], 'by hand', it.signal);
    const source = { cluster: EU, namespace: UNIT, service: 'svc', port: 'web' };
    const group = {
      ...resource(neg('n2'), {}),
      endpoints: source,
      dependsOn: [refKey(clusterRef('service', EU, 'svc', UNIT))],
    };
    const desired = desiredOf([fresh, group]);
    it.task = { ...TASK, desired: digestOf(desired) };
    await it.rig.put(desiredStates.at(FLEET, it.task.desired), desired);
    it.rig.clusters.seed(EU, 'endpointSlice', [
      {
        metadata: { namespace: UNIT, labels: { 'kubernetes.io/service-name': 'svc' } },
        ports: [{ name: 'web', port: 8080 }],
        endpoints: [{ addresses: ['10.0.0.2'], nodeName: 'node', zone: 'europe-west1-b', conditions: { ready: true } }],
      },
    ]);
    const end = await it.execute({ ...planOf(), steps: [step('g', { type: 'await-health', key: to, from: [from] })] });
    expect(end).toMatchObject({ result: 'succeeded' });
    expect(await it.rig.compute.endpoints(neg('n2'), it.signal)).toEqual([{ ...pod, ipAddress: '10.0.0.2' }]);
  });

  test('nothing where the document of what is to be reached is gone: it waits', async () => {
    put('n1', 'n2');
    await it.rig.compute.attach(neg('n1'), [{ instance: 'node', ipAddress: '10.0.0.1', port: 1 }], 'x', it.signal);
    const plan: Plan = { ...planOf(), steps: [step('g', { type: 'await-health', key: to, from: [from] })] };
    expect(await it.execute(plan)).toMatchObject({
      type: 'wait',
      reason: 'new has no healthy endpoint and is to take over from old',
    });
  });

  test('what the baseline noted: what falls behind it is seen', async () => {
    put('n1', 'n2');
    await it.rig.compute.attach(neg('n1'), [{ instance: 'node', ipAddress: '10.0.0.1', port: 1 }], 'x', it.signal);
    const bake = { type: 'bake', of: UNIT, baseline: 'before', watch: [{ key: to, from: [from] }] } as const;
    const steps = [step('before', { type: 'baseline', of: UNIT, services: [from] }), step('bake', bake, ['before'])];
    expect(await it.execute({ ...planOf(), steps })).toEqual({
      type: 'end',
      result: 'rolled-back',
      message: 'new has 0 healthy endpoints in europe-west1; before this change 1 served there',
    });
  });

  test('nothing to compare with where the baseline noted nothing', async () => {
    put('n1', 'n2');
    const bake = { type: 'bake', of: UNIT, baseline: 'before', watch: [{ key: to, from: [from] }] } as const;
    const end = await it.execute({ ...planOf(), steps: [step('bake', bake)] });
    expect(end).toMatchObject({ type: 'wait', reason: 'the new routes are watched before the old ones go' });
  });

  test('our own marks: what carries another fleet’s is not touched', async () => {
    it.rig.compute.put(computeRef('healthCheck', PROJECT, 'a'), {
      name: 'a',
      description: MARK.replace(`fleet=${FLEET}`, 'fleet=stage'),
    });
    expect(await it.execute(planOf(makes('a')))).toMatchObject({ result: 'blocked' });
    it.rig.compute.put(computeRef('healthCheck', PROJECT, 'b'), { name: 'b', description: MARK });
    expect(await it.execute(planOf(makes('b')))).toMatchObject({ result: 'succeeded' });
  });
});
