// What becomes of exports beside what stands: the group that each keeps, and the gate of the last one.
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../../functions/wiring/rules.ts';
import type { JsonObject } from '../../../../lib/core/index.ts';
import { type Change, diff } from '../../../../lib/diff/index.ts';
import { serviceExport } from '../../../../lib/features/services/kinds/service-export.ts';
import {
  type AppliedState,
  type ClusterRef,
  type DesiredState,
  MANAGED_BY,
  type ObservedState,
  OWNER_ANNOTATION,
  refInCluster,
  refKey,
} from '../../../../lib/model/index.ts';
import { changeOf } from '../../plan/change.ts';

const US = 'us-west1/gke-us';
const EU = 'europe-north1/gke-eu';
const GKE = 'net.gke.io';
const STANDARD = 'multicluster.x-k8s.io';
const MARK = 'rangelight/v2 installation=acme fleet=prod unit=shop';

const exportIn = (cluster: string, group = GKE, name = 'cart') =>
  refInCluster(serviceExport, cluster, name, 'shop', group);

const wantedOf = (...refs: readonly ClusterRef[]): DesiredState => ({
  fleet: 'prod',
  unit: 'shop',
  resources: refs.map((ref) => ({
    ref,
    body: {
      metadata: { name: ref.name, namespace: 'shop', labels: MANAGED_BY, annotations: { [OWNER_ANNOTATION]: MARK } },
    },
    maker: 'rangelight',
    owners: [`net.gke.io/ServiceExport/shop/${ref.name}@${ref.cluster}`],
    dependsOn: [],
  })),
});

const appliedOf = (...refs: readonly ClusterRef[]) =>
  ({
    unit: 'shop',
    resources: Object.fromEntries(wantedOf(...refs).resources.map((one) => [refKey(one.ref), one])),
    addresses: {},
  }) as unknown as AppliedState;

function observedOf(ours: readonly ClusterRef[], others: readonly ClusterRef[] = [], lost: readonly string[] = []) {
  const [marked, bare] = [wantedOf(...ours), wantedOf(...others)];
  const seen = [
    ...marked.resources.map(({ ref, body }) => ({ ref, body, ours: true })),
    ...bare.resources.map(({ ref }) => ({ ref, body: { metadata: { name: ref.name } }, ours: false })),
  ];
  return {
    resources: new Map(seen.map((one) => [refKey(one.ref), one])),
    unknown: lost.map((cluster) => ({ part: 'cluster', cluster, reason: 'no answer' })),
  } satisfies ObservedState;
}

const groupsIn = ({ resources }: DesiredState) => resources.map(({ ref }) => ('group' in ref ? ref.group : ''));

describe('an export keeps the group', () => {
  const [gke, standard] = [exportIn(US, GKE), exportIn(US, STANDARD)];

  it.each([
    ['that it was applied under', [standard], observedOf([standard]), STANDARD],
    [
      'that it was applied under, also in a cluster that cannot be read',
      [standard],
      observedOf([], [], [US]),
      STANDARD,
    ],
    ['that it was applied under, though a copy of it stands', [standard], observedOf([gke, standard]), STANDARD],
    ['under which it stands, without a record', [], observedOf([standard]), STANDARD],
    ['under which somebody else has it', [], observedOf([], [standard]), STANDARD],
    ['that is ours, though somebody has the other one', [gke], observedOf([gke], [standard]), GKE],
    ['of what is compiled, where it went', [standard], observedOf([]), GKE],
    ['of what is compiled, where none stands', [], observedOf([]), GKE],
  ] as const)('%s', (_, applied, observed, group) => {
    const settled = RULES.settle(wantedOf(gke), { applied: appliedOf(...applied), observed });
    expect(groupsIn(settled)).toEqual([group]);
    expect(settled.resources.map(({ body }) => body)).toEqual(wantedOf(gke).resources.map(({ body }) => body));
  });

  it('so that nothing is to be done', () => {
    const observed = observedOf([standard]);
    const applied = appliedOf(standard);
    const desired = RULES.settle(wantedOf(gke), { applied, observed });
    const { kinds } = RULES;
    expect(diff({ kinds, desired, applied, observed, takeover: false, pendingCause: 'pending' }).changes).toEqual([]);
  });

  it('and somebody else’s is left alone, in place of a second one beside it', () => {
    const observed = observedOf([], [standard]);
    const desired = RULES.settle(wantedOf(gke), { applied: undefined, observed });
    const { kinds } = RULES;
    const found = diff({ kinds, desired, applied: undefined, observed, takeover: false, pendingCause: 'pending' });
    expect(found).toMatchObject({ changes: [], foreign: [refKey(standard)], diagnostics: [{ code: 'not-ours' }] });
  });
});

