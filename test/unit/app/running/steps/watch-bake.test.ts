// After the switch: what took over has to keep up with what served before, region by region, as long as the bake lasts.
import { describe, expect, test } from 'vitest';
import type { StepContext } from '../../../../../lib/app/running/steps/step.ts';
import { takeBaseline, watchBake } from '../../../../../lib/app/running/steps/watch-bake.ts';
import { refInProject, refKey } from '../../../../../lib/model/index.ts';
import type { Compute } from '../../../../../lib/ports/index.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { clusterRef, computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';
import { RUNS } from '../../../../../functions/wiring/runs.ts';

const NEVER = new AbortController().signal;
const service = (name: string) => refKey(computeRef('backendService', 'p', name));
const [OLD, OTHER, NEW, SECOND] = ['old', 'other', 'new', 'second'].map(service) as [string, string, string, string];

/** Service → zone → healthy endpoints. */
type Health = Readonly<Record<string, Readonly<Record<string, number>>>>;

function contextOf(
  health: Health,
  more: {
    readonly now?: number;
    readonly state?: object;
    readonly poll?: number;
    /** Times at which the pods of `new` in us-west1 were made; of those that leave, negative. */
    readonly pods?: readonly number[];
    /** What no forwarding rule leads to is not probed. */
    readonly isUnprobed?: boolean;
    /** Whether a forwarding rule leads to `new`. */
    readonly hasFrontEnd?: boolean;
  } = {},
) {
  const group = (zone: string) => refKey(computeRef('networkEndpointGroup', 'p', 'n', zone));
  const endpoint = { ipAddress: '10.0.0.1', port: 8080 };
  const map = computeRef('urlMap', 'p', 'm');
  const proxy = computeRef('targetHttpProxy', 'p', 'm');
  const compute: Pick<Compute, 'get' | 'health' | 'list' | 'endpoints'> = {
    async list(kind) {
      const bodies: Readonly<Record<string, object>> = {
        forwardingRule: more.hasFrontEnd === false ? {} : { target: refKey(proxy) },
        targetHttpProxy: { urlMap: refKey(map) },
        urlMap: { defaultService: NEW },
      };
      const body = bodies[kind];
      return {
        items: body === undefined ? [] : [{ ref: refInProject(KINDS.ofCompute(kind), 'p', 'm'), body: { ...body } }],
        unreachable: [],
      };
    },
    async endpoints() {
      return [{ instance: 'node', ...endpoint }];
    },
    async get(ref) {
      const zones = health[ref.name];
      return zones && { ref, body: { backends: Object.keys(zones).map((zone) => ({ group: group(zone) })) } };
    },
    async health(ref, neg) {
      if (more.isUnprobed === true) return [];
      const healthy = health[ref.name]?.[neg.zone ?? ''] ?? 0;
      return [
        { ...endpoint, healthy: false },
        ...Array.from({ length: healthy }, () => ({ ...endpoint, healthy: true })),
      ];
    },
  };
  const { now = 1_000, state, poll = 5, pods } = more;
  const derived = clusterRef('service', 'us-west1/gke', 'new', 'blue');
  const resources = [
    { ref: computeRef('backendService', 'p', 'new'), body: { backends: [{ group: group('us-west1-a') }] } },
    { ref: computeRef('networkEndpointGroup', 'p', 'n', 'us-west1-a'), body: {}, dependsOn: [refKey(derived)] },
    { ref: derived, body: { spec: { selector: { app: 'new' } } } },
  ];
  const clusters = {
    read: async (_cluster: string, _kind: string, where: object) => {
      expect(where).toEqual({ namespace: 'blue', labels: { app: 'new' } });
      return (pods ?? []).map((at) => {
        const creationTimestamp = new Date(Math.abs(at)).toISOString();
        return { metadata: { creationTimestamp, ...(at < 0 ? { deletionTimestamp: creationTimestamp } : {}) } };
      });
    },
  };
  return {
    kinds: KINDS,
    runs: RUNS,
    ports: { compute, clusters },
    timings: { settleMs: 100, bakeMs: 600, pollMs: poll },
    now,
    state,
    desired: async () => (pods === undefined ? undefined : { resources }),
    seen: () => undefined,
    giver: () => undefined,
    isMadeHere: () => false,
  } as unknown as StepContext;
}

const BEFORE = { [OLD]: { 'us-west1': 4 } };
const WELL: Health = { new: { 'us-west1-a': 2 } };
const ILL: Health = { new: { 'us-west1-a': 1 } };
const ILL_WORDS = 'new has 1 healthy endpoints in us-west1; before this change 4 served there';
const watch = (health: Health, more: Parameters<typeof contextOf>[1] = {}, before: Health = BEFORE) =>
  watchBake([{ key: NEW, from: [OLD] }], before, contextOf(health, more), NEVER);

describe('the baseline', () => {
  test('notes how many healthy endpoints each service has in each region', async () => {
    const health = { old: { 'us-west1-a': 2, 'us-west1-b': 1, 'europe-north1-a': 0 }, new: {} };
    expect(await takeBaseline([OLD, NEW, OTHER], contextOf(health), NEVER)).toEqual({
      type: 'done',
      wrote: false,
      health: { [OLD]: { 'us-west1': 3, 'europe-north1': 0 }, [NEW]: {}, [OTHER]: {} },
    });
  });
});

