// No route moves to a backend service that is less healthy than the one it takes over from.
import { describe, expect, test } from 'vitest';
import { awaitHealth } from '../../../../../lib/app/running/steps/await-health.ts';
import type { StepContext } from '../../../../../lib/app/running/steps/step.ts';
import { RangelightError } from '../../../../../lib/core/index.ts';
import { type ComputeRef, refInProject, refKey } from '../../../../../lib/model/index.ts';
import type { Compute, Endpoint } from '../../../../../lib/ports/index.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';
import { RUNS } from '../../../../../functions/wiring/runs.ts';

const NEVER = new AbortController().signal;
const service = (name: string) => refKey(computeRef('backendService', 'p', name));
const group = (zone: string) => refKey(computeRef('networkEndpointGroup', 'p', 'n', zone));

/** Service → zone → healthy endpoints. */
type Health = Readonly<Record<string, Readonly<Record<string, number>>>>;

interface Probing {
  /** Services that are not probed. */
  readonly unprobed?: readonly string[];
  /** Services that a forwarding rule leads to. */
  readonly reached?: readonly string[];
  /** Since when it waits. */
  readonly since?: number;
}

function contextOf(health: Health, { unprobed = [], reached = [], since }: Probing = {}): StepContext {
  const compute: Pick<Compute, 'get' | 'health' | 'list' | 'endpoints'> = {
    async list(kind) {
      const items = reached.map((name) => {
        const to =
          kind === 'forwardingRule' ? computeRef('targetHttpProxy', 'p', name) : computeRef('urlMap', 'p', name);
        const body = kind === 'urlMap' ? { defaultService: service(name) } : { to: refKey(to) };
        return { ref: refInProject(KINDS.ofCompute(kind), 'p', name), body };
      });
      return { items, unreachable: [] };
    },
    async endpoints() {
      return [{ instance: 'node', ipAddress: '10.0.0.1', port: 8080 }];
    },
    async get(ref) {
      const zones = health[ref.name];
      return zones && { ref, body: { backends: Object.keys(zones).map((zone) => ({ group: group(zone) })) } };
    },
    async health(ref, neg) {
      if (unprobed.includes(ref.name)) return [];
      const healthy = health[ref.name]?.[neg.zone ?? ''] ?? 0;
      const endpoint = { ipAddress: '10.0.0.1', port: 8080 };
      return [
        ...Array.from({ length: healthy }, () => ({ ...endpoint, healthy: true })),
        { ...endpoint, healthy: false },
      ];
    },
  };
  return {
    kinds: KINDS,
    runs: RUNS,
    ports: { compute },
    timings: { pollMs: 5 },
    now: 100,
    state: since === undefined ? undefined : { since },
    desired: async () => undefined,
    seen: () => undefined,
    giver: () => undefined,
    isMadeHere: () => false,
  } as unknown as StepContext;
}

const gate = (health: Health, from = ['old'], probing: Probing = {}, share?: number) =>
  awaitHealth(
    { key: service('new'), from: from.map(service), ...(share === undefined ? {} : { share }) },
    contextOf(health, probing),
    NEVER,
  );

describe('waiting for health', () => {
  test('opens with half as many healthy endpoints in every region where the old one has some', async () => {
    const old = { 'us-west1-a': 2, 'us-west1-b': 1, 'europe-north1-a': 2 };
    expect(await gate({ old, new: { 'us-west1-a': 2, 'europe-north1-a': 1 } })).toEqual({ type: 'done', wrote: false });
  });

  test('says what it waits for', async () => {
    const waiting = await gate({ old: { 'us-west1-a': 4 }, new: { 'us-west1-a': 1 } });
    expect(waiting).toEqual({
      type: 'wait',
      until: 105,
      reason: 'new has 1 healthy endpoints in us-west1 and needs 2 to take over from old',
    });
  });

  test('does not count health in another region', async () => {
    const health = { old: { 'us-west1-a': 1 }, new: { 'us-west1-a': 0, 'europe-north1-a': 9 } };
    expect(await gate(health)).toMatchObject({ type: 'wait' });
  });

  test('does not wait for a region that is to be left, but for somebody who serves', async () => {
    expect(await gate({ old: { 'us-west1-a': 1 }, new: { 'europe-north1-a': 9 } })).toMatchObject({ type: 'done' });
    expect(await gate({ old: { 'us-west1-a': 1 }, new: { 'europe-north1-a': 0 } })).toMatchObject({
      type: 'wait',
      reason: 'new has no healthy endpoint and is to take over from old',
    });
  });

  test('asks of who takes over a part for that part, and for one in every region where it serves', async () => {
    const part = (old: number, fresh: number, share: number) =>
      gate({ old: { 'us-west1-a': old }, new: { 'us-west1-a': fresh } }, ['old'], {}, share);
    expect(await part(40, 1, 0.05)).toMatchObject({ type: 'done' });
    expect(await part(40, 1, 0.06)).toMatchObject({ type: 'wait' });
    expect(await part(40, 0, 0.001)).toMatchObject({ type: 'wait' });
  });

  test('is not there where nothing healthy serves', async () => {
    expect(await gate({ old: { 'us-west1-a': 0 }, new: {} })).toMatchObject({ type: 'done' });
    expect(await gate({ new: {} }, ['gone'])).toMatchObject({ type: 'done' });
  });

  test('holds against each of several predecessors', async () => {
    const health = { small: { 'us-west1-a': 1 }, large: { 'us-west1-a': 6 }, new: { 'us-west1-a': 2 } };
    expect(await gate(health, ['small'])).toMatchObject({ type: 'done' });
    expect(await gate(health, ['small', 'large'])).toMatchObject({ type: 'wait' });
  });
});

