// One object in a cluster: applied when it differs, left when it does not, and never taken from somebody else.
import { beforeEach, describe, expect, test } from 'vitest';
import { applyInCluster } from '../../../../../lib/app/running/steps/apply-in-cluster.ts';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import type { Change } from '../../../../../lib/diff/index.ts';
import { type ClusterRef, OWNER_ANNOTATION, refKey } from '../../../../../lib/model/index.ts';
import { EU, MARK, PROJECT, UNIT } from '../../../balancer.ts';
import { changeOf } from '../../../plan/change.ts';
import { NEVER } from '../../rig.ts';
import { type StepRig, stepRig } from './step-context.ts';
import { clusterRef, computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const SERVICE = clusterRef('service', EU, 'svc', UNIT);
const STATUS = clusterRef('multiClusterIngressStatus', EU, 'ing', UNIT);
const INGRESS = clusterRef('multiClusterIngress', EU, 'ing', UNIT);
const ADDRESS = computeRef('address', PROJECT, 'ip');

const marked = (mark: string = MARK): JsonObject => ({ annotations: { [OWNER_ANNOTATION]: mark } });
const service = (app: string, metadata: JsonObject = marked()): JsonObject => ({
  metadata,
  spec: { clusterIP: 'None', selector: { app } },
});

let rig: StepRig;
beforeEach(() => {
  rig = stepRig();
});

const apply = (ref: ClusterRef, after: JsonObject | undefined, more: Partial<Change> = {}) =>
  applyInCluster(changeOf(ref, { ...(after && { after }), ...more }), ref, rig.context, NEVER);

const WROTE = { type: 'done', wrote: true };
const LEFT = { type: 'done', wrote: false };

describe('an object in a cluster', () => {
  test('is made when it is absent, and the record says what was applied', async () => {
    const after = service('one');
    expect(await apply(SERVICE, after)).toEqual({
      ...WROTE,
      applied: { ref: SERVICE, body: after, maker: 'rangelight', owners: [], dependsOn: [] },
    });
    expect(rig.clusters.body(refKey(SERVICE))).toEqual(after);
  });

  test('is written when it differs, and left when it is so already', async () => {
    rig.clusters.put(SERVICE, service('other'));
    expect(await apply(SERVICE, service('one'))).toMatchObject(WROTE);
    expect(await apply(SERVICE, service('one'))).toMatchObject({ ...LEFT, applied: { body: service('one') } });
    expect(rig.clusters.mutations).toHaveLength(1);
  });

  test('is written when an entry of ours goes, though what is left looks the same', async () => {
    rig.clusters.put(SERVICE, { ...service('one', { ...marked(), labels: { old: 'yes' } }) });
    const fields = [{ path: 'metadata.labels[old]', before: 'yes', effect: 'shrink' }] as const;
    expect(await apply(SERVICE, service('one'), { fields })).toMatchObject(WROTE);
    const other = [
      { path: 'spec.selector', before: { app: 'other' }, after: { app: 'one' }, effect: 'change' },
    ] as const;
    expect(await apply(SERVICE, service('one'), { fields: other })).toMatchObject(LEFT);
  });
});

describe('an object that is not ours', () => {
  const theirs = service('one', { annotations: {} });
  const NOT_OURS = { code: 'denied', system: `kubernetes ${EU}`, message: expect.stringContaining('svc exists and ') };

  test.each<[string, JsonObject, Change['kind']]>([
    ['without a mark is not updated', theirs, 'update'],
    ['without a mark is not what was to be made', theirs, 'create'],
    ['that somebody marked since it was to be taken over stays', service('one', marked('rangelight/v9 x')), 'adopt'],
  ])('%s', async (_, body, kind) => {
    rig.clusters.put(SERVICE, body);
    await expect(apply(SERVICE, service('one'), { kind })).rejects.toMatchObject(NOT_OURS);
    expect(rig.clusters.mutations).toEqual([]);
  });

  test('is taken over where the plan says so: it gets the mark', async () => {
    rig.clusters.put(SERVICE, theirs);
    expect(await apply(SERVICE, service('one'), { kind: 'adopt' })).toMatchObject(WROTE);
    expect(rig.clusters.body(refKey(SERVICE))).toMatchObject({ metadata: marked() });
  });

  test('is used as it is where its kind is shared', async () => {
    const crd = clusterRef('customResourceDefinition', EU, 'things.example.com');
    rig.clusters.put(crd, { spec: { group: 'of somebody' } });
    expect(await apply(crd, { metadata: marked(), spec: { group: 'ours' } })).toMatchObject(LEFT);
    expect(rig.clusters.mutations).toEqual([]);
  });
});

describe('the status of an ingress', () => {
  const wanted = { status: { VIP: refKey(ADDRESS), CloudResources: { UrlMap: 'um' } } };
  const told = (VIP: string) => ({ VIP, CloudResources: { UrlMap: 'um' } });

  beforeEach(() => {
    rig.clusters.put(INGRESS, { metadata: marked(), spec: {} });
    rig.compute.put(ADDRESS, { name: 'ip', description: MARK, address: '203.0.113.9' });
  });

  test('says the IP of the address, keeps what else it says, and is left once it does', async () => {
    expect(await apply(STATUS, wanted)).toMatchObject({ ...WROTE, applied: { body: wanted } });
    expect(rig.clusters.body(refKey(INGRESS))?.['status']).toEqual(told('203.0.113.9'));
    expect(await apply(STATUS, wanted)).toMatchObject({ ...LEFT, applied: { body: wanted } });
    expect(rig.clusters.mutations).toEqual([`apply ${refKey(STATUS)}`]);
  });

  test('says the reference while there is no such address', async () => {
    rig.compute.drop(refKey(ADDRESS));
    await apply(STATUS, wanted);
    expect(rig.clusters.body(refKey(INGRESS))?.['status']).toEqual(told(refKey(ADDRESS)));
  });

  test('is not written into an ingress of somebody else', async () => {
    rig.clusters.put(INGRESS, { metadata: { annotations: {} }, spec: {} });
    await expect(apply(STATUS, wanted)).rejects.toMatchObject({ code: 'denied' });
    expect(rig.clusters.mutations).toEqual([]);
  });
});
