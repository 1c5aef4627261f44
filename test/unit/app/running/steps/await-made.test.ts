// Waiting for a group that GKE makes: only as long as there is a Service to make it of.
import { describe, expect, test } from 'vitest';
import { awaitMade } from '../../../../../lib/app/running/steps/await-made.ts';
import type { StepContext } from '../../../../../lib/app/running/steps/step.ts';
import { RangelightError } from '../../../../../lib/core/index.ts';
import type { Change } from '../../../../../lib/diff/index.ts';
import { refKey } from '../../../../../lib/model/index.ts';
import type { ClusterObject } from '../../../../../lib/ports/index.ts';
import { clusterRef, computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { RUNS } from '../../../../../functions/wiring/runs.ts';

const NEVER = new AbortController().signal;
const SERVICE = clusterRef('service', 'us-west1/gke', 'svc', 'blue');
const NEG = computeRef('networkEndpointGroup', 'p', 'n', 'us-west1-a');
const OTHER = computeRef('healthCheck', 'p', 'h');
const CHANGE = { key: refKey(NEG), ref: NEG, needs: [refKey(SERVICE)] } as unknown as Change;

interface Otherwise {
  readonly found?: object;
  readonly desired?: undefined;
  readonly ref?: typeof SERVICE | typeof NEG;
  readonly needs?: Change['needs'];
}

function waiting(
  get: () => Promise<ClusterObject | undefined>,
  resources: readonly object[] = [{ ref: SERVICE }],
  { found, ref = NEG, needs = CHANGE.needs, ...more }: Otherwise = {},
) {
  const context = {
    kinds: KINDS,
    runs: RUNS,
    ports: { compute: { get: async () => found }, clusters: { get } },
    timings: { pollMs: 5 },
    now: 100,
    desired: async () => ('desired' in more ? undefined : { resources }),
  } as unknown as StepContext;
  return awaitMade({ ...CHANGE, ref, needs }, context, NEVER);
}

describe('a group that is not there yet', () => {
  test('is waited for while its Service is there, or cannot be looked at', async () => {
    const reason = 'the NEG controller of the cluster has not made n in us-west1-a yet';
    const wait = { type: 'wait', until: 105, reason };
    expect(await waiting(async () => ({ ref: SERVICE, body: {} }))).toEqual(wait);
    for (const code of ['unreachable', 'unavailable'] as const) {
      const down = new RangelightError(code, 'kubernetes us-west1/gke', 'down');
      expect(await waiting(() => Promise.reject(down))).toEqual(wait);
    }
  });

  test('needs another plan when its Service is certainly absent', async () => {
    await expect(waiting(async () => undefined)).rejects.toMatchObject({
      code: 'precondition',
      system: 'kubernetes us-west1/gke',
      message: 'the Service svc is not there, of which GKE would make n',
    });
    const denied = new RangelightError('denied', 'kubernetes us-west1/gke', 'no');
    await expect(waiting(() => Promise.reject(denied))).rejects.toBe(denied);
  });

  test('needs another plan when nobody wants its Service any more', async () => {
    const asked = async (): Promise<undefined> => expect.fail('nobody has to look');
    await expect(waiting(asked, [{ ref: NEG }])).rejects.toMatchObject({
      code: 'precondition',
      system: 'compute',
      message: 'nothing is wanted any more of which GKE would make n',
    });
  });

  test('is waited for where what is wanted cannot be read, and asks no cluster for what lies in Compute', async () => {
    const asked = async (): Promise<undefined> => expect.fail('nobody has to look');
    expect(await waiting(asked, undefined, { desired: undefined })).toMatchObject({ type: 'wait' });
    const needs = [refKey(OTHER)];
    expect(await waiting(asked, [{ ref: OTHER }], { needs })).toMatchObject({ type: 'wait' });
  });
});

describe('a group', () => {
  test('that is there is what was waited for', async () => {
    const asked = async (): Promise<undefined> => expect.fail('nobody has to look');
    expect(await waiting(asked, undefined, { found: { ref: NEG, body: {} } })).toMatchObject({
      type: 'done',
      wrote: false,
      applied: { ref: NEG, dependsOn: [refKey(SERVICE)] },
    });
  });

  test('may stand in a cluster', async () => {
    const there = async () => ({ ref: SERVICE, body: {} });
    expect(await waiting(there, undefined, { ref: SERVICE })).toMatchObject({
      type: 'done',
      applied: { ref: SERVICE },
    });
    const reason = 'GKE has not made svc in us-west1/gke yet';
    expect(await waiting(async () => undefined, undefined, { ref: SERVICE, needs: [] })).toMatchObject({ reason });
  });
});