function gatesOf(
  wanted: readonly ClusterRef[],
  stands: readonly ClusterRef[],
  others: readonly ClusterRef[] = [],
  lost: readonly string[] = [],
) {
  const observed = observedOf(stands, others, lost);
  const applied = appliedOf(...stands);
  const { kinds } = RULES;
  const desired = wantedOf(...wanted);
  const { changes } = diff({ kinds, desired, applied, observed, takeover: false, pendingCause: 'pending' });
  return RULES.gates(changes, { observed, applied });
}

describe('a withdrawal', () => {
  it('is gated once for the last export of a name, with the name that dies', () => {
    expect(gatesOf([], [exportIn(US), exportIn(EU)])).toMatchObject([
      {
        code: 'service-gone',
        message:
          'would withdraw the last export of shop/cart: cart.shop.svc.clusterset.local is answered in no cluster any more',
        owners: [`net.gke.io/ServiceExport/shop/cart@${EU}`, `net.gke.io/ServiceExport/shop/cart@${US}`],
        path: [],
      },
    ]);
    expect(gatesOf([exportIn(US)], [exportIn(US), exportIn(US, GKE, 'pay')]).map(({ key }) => key)).toEqual([
      refKey(exportIn(US, GKE, 'pay')),
    ]);
  });

  it('is not gated while another cluster exports the name, whoever made that export', () => {
    expect(gatesOf([exportIn(EU)], [exportIn(US), exportIn(EU)])).toEqual([]);
    expect(gatesOf([], [exportIn(US)], [exportIn(EU, STANDARD)])).toEqual([]);
  });

  it('counts neither on an export that is only to come nor on one that it cannot see', () => {
    expect(gatesOf([exportIn(EU)], [exportIn(US)])).toMatchObject([
      { message: expect.stringContaining(`until GKE has taken up the one in ${EU}`) as string },
    ]);
    expect(gatesOf([exportIn(EU)], [exportIn(US)], [], [EU])).toMatchObject([{ code: 'service-gone' }]);
  });

  it('of an object that lost our mark takes nothing away', () => {
    expect(gatesOf([], [], [exportIn(US)])).toEqual([]);
  });
});

describe('an export counts as the last one', () => {
  const gone = changeOf(exportIn(US), { kind: 'delete' });
  const gates = (changes: readonly Change[], seen: readonly { ref: ClusterRef; body?: JsonObject }[] = []) =>
    RULES.gates([...changes], {
      observed: {
        resources: new Map(seen.map(({ ref, body = {} }) => [refKey(ref), { ref, body, ours: false }] as const)),
        unknown: [],
      },
      applied: appliedOf(),
    });

  it('beside one that is being deleted, and beside what is no export', () => {
    expect(gates([gone], [{ ref: exportIn(EU) }])).toEqual([]);
    const body = { metadata: { deletionTimestamp: '2026-11-30T10:00:00Z' } };
    expect(gates([gone], [{ ref: exportIn(EU), body }])).toMatchObject([{ code: 'service-gone' }]);
    const service = { ...exportIn(EU), kind: 'service', group: '', plural: 'services' };
    expect(gates([gone], [{ ref: service }])).toMatchObject([{ code: 'service-gone' }]);
  });

  it('until one of the same name comes, not one of another', () => {
    const [found] = gates([gone, changeOf(exportIn(EU, GKE, 'other'), { kind: 'create' })]);
    expect(found?.message).toMatch(/is answered in no cluster any more$/);
  });

  it('when it is an export, and goes', () => {
    const service = { ...exportIn(US), kind: 'service', group: '', plural: 'services' };
    expect(gates([changeOf(service, { kind: 'delete' }), changeOf(exportIn(US))])).toEqual([]);
  });
});
