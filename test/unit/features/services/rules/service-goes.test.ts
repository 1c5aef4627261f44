// A managed Service that is taken away or made anew: who calls it in its cluster feels that.
import { describe, expect, test } from 'vitest';
import { RULES } from '../../../../../functions/wiring/rules.ts';
import { managedService } from '../../../../../lib/features/common/managed-service.ts';
import { serviceExport } from '../../../../../lib/features/services/kinds/service-export.ts';
import { serviceGates } from '../../../../../lib/features/services/rules/service-goes.ts';
import { refInCluster } from '../../../../../lib/model/index.ts';
import { makePlan, partsOf } from '../../../../../lib/plan/index.ts';
import { changeOf } from '../../../plan/change.ts';

const US = 'us-west1/gke-us';
const EU = 'europe-north1/gke-eu';
const CART = refInCluster(managedService, US, 'cart', 'shop');
const exportIn = (cluster: string, name = 'cart') => refInCluster(serviceExport, cluster, name, 'shop', 'net.gke.io');

describe('a Service that goes', () => {
  test('is gated with the name that nobody answers any more', () => {
    const change = changeOf(CART, { kind: 'delete', owners: [`core/Service/shop/cart@${US}`] });
    expect(serviceGates([change])).toEqual([
      {
        code: 'service-deleted',
        message: `would delete the Service shop/cart of ${US}: cart.shop.svc.cluster.local is answered there no more`,
        key: change.key,
        owners: change.owners,
        path: [],
      },
    ]);
  });

  test.each([
    [{ clusterIP: 'None' }, 'headless'],
    [{}, 'one with an address'],
  ])('and comes back is gated with what it becomes: %j', (spec, becomes) => {
    expect(serviceGates([changeOf(CART, { kind: 'replace', after: { spec } })])).toMatchObject([
      {
        code: 'service-deleted',
        message: `would delete the Service shop/cart of ${US} and make it anew, ${becomes}: calls of cart.shop.svc.cluster.local fail until then`,
      },
    ]);
  });

  test('is none that is changed in place, and no export', () => {
    const kinds = ['create', 'update', 'adopt', 'abandon', 'none'] as const;
    expect(serviceGates(kinds.map((kind) => changeOf(CART, { kind })))).toEqual([]);
    expect(serviceGates([changeOf(exportIn(US), { kind: 'delete' })])).toEqual([]);
  });

  test('goes when nobody uses it, an export at once', () => {
    const changes = [changeOf(CART, { kind: 'delete' }), changeOf(exportIn(US, 'pay'), { kind: 'delete' })];
    const steps = makePlan(RULES, 'prod', 'shop', changes)?.steps.map(({ action }) => action.type);
    expect(steps?.sort()).toEqual(['await-unused', 'delete', 'delete']);
  });
});

test('exports of one name are planned and approved as one, those of another name apart', () => {
  const changes = [exportIn(US), exportIn(EU), exportIn(US, 'pay')].map((ref) => changeOf(ref, { kind: 'delete' }));
  const parts = partsOf(RULES, changes).map((part) => part.map(({ ref }) => ref.name).join());
  expect(parts).toEqual(['cart,cart', 'pay']);
});
