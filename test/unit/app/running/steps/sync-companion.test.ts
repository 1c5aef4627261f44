// A group that the worker keeps gets exactly the ready endpoints of its zone, and only when it is ours.
import { describe, expect, test } from 'vitest';
import type { StepContext } from '../../../../../lib/app/running/steps/step.ts';
import { syncCompanion } from '../../../../../lib/app/running/steps/sync-companion.ts';
import type { Change } from '../../../../../lib/diff/index.ts';
import { refKey, type ResourceRef } from '../../../../../lib/model/index.ts';
import type { Endpoint } from '../../../../../lib/ports/index.ts';
import { EU, MARK, OWNER, PROJECT, UNIT } from '../../../balancer.ts';
import { NEVER } from '../../rig.ts';
import { RUNS } from '../../../../../functions/wiring/runs.ts';
import { clusterRef, computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const NEG = computeRef('networkEndpointGroup', PROJECT, 'n', 'europe-west1-b');
const SOURCE = { cluster: EU, namespace: UNIT, service: 'svc', port: 'web' };
const endpoint = (ipAddress: string): Endpoint => ({ instance: 'node', ipAddress, port: 8080 });

function setup(wanted: readonly string[], present: readonly string[], description = MARK, isMadeHere = false) {
  const calls: (readonly unknown[])[] = [];
  const slice = {
    ports: [{ name: 'web', port: 8080 }],
    endpoints: [{ addresses: wanted, nodeName: 'node', zone: 'europe-west1-b', conditions: { ready: true } }],
  };
  const noting =
    (call: string) =>
    async (...args: readonly unknown[]) =>
      void calls.push([call, ...args]);
  const compute = {
    get: async () => ({ ref: NEG, body: { description } }),
    endpoints: async () => present.map(endpoint),
    attach: noting('attach'),
    detach: noting('detach'),
  };
  const context = {
    runs: RUNS,
    ports: { compute, clusters: { read: async () => [slice] } },
    owner: OWNER,
    requestId: (part: string) => `id of ${part}`,
    giver: () => undefined,
    isMadeHere: () => isMadeHere,
  } as unknown as StepContext;
  const sync = (ref: ResourceRef = NEG, source: object = { endpoints: SOURCE }) => {
    const change = {
      ref,
      key: refKey(ref),
      ...source,
      after: { name: 'n' },
      maker: 'rangelight',
      owners: [],
      needs: [],
    };
    return syncCompanion(change as unknown as Change, context, NEVER);
  };
  return { calls, sync };
}

describe('the endpoints of a group', () => {
  test('come and go, and the record says what the group is made of', async () => {
    const { calls, sync } = setup(['10.0.0.1', '10.0.0.2', '10.0.0.3'], ['10.0.0.3', '10.0.0.9']);
    expect(await sync()).toMatchObject({
      type: 'done',
      wrote: true,
      note: '2 attached, 1 detached',
      applied: { ref: NEG, endpoints: SOURCE },
    });
    expect(calls).toEqual([
      ['attach', NEG, [endpoint('10.0.0.1'), endpoint('10.0.0.2')], 'id of attach', NEVER],
      ['detach', NEG, [endpoint('10.0.0.9')], 'id of detach', NEVER],
    ]);
  });

  test('come without a look into a group that this worker has just made', async () => {
    const { calls, sync } = setup(['10.0.0.1'], ['never looked at'], 'never looked at', true);
    expect(await sync()).toMatchObject({ wrote: true, note: '1 attached, 0 detached' });
    expect(calls.map(([call]) => call)).toEqual(['attach']);
  });

  test('only come, or only go, in one call', async () => {
    const more = setup(['10.0.0.1'], []);
    expect(await more.sync()).toMatchObject({ wrote: true, note: '1 attached, 0 detached' });
    expect(more.calls.map(([call]) => call)).toEqual(['attach']);
    const fewer = setup([], ['10.0.0.1']);
    expect(await fewer.sync()).toMatchObject({ wrote: true, note: '0 attached, 1 detached' });
    expect(fewer.calls.map(([call]) => call)).toEqual(['detach']);
  });

  test('that are as they should be are not written, whoever made the group', async () => {
    const { calls, sync } = setup(['10.0.0.1'], ['10.0.0.1'], 'made by hand');
    expect(await sync()).toMatchObject({ type: 'done', wrote: false, note: '0 attached, 0 detached' });
    expect(calls).toEqual([]);
  });

  test.each([
    [['10.0.0.1'], []],
    [[], ['10.0.0.1']],
  ])('are not touched in a group that is not ours', async (wanted, present) => {
    const { calls, sync } = setup(wanted, present, 'made by hand');
    await expect(sync()).rejects.toMatchObject({ code: 'denied', system: 'compute' });
    expect(calls).toEqual([]);
  });

  test('are of a group whose endpoints have a source, and of nothing else', async () => {
    const { calls, sync } = setup(['10.0.0.1'], []);
    const object = clusterRef('service', EU, 'svc', UNIT);
    const refused = (key: string) => ({
      code: 'unexpected',
      system: 'plan',
      message: `${key} has no endpoints that the worker keeps`,
    });
    await expect(sync(object)).rejects.toMatchObject(refused(refKey(object)));
    await expect(sync(NEG, {})).rejects.toMatchObject(refused(refKey(NEG)));
    expect(calls).toEqual([]);
  });
});
