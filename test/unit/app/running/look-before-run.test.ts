// What the worker sees before it does anything: the cloud as it is, the policy that is in force, and what forbids a
// write.
import { beforeEach, describe, expect, test } from 'vitest';
import { lookBeforeRun } from '../../../../lib/app/running/look-before-run.ts';
import type { Facts } from '../../../../lib/fleet/index.ts';
import { ownershipMark, refKey } from '../../../../lib/model/index.ts';
import { appliedStates, finishedRevisions, latestFacts } from '../../../../lib/state/index.ts';
import { appliedOf, FLEET, MARK, OWNER, PROJECT, UNIT } from '../../balancer.ts';
import { createRig, headOf, NEVER, type Rig } from '../rig.ts';
import { computeRef } from '../../../../lib/features/ingress/kinds/index.ts';

const CHECK = computeRef('healthCheck', PROJECT, 'rl1-hc-0123456789');
const finished = finishedRevisions.at(FLEET);

let rig: Rig;
beforeEach(() => {
  rig = createRig();
});

const look = () => lookBeforeRun(rig.world, headOf(rig.fleet({ maxDeletes: 7 }), 3, 'c3'), NEVER);
const stand = (description: string = MARK) => rig.compute.put(CHECK, { name: CHECK.name, description });

/** As the planner read them last. */
const factsWith = (hostedConfigCluster: string | null): Facts => ({
  fleet: FLEET,
  clusters: {},
  addresses: {},
  hostedConfigCluster,
});

describe('before a run', () => {
  test('the policy of a first head comes into force where nothing stands yet', async () => {
    const { inForce, standsAlready } = await look();
    expect(standsAlready).toBe(false);
    expect(inForce).toMatchObject({ isKnown: true, policy: { maxDeletes: 7 } });
    expect(await rig.value(finished)).toMatchObject({ seq: 0, commit: 'c3', fleet: { policy: { maxDeletes: 7 } } });
  });

  test('no policy comes into force where something stands, and none is finished: that takes a person', async () => {
    stand();
    const { inForce, standsAlready, observed } = await look();
    expect(standsAlready).toBe(true);
    expect(inForce).toMatchObject({ isKnown: false, policy: { apply: 'never' } });
    expect(observed.resources.has(refKey(CHECK))).toBe(true);
    expect(await rig.value(finished)).toBeUndefined();
  });

  test('no policy comes into force where nothing stands, and a record says that something did', async () => {
    await rig.put(appliedStates.at(FLEET, UNIT), appliedOf([]));
    expect(await look()).toMatchObject({ standsAlready: false, inForce: { isKnown: false } });
    expect(await rig.value(finished)).toBeUndefined();
  });

  test('what another fleet made here does not make this one stand', async () => {
    await rig.put(latestFacts.at(FLEET), factsWith(null));
    stand(ownershipMark({ ...OWNER, fleet: 'stage' }, UNIT));
    expect(await look()).toMatchObject({ standsAlready: false, forbidden: [], guarded: [] });
  });

  test('nothing may be written beside another installation of the fleet', async () => {
    stand(ownershipMark({ ...OWNER, installation: 'elsewhere' }, UNIT));
    const { forbidden } = await look();
    expect(forbidden).toMatchObject([{ message: expect.stringContaining('elsewhere') }]);
  });
});

describe('while the hosted controller is active', () => {
  test('by the facts that were read last, only endpoints may be written', async () => {
    await rig.put(latestFacts.at(FLEET), factsWith('us-west1/gke-us'));
    expect((await look()).guarded).toMatchObject([{ code: 'hosted-controller-active' }]);
    await rig.put(latestFacts.at(FLEET), factsWith(null));
    expect((await look()).guarded).toEqual([]);
  });

  test('case 56: facts that are lost, damaged, or say nothing of it are no word that it is off', async () => {
    expect((await look()).guarded).toMatchObject([{ code: 'hosted-controller-unknown' }]);
    const { hostedConfigCluster: _unread, ...unread } = factsWith(null);
    await rig.put(latestFacts.at(FLEET), unread);
    expect((await look()).guarded).toMatchObject([{ code: 'hosted-controller-unknown' }]);
    rig.store.state.put(latestFacts.at(FLEET).key, '{}');
    expect((await look()).guarded).toMatchObject([{ code: 'hosted-controller-unknown' }]);
  });
});