describe('case 62: a gate waits only for what can become true', () => {
  const health = { old: { 'us-west1-a': 1 }, new: { 'us-west1-a': 0 } };

  test('for the first probes of what serves behind a front end that was just put back', async () => {
    const unprobed = ['old', 'new'];
    expect(await gate(health, ['old'], { unprobed, reached: ['old', 'new'] })).toMatchObject({
      type: 'wait',
      reason: 'new has no healthy endpoint, and how healthy old is, is not known yet',
    });
    const healthy = { ...health, new: { 'us-west1-a': 1 } };
    expect(await gate(healthy, ['old'], { unprobed: ['old'], reached: ['old'] })).toMatchObject({ type: 'done' });
  });

  test('not for probes of what nothing leads to', async () => {
    expect(await gate(health, ['old'], { unprobed: ['old', 'new'] })).toMatchObject({ type: 'done' });
  });

  test('not for health behind a front end that is gone: it is planned again', async () => {
    const unprobed = ['new'];
    expect(await gate(health, ['old'], { unprobed, since: 45 })).toMatchObject({ type: 'wait' });
    await expect(gate(health, ['old'], { unprobed, since: 40 })).rejects.toMatchObject({
      code: 'precondition',
      system: 'compute',
      message: 'new has no healthy endpoint and is to take over from old, and no forwarding rule leads to it any more',
    });
    expect(await gate(health, ['old'], { unprobed, since: 40, reached: ['new'] })).toMatchObject({ type: 'wait' });
    expect(await gate(health, ['old'], { since: 40 })).toMatchObject({ type: 'wait' });
  });
});

describe('while it waits', () => {
  /** A group that the worker keeps, in a cluster with one ready pod that is not in it yet. */
  function waiting(refusal?: RangelightError) {
    const neg = computeRef('networkEndpointGroup', 'p', 'n', 'us-west1-a');
    const attached: string[] = [];
    const context = contextOf({ old: { 'us-west1-a': 1 }, new: { 'us-west1-a': 0 } });
    const slice = {
      ports: [{ name: 'web', port: 8080 }],
      endpoints: [{ addresses: ['10.0.0.9'], nodeName: 'node', zone: 'us-west1-a', conditions: { ready: true } }],
    };
    const endpoints = { cluster: 'us-west1/gke', namespace: 'blue', service: 'svc', port: 'web' };
    const desired = {
      resources: [
        { ref: neg, body: {}, endpoints },
        { ref: computeRef('networkEndpointGroup', 'p', 'other', 'us-west1-a'), body: {}, endpoints },
        { ref: computeRef('backendService', 'p', 'new'), body: { backends: [{ group: refKey(neg) }] } },
      ],
    };
    const compute = {
      ...context.ports.compute,
      endpoints: async () => [],
      async attach(ref: ComputeRef, added: readonly Endpoint[]) {
        if (refusal !== undefined) throw refusal;
        attached.push(...added.map(({ ipAddress }) => `${ref.name} ${ipAddress}`));
      },
    };
    const all = {
      ...context,
      kinds: KINDS,
      runs: RUNS,
      ports: { compute, clusters: { read: async () => [slice] } },
      desired: async () => desired,
      requestId: (part: string) => part,
    } as unknown as StepContext;
    return { attached, look: () => awaitHealth({ key: service('new'), from: [service('old')] }, all, NEVER) };
  }

  test('pods that came meanwhile get into the groups that the worker keeps', async () => {
    const { attached, look } = waiting();
    expect(await look()).toMatchObject({ type: 'wait' });
    expect(attached).toEqual(['n 10.0.0.9']);
  });

  test('a group that cannot be filled is named, and a brake is not overlooked', async () => {
    const refused = waiting(new RangelightError('precondition', 'compute', 'it moved'));
    expect(await refused.look()).toMatchObject({
      type: 'wait',
      reason: expect.stringContaining('; n cannot be filled: it moved') as string,
    });
    await expect(waiting(new RangelightError('paused', 'rangelight', 'held')).look()).rejects.toThrow('held');
  });
});
