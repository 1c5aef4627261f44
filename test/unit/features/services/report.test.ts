// What people read of exports in the comment and in the check run.
import { expect, it } from 'vitest';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { TELLING } from '../../../../functions/wiring/report-parts.ts';
import type { Change, ChangeKind } from '../../../../lib/diff/index.ts';
import { serviceExport } from '../../../../lib/features/services/kinds/service-export.ts';
import { refInCluster, refKey } from '../../../../lib/model/index.ts';
import { makePlan, type Plan, type Revision, rulesOf } from '../../../../lib/plan/index.ts';
import { commitCheck, commitComment } from '../../../../lib/report/index.ts';

const changeOf = (kind: ChangeKind, name: string): Change => {
  const ref = refInCluster(serviceExport, 'us-west1/gke-us', name, 'shop');
  const base = { key: refKey(ref), ref, kind, cause: 'pending', maker: 'rangelight', owners: [], needs: [] } as const;
  return { ...base, fields: [], impact: 'none', why: 'somebody merged', after: {} };
};

function revisionOf({ changes, digest }: Plan): Revision {
  const counts = { create: changes.length, update: 0, replace: 0, delete: 0, adopt: 0, abandon: 0 };
  const unit = { unit: 'shop', plan: digest, desired: '', counts, impact: 'none', gates: [] } as const;
  return {
    fleet: 'prod',
    occasion: { type: 'pull-request', repository: 'acme/fleet', commit: 'c1', number: 7, base: 'c0' },
    facts: '',
    verdict: 'ready',
    diagnostics: [],
    sources: {},
    units: [{ ...unit, partial: false, unknown: [] }],
  };
}

function shown(...changes: readonly Change[]): readonly string[] {
  const plan = makePlan(rulesOf(KINDS, []), 'prod', 'shop', changes) ?? expect.fail('there is something to do');
  const revision = revisionOf(plan);
  const fleets = [{ revision, plans: new Map([[plan.digest, plan]]) }];
  const commit = { commit: revision.occasion.commit, fleets, coming: [], unreadable: [], diagnostics: [] };
  return [commitComment(TELLING, commit).body, commitCheck(TELLING, commit).summary];
}

it('says from where a Service answers under which name, and from where no longer', () => {
  for (const text of shown(changeOf('create', 'cart'), changeOf('delete', 'pay'), changeOf('update', 'stock'))) {
    expect(text).toContain(
      '- `shop/cart`: exported from `us-west1/gke-us` as `cart.shop.svc.clusterset.local`\n' +
        '- `shop/pay`: withdrawn from `us-west1/gke-us`, where it answered as `pay.shop.svc.clusterset.local`\n',
    );
    expect(text).not.toContain('stock.shop.svc');
  }
});

it('shows names as they are, obeys none of them, and counts what is too much', () => {
  const hostile = changeOf('create', '`@all|<b>');
  const many = Array.from({ length: 12 }, (_, index) => changeOf('create', `many-${10 + index}`));
  for (const text of shown(hostile, ...many)) {
    const [item] = text.split('\n').filter((line) => line.includes(': exported from'));
    expect(item).toContain('- <code>shop/&#96;@&#8203;all&#124;&#60;b&#62;</code>: exported from');
    expect(text).toContain('- … and 5 more');
  }
});
