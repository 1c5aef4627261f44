// Whether a difference is somebody's merge, or the fleet's doing: by what the manifests say now and said when they were
// applied.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../lib/core/index.ts';
import { manifestsChanged } from '../../../lib/diff/cause.ts';
import { type DesiredResource, type ObjectKey, OWNER_ANNOTATION } from '../../../lib/model/index.ts';
import { appliedOf, EU, ingressKey, MARK, resource, serviceKey, UNIT, US } from '../balancer.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { clusterRef, type ResourceKind } from '../../../lib/features/ingress/kinds/index.ts';

type CopyKind = Extract<
  ResourceKind,
  'backendConfig' | 'frontendConfig' | 'multiClusterService' | 'multiClusterIngress'
>;

const INGRESS = ingressKey('one');
const SERVICE = serviceKey('one');
const SETTING: ObjectKey = `cloud.google.com/BackendConfig/${UNIT}/bc`;
const FRONT: ObjectKey = `networking.gke.io/FrontendConfig/${UNIT}/fc`;

function copy(
  kind: CopyKind,
  owner: ObjectKey,
  spec: JsonObject,
  metadata: JsonObject = {},
  cluster = EU,
): DesiredResource {
  const { annotations, ...rest } = metadata;
  const own = { [OWNER_ANNOTATION]: MARK, ...(annotations as JsonObject | undefined) };
  const body = { metadata: { annotations: own, ...rest }, spec };
  return { ...resource(clusterRef(kind, cluster, 'x', UNIT), {}), body, owners: [owner] };
}

const ingress = (spec: JsonObject = {}, metadata?: JsonObject, cluster?: string) =>
  copy('multiClusterIngress', INGRESS, spec, metadata, cluster);
const service = (spec: JsonObject = {}) => copy('multiClusterService', SERVICE, spec);

const changed = (
  now: readonly DesiredResource[],
  before: readonly DesiredResource[],
  owners: readonly ObjectKey[] = [INGRESS],
) => manifestsChanged(KINDS, now, appliedOf(before))({ owners });

describe('manifests have changed for a resource', () => {
  test('where nothing was ever applied', () => {
    expect(manifestsChanged(KINDS, [ingress()], undefined)({ owners: [INGRESS] })).toBe(true);
  });

  test.each<[string, DesiredResource]>([
    ['spec', ingress({ a: 2 })],
    ['labels', ingress({ a: 1 }, { labels: { team: 'b' } })],
    ['annotations', ingress({ a: 1 }, { annotations: { 'networking.gke.io/static-ip': '1' } })],
  ])('when the %s of one that it is made from are others', (_, now) => {
    expect(changed([now], [ingress({ a: 1 })])).toBe(true);
    expect(changed([ingress({ a: 1 })], [now])).toBe(true);
  });

  test('when one that it is made from has come or gone, or is not known at all', () => {
    expect(changed([ingress()], [])).toBe(true);
    expect(changed([], [ingress()])).toBe(true);
    expect(changed([], [])).toBe(true);
    expect(changed([ingress(), service()], [ingress(), service()], [INGRESS, serviceKey('unheard-of')])).toBe(true);
  });

  test('when any one of several has', () => {
    const [now, before] = [ingress(), ingress()];
    expect(changed([now, service({ a: 1 })], [before, service({ a: 2 })], [INGRESS, SERVICE])).toBe(true);
    expect(changed([now, service({ a: 1 })], [before, service({ a: 2 })], [SERVICE, INGRESS])).toBe(true);
  });

  test('when a setting has that it may refer to', () => {
    for (const [kind, key] of [
      ['backendConfig', SETTING],
      ['frontendConfig', FRONT],
    ] as const) {
      const [now, before] = [copy(kind, key, { a: 1 }), copy(kind, key, { a: 2 })];
      expect(changed([ingress(), now], [ingress(), before])).toBe(true);
    }
  });

  test('where it has no manifest', () => {
    expect(changed([], [], [])).toBe(true);
  });
});

describe('manifests are the same for a resource', () => {
  test('when they say the same, whichever config cluster has the copy', () => {
    expect(changed([ingress({ a: 1 })], [ingress({ a: 1 })])).toBe(false);
    expect(changed([ingress({ a: 1 })], [ingress({ a: 1 }, {}, US)])).toBe(false);
  });

  test('when only another ingress or service changed', () => {
    expect(changed([ingress(), service({ a: 1 })], [ingress(), service({ a: 2 })])).toBe(false);
    expect(changed([ingress({ a: 1 }), service()], [ingress({ a: 2 }), service()], [SERVICE])).toBe(false);
  });

  test('when only our own annotations are others', () => {
    const ours = { annotations: { 'rangelight.dev/owner': 'another', 'rangelight.dev/new': 'yes' } };
    expect(changed([ingress({}, ours)], [ingress()])).toBe(false);
  });

  test('when only what is made from them changed', () => {
    const derived = (a: number): DesiredResource => ({
      ...resource(clusterRef('service', EU, 'svc', UNIT), {}),
      body: { spec: { a } },
      owners: [INGRESS],
    });
    expect(changed([ingress(), derived(1)], [ingress(), derived(2)])).toBe(false);
  });

  test('when a copy has neither annotations nor labels nor spec on either side', () => {
    const bare: DesiredResource = { ...ingress(), body: { metadata: { annotations: null } } };
    expect(changed([bare], [{ ...ingress(), body: {} }])).toBe(false);
  });
});
