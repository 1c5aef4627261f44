// What an object with an error has keeps standing: a mistake in a manifest deletes nothing.
import { describe, expect, test } from 'vitest';
import { asApplied, type Change, diff, hold, holdAlso, takesAway, worstImpact } from '../../../lib/diff/index.ts';
import { refKey } from '../../../lib/model/index.ts';
import {
  appliedOf,
  balancer,
  compute,
  desiredOf,
  EU,
  ingressKey,
  observedOf,
  resource,
  serviceKey,
  US,
} from '../balancer.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const NOTHING = { objects: new Set<string>(), keys: new Set<string>() };
const one = balancer({ name: 'one', clusters: [EU] });
const applied = appliedOf(one.resources);
const keysOf = (state: ReturnType<typeof hold>) => state.resources.map(({ ref }) => refKey(ref));

describe('hold', () => {
  test('changes nothing when nothing is held', () => {
    expect(hold(KINDS, desiredOf(one.resources), applied, NOTHING)).toEqual(desiredOf(one.resources));
    expect(hold(KINDS, desiredOf([]), applied, NOTHING).resources).toEqual([]);
  });

  test('keeps what a held object owns as it was applied, not as it was compiled', () => {
    const objects = new Set([serviceKey('one')]);
    const moved = balancer({ name: 'one', clusters: [EU, US] }).resources;
    const held = hold(KINDS, desiredOf(moved), applied, { ...NOTHING, objects });
    const backendService = held.resources.find(({ ref }) => refKey(ref) === one.keys.backendService);
    expect(backendService?.body['backends']).toHaveLength(1);
    expect(keysOf(held)).toEqual([...keysOf(held)].sort());
  });

  test('keeps a single resource', () => {
    expect(keysOf(hold(KINDS, desiredOf([]), applied, { ...NOTHING, keys: new Set([one.keys.address]) }))).toEqual([
      one.keys.address,
    ]);
  });

  test('keeps what the held resources stand on, whoever owns that', () => {
    const held = hold(KINDS, desiredOf([]), applied, { ...NOTHING, keys: new Set([one.keys.proxy]) });
    expect(keysOf(held)).toEqual(
      [one.keys.proxy, one.keys.urlMap, one.keys.backendService, one.keys.healthCheck]
        .concat(one.keys.negs, one.keys.services)
        .sort(),
    );
  });

  test('keeps a group of ours whose Service is gone: nobody else takes it away', () => {
    const own = balancer({ name: 'one', clusters: [EU], negs: 'rangelight' });
    const [neg = '', service] = [own.keys.negs[0], own.keys.services[0]];
    const withoutService = appliedOf(own.resources.filter(({ ref }) => refKey(ref) !== service));
    expect(keysOf(hold(KINDS, desiredOf([]), withoutService, { ...NOTHING, keys: new Set([neg]) }))).toEqual([neg]);
  });

  test('keeps no group that GKE made of several things, of which one is gone', () => {
    const [neg = '', service = ''] = [one.keys.negs[0], one.keys.services[0]];
    const resources = one.resources.map((each) =>
      refKey(each.ref) === neg ? { ...each, dependsOn: [service, 'clusters/gone'] } : each,
    );
    expect(keysOf(hold(KINDS, desiredOf([]), appliedOf(resources), { ...NOTHING, keys: new Set([neg]) }))).toEqual([
      service,
    ]);
  });

  test('keeps no group that GKE made of a Service which is gone', () => {
    const [neg, service] = [one.keys.negs[0] ?? '', one.keys.services[0] ?? ''];
    const keys = new Set([neg, one.keys.address]);
    const withoutService = appliedOf(one.resources.filter(({ ref }) => refKey(ref) !== service));
    expect(keysOf(hold(KINDS, desiredOf([]), withoutService, { ...NOTHING, keys }))).toEqual([one.keys.address]);
    expect(keysOf(hold(KINDS, desiredOf([]), applied, { ...NOTHING, keys }))).toContain(neg);
    const own = balancer({ name: 'one', clusters: [EU], negs: 'rangelight' });
    const [kept] = hold(KINDS, desiredOf([]), appliedOf(own.resources), {
      ...NOTHING,
      keys: new Set(own.keys.negs),
    }).resources;
    expect(kept?.maker).toBe('rangelight');
  });

  test('keeps the copies of what a held ingress is made from, and lets another ingress go', () => {
    const [held, other, config] = [
      'networking.gke.io/MultiClusterIngress/blue/held',
      'networking.gke.io/MultiClusterIngress/blue/other',
      'cloud.google.com/BackendConfig/blue/c',
    ];
    const shared = { ...resource(compute('backendService', 'shared'), {}), owners: [config, held, other] };
    const copy = { ...resource(compute('healthCheck', 'stands-for-a-copy'), {}), owners: [config] };
    const front = { ...resource(compute('urlMap', 'other'), {}), owners: [other] };
    const kept = hold(KINDS, desiredOf([]), appliedOf([shared, copy, front]), { ...NOTHING, objects: new Set([held]) });
    expect(keysOf(kept)).toEqual([refKey(shared.ref), refKey(copy.ref)].sort());
  });

  test('lets what is still declared follow its own manifest', () => {
    const [ingress, config] = [
      'networking.gke.io/MultiClusterIngress/blue/held',
      'cloud.google.com/BackendConfig/blue/c',
    ];
    const shared = { ...resource(compute('backendService', 'shared'), {}), owners: [config, ingress] };
    const copy = { ...resource(compute('healthCheck', 'stands-for-a-copy'), { old: true }), owners: [config] };
    const renewed = { ...copy, body: { ...copy.body, old: false } };
    const kept = hold(KINDS, desiredOf([renewed]), appliedOf([shared, copy]), {
      ...NOTHING,
      objects: new Set([ingress]),
    });
    expect(kept.resources).toEqual([shared, renewed]);
  });

  test('leaves what is compiled anew under something held as it was compiled', () => {
    const moved = one.resources.map((each) =>
      each.ref.kind === 'healthCheck' ? { ...each, body: { ...each.body, checkIntervalSec: 9 } } : each,
    );
    const held = hold(KINDS, desiredOf(moved), applied, { ...NOTHING, keys: new Set([one.keys.backendService]) });
    expect(held).toEqual(desiredOf(moved));
  });

  test('does not invent what a held resource stands on and nobody applied', () => {
    const map = resource(compute('urlMap', 'm'), { defaultService: refKey(compute('backendService', 'gone')) });
    const held = hold(KINDS, desiredOf([]), appliedOf([map]), { ...NOTHING, keys: new Set([refKey(map.ref)]) });
    expect(held.resources).toEqual([map]);
  });

  test('without anything applied there is nothing to keep', () => {
    expect(hold(KINDS, desiredOf([]), undefined, { ...NOTHING, keys: new Set([one.keys.proxy]) }).resources).toEqual(
      [],
    );
  });
});