describe('a bake', () => {
  const waits = { type: 'wait', reason: 'the new routes are watched before the old ones go', alarms: 0 };

  test('looks six times, never later than at its end, and is over then', async () => {
    expect(await watch(WELL)).toEqual({ ...waits, until: 1_100 });
    expect(await watch(WELL, { state: { since: 950 } })).toEqual({ ...waits, until: 1_100 });
    expect(await watch(WELL, { state: { since: 450 } })).toEqual({ ...waits, until: 1_050 });
    expect(await watch(WELL, { state: { since: 401 } })).toEqual({ ...waits, until: 1_001 });
    expect(await watch(WELL, { state: { since: 400 } })).toEqual({ type: 'done', wrote: false });
  });

  test('does not look more often than things are asked', async () => {
    expect(await watch(WELL, { poll: 200 })).toEqual({ ...waits, until: 1_200 });
  });

  test('asks sooner where fewer than half serve, and gives up at the third look in a row', async () => {
    const alarm = { type: 'wait', until: 1_005, reason: ILL_WORDS };
    expect(await watch(ILL)).toEqual({ ...alarm, alarms: 1 });
    expect(await watch(ILL, { state: { since: 1_000, alarms: 1 } })).toEqual({ ...alarm, alarms: 2 });
    await expect(watch(ILL, { state: { since: 1_000, alarms: 2 } })).rejects.toMatchObject({
      code: 'unhealthy',
      system: 'compute',
      message: ILL_WORDS,
    });
  });

  test('forgets an alarm with the next good look', async () => {
    expect(await watch(WELL, { state: { since: 1_000, alarms: 2 } })).toMatchObject({ alarms: 0 });
  });

  test('does not end on an alarm', async () => {
    expect(await watch(ILL, { state: { since: 0 } })).toEqual({
      type: 'wait',
      until: 1_005,
      reason: ILL_WORDS,
      alarms: 1,
    });
  });

  test('counts half of an odd number upwards', async () => {
    const before = { [OLD]: { 'us-west1': 5 } };
    expect(await watch({ new: { 'us-west1-a': 2 } }, {}, before)).toMatchObject({ alarms: 1 });
    expect(await watch({ new: { 'us-west1-a': 3 } }, {}, before)).toMatchObject({ alarms: 0 });
  });

  test('asks nothing of a region that is left, nor for what had no baseline', async () => {
    expect(await watch({ new: { 'europe-north1-a': 0 } })).toMatchObject({ alarms: 0 });
    expect(await watch({})).toMatchObject({ alarms: 0 });
    expect(await watch(ILL, {}, {})).toMatchObject({ alarms: 0 });
  });

  describe('case 69: blames the run for nothing that is not its doing:', () => {
    test('not for a front end that was taken away, which ends the run to be planned again', async () => {
      const gone = { isUnprobed: true, hasFrontEnd: false } as const;
      await expect(watch(ILL, gone)).rejects.toMatchObject({
        code: 'precondition',
        system: 'compute',
        message: 'no forwarding rule leads to new any more',
      });
      expect(await watch(ILL, { isUnprobed: true, state: { since: 0 } })).toMatchObject({
        type: 'wait',
        alarms: 0,
        reason: 'how healthy new is, is not known',
      });
    });

    test('not for pods that a rollout of their own replaces, whose end it waits for', async () => {
      const state = { since: 400, alarms: 2 };
      // Switched at 300; two of the four pods came after that.
      expect(await watch(ILL, { state, pods: [100, 200, 301, 900] })).toEqual({
        ...waits,
        alarms: 0,
        until: 1_005,
        type: 'wait',
        reason: 'new waits for new pods in us-west1: 1 of 4 are healthy',
      });
      expect(await watch({ new: { 'us-west1-a': 0 } }, { state, pods: [-100, -200] })).toMatchObject({ type: 'done' });
    });

    test('not for pods that were taken away', async () => {
      expect(await watch(ILL, { state: { since: 400 }, pods: [100, 200, -50, -50] })).toMatchObject({ type: 'done' });
    });

    test('but for pods that were there before and fall ill', async () => {
      await expect(watch(ILL, { state: { since: 400, alarms: 2 }, pods: [100, 200, 300, 301] })).rejects.toMatchObject({
        code: 'unhealthy',
        message: ILL_WORDS,
      });
    });

    test('and for what no pod explains', async () => {
      expect(await watch(ILL, { pods: [] })).toMatchObject({ alarms: 1 });
    });
  });

  test('blames the run for what it may have made, also where another service waits for its own rollout', async () => {
    const health = { ...ILL, second: { 'us-west1-a': 0 } };
    const both = [NEW, SECOND].map((key) => ({ key, from: [OLD] }));
    const rolling = { state: { since: 400 }, pods: [100, 200, 301, 900] };
    const waiting = { reason: 'new waits for new pods in us-west1: 1 of 4 are healthy', alarms: 0 };
    expect(await watch(health, rolling)).toMatchObject(waiting);
    expect(await watchBake(both, BEFORE, contextOf(health, rolling), NEVER)).toMatchObject({
      reason: 'second has 0 healthy endpoints in us-west1; before this change 4 served there',
      alarms: 1,
    });
  });

  test('watches every service, against each that it took over from', async () => {
    const health = { new: { 'us-west1-a': 2 }, second: { 'us-west1-a': 2, 'europe-north1-a': 0 } };
    const before = { [OLD]: { 'us-west1': 4 }, [OTHER]: { 'us-west1': 1, 'europe-north1': 1 } };
    const both = [
      { key: NEW, from: [OLD] },
      { key: SECOND, from: [OLD, OTHER] },
    ];
    expect(await watchBake(both, before, contextOf(health), NEVER)).toMatchObject({
      reason: 'second has 0 healthy endpoints in europe-north1; before this change 1 served there',
    });
  });
});
