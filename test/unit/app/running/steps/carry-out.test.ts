// Which step does what: each kind of action does its own thing to the resource of its change.
import { beforeEach, describe, expect, test } from 'vitest';
import { carryOut, type StepContext } from '../../../../../lib/app/running/steps/index.ts';
import type { Change } from '../../../../../lib/diff/index.ts';
import { OWNER_ANNOTATION, refKey } from '../../../../../lib/model/index.ts';
import type { StepAction } from '../../../../../lib/plan/index.ts';
import { EU, MARK, PROJECT, UNIT } from '../../../balancer.ts';
import { changeOf } from '../../../plan/change.ts';
import { planOf, step } from '../execution.ts';
import { NEVER, OPTIONS } from '../../rig.ts';
import { type StepRig, stepRig } from './step-context.ts';
import { clusterRef, computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const CHECK = computeRef('healthCheck', PROJECT, 'hc');
const NEG = computeRef('networkEndpointGroup', PROJECT, 'neg', 'europe-west1-b');
const SERVICE = clusterRef('service', EU, 'svc', UNIT);
const BACKENDS = computeRef('backendService', PROJECT, 'bs');
const KEY = refKey(CHECK);

let rig: StepRig;
beforeEach(() => {
  rig = stepRig();
});

function carry(action: StepAction, change: Change = changeOf(CHECK), more: Partial<StepContext> = {}) {
  // What comes first in the plan is not what every step is about.
  const changes = [changeOf(computeRef('healthCheck', PROJECT, 'another')), change];
  return carryOut({ ...planOf(), changes }, step('s', action), { ...rig.context, ...more }, NEVER);
}

const put = (more = {}) => rig.compute.put(CHECK, { name: 'hc', description: MARK, ...more });

describe('a step', () => {
  test('makes a resource of Compute there, in its stage', async () => {
    const after = { name: 'hc', description: MARK, type: 'HTTP' };
    const change = changeOf(CHECK, { kind: 'create', after });
    expect(await carry({ type: 'apply', key: KEY, stage: 'final' }, change)).toMatchObject({
      type: 'done',
      wrote: true,
    });
    expect(rig.compute.body(KEY)).toMatchObject(after);
    expect(rig.clusters.mutations).toEqual([]);
  });

  test('makes an object of a cluster there', async () => {
    const after = { metadata: { annotations: { [OWNER_ANNOTATION]: MARK } } };
    const change = changeOf(SERVICE, { kind: 'create', after });
    await carry({ type: 'apply', key: refKey(SERVICE), stage: 'final' }, change);
    expect(rig.clusters.mutations).toEqual([`apply ${refKey(SERVICE)}`]);
    expect(rig.compute.asked).toEqual([]);
  });

  test('takes a resource away', async () => {
    put();
    expect(await carry({ type: 'delete', key: KEY })).toEqual({ type: 'done', wrote: true, applied: null });
    expect(rig.compute.body(KEY)).toBeUndefined();
  });

  test('waits for what GKE makes', async () => {
    const change = changeOf(NEG, { maker: 'gke', after: { name: 'neg' } });
    expect(await carry({ type: 'await', key: refKey(NEG) }, change)).toMatchObject({ type: 'wait' });
    rig.compute.put(NEG, { name: 'neg' });
    expect(await carry({ type: 'await', key: refKey(NEG) }, change)).toMatchObject({ type: 'done', wrote: false });
  });

  test('fills a group', async () => {
    rig.compute.put(NEG, { name: 'neg', description: MARK });
    const endpoints = { cluster: EU, namespace: UNIT, service: 'svc', port: 'web' };
    const change = changeOf(NEG, { endpoints, after: { name: 'neg' } });
    expect(await carry({ type: 'endpoints', key: refKey(NEG) }, change)).toMatchObject({
      type: 'done',
      applied: { endpoints },
    });
  });

  test('waits for health, which there is none of to lose', async () => {
    const action = { type: 'await-health', key: refKey(BACKENDS), from: [] } as const;
    expect(await carry(action)).toEqual({ type: 'done', wrote: false });
  });

  test('notes how healthy services are, and watches them against that', async () => {
    const key = refKey(BACKENDS);
    rig.compute.put(BACKENDS, { name: 'bs', backends: [{ group: refKey(NEG) }] });
    const health = { [key]: { 'europe-west1': 0 } };
    expect(await carry({ type: 'baseline', of: UNIT, services: [key] })).toEqual({
      type: 'done',
      wrote: false,
      health,
    });
    const bake = { type: 'bake', of: UNIT, baseline: 'before', watch: [{ key, from: [key] }] } as const;
    const noted = { [key]: { 'europe-west1': 4 } };
    const healthAt = (id: string) => (id === 'before' ? noted : {});
    expect(await carry(bake, undefined, { healthAt })).toMatchObject({
      type: 'wait',
      reason: 'bs has 0 healthy endpoints in europe-west1; before this change 4 served there',
    });
    expect(await carry(bake)).toMatchObject({ reason: 'the new routes are watched before the old ones go' });
  });

  test('waits for the edge, and for requests in flight, as long as each takes', async () => {
    const { settleMs: settle, drainMs: drain } = OPTIONS.timings;
    expect(await carry({ type: 'settle', of: UNIT })).toEqual({
      type: 'wait',
      until: settle,
      reason: 'the edge takes up the new routes',
    });
    expect(await carry({ type: 'drain', of: UNIT })).toEqual({
      type: 'wait',
      until: drain,
      reason: 'requests in flight finish',
    });
  });

  test('without a change in its plan is a bug, and does nothing', async () => {
    const failure = { code: 'unexpected', system: 'plan', message: 'the plan has a step for nobody but no change' };
    await expect(carry({ type: 'delete', key: 'nobody' })).rejects.toMatchObject(failure);
  });
});