describe('holdAlso', () => {
  const changesOf = (wanted: typeof one.resources): readonly Change[] =>
    diff({
      kinds: KINDS,
      desired: desiredOf(wanted),
      applied,
      observed: observedOf(one.resources),
      takeover: false,
      pendingCause: 'pending',
    }).changes;

  test('holds the owners of what would go', () => {
    const more = holdAlso(NOTHING, changesOf([]), applied);
    expect([...more.objects].sort()).toEqual([ingressKey('one'), serviceKey('one')]);
  });

  test('holds a resource that nobody owns by its own key', () => {
    const alone = resource(compute('firewall', 'rl1-fw-alone-0123456789'), {});
    const { changes } = diff({
      kinds: KINDS,
      desired: desiredOf([]),
      applied: undefined,
      observed: observedOf([alone]),
      takeover: false,
      pendingCause: 'pending',
    });
    expect(holdAlso(NOTHING, changes, undefined)).toEqual({ objects: new Set(), keys: new Set([refKey(alone.ref)]) });
  });

  test('holds whom it was applied for, else whom it is wanted for', () => {
    const [change] = changesOf([]);
    if (change === undefined) throw new TypeError('there is something to do');
    const wantedFor: Change = { ...change, owners: ['networking.gke.io/MultiClusterService/blue/new'] };
    expect([...holdAlso(NOTHING, [wantedFor], applied).objects]).not.toContain(
      'networking.gke.io/MultiClusterService/blue/new',
    );
    for (const record of [appliedOf([]), undefined]) {
      expect([...holdAlso(NOTHING, [wantedFor], record).objects]).toEqual([
        'networking.gke.io/MultiClusterService/blue/new',
      ]);
    }
  });

  test('holds nothing for what only grows', () => {
    const more = holdAlso(NOTHING, changesOf(balancer({ name: 'one', clusters: [EU, US] }).resources), applied);
    expect(more).toEqual(NOTHING);
  });
});

test('takesAway: a resource that goes, or a part that shrinks', () => {
  const base = resource(compute('firewall', 'fw'), { sourceRanges: ['a', 'b'] });
  const smaller = resource(compute('firewall', 'fw'), { sourceRanges: ['a'] });
  const changes = (wanted: readonly (typeof base)[], seen: readonly (typeof base)[]) =>
    diff({
      kinds: KINDS,
      desired: desiredOf(wanted),
      applied: appliedOf(seen),
      observed: observedOf(seen),
      takeover: false,
      pendingCause: 'pending',
    }).changes.map(takesAway);
  expect(changes([], [base])).toEqual([true]);
  expect(changes([smaller], [base])).toEqual([true]);
  expect(changes([base], [smaller])).toEqual([false]);
  expect(changes([base], [])).toEqual([false]);
  const [change] = diff({
    kinds: KINDS,
    desired: desiredOf([base]),
    applied: undefined,
    observed: observedOf([]),
    takeover: false,
    pendingCause: 'pending',
  }).changes;
  if (change === undefined) throw new TypeError('there is something to do');
  const kinds = ['create', 'update', 'replace', 'delete', 'adopt', 'abandon', 'none'] as const;
  expect(kinds.filter((kind) => takesAway({ ...change, kind }))).toEqual(['replace', 'delete', 'abandon']);
});

test('the worst of several impacts counts', () => {
  expect(worstImpact([])).toBe('none');
  expect(worstImpact(['none', 'possible'])).toBe('possible');
  expect(worstImpact(['certain', 'possible'])).toBe('certain');
});

describe('asApplied', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => resource(compute('urlMap', name), {}));
  const keyOf = (name: string) => refKey(compute('urlMap', name));
  const later = resource(compute('urlMap', 'a'), { defaultService: 'x' });

  test('has these as they were applied, in their places, and those not that never were', () => {
    const desired = desiredOf([later, b, c].flatMap((one) => one ?? []));
    const record = appliedOf([a, d].flatMap((one) => one ?? []));
    const kept = asApplied(desired, record, new Set(['a', 'b', 'd'].map(keyOf)));
    expect(kept).toEqual({ ...desired, resources: [a, c, d] });
    expect(asApplied(desired, undefined, new Set([keyOf('b')])).resources).toEqual([later, c]);
  });

  test('is what is desired where nothing is held', () => {
    const desired = desiredOf([later]);
    expect(asApplied(desired, appliedOf([]), new Set())).toBe(desired);
  });
});
