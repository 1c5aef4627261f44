// What a person has to approve of what Identity-Aware Proxy protects.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import { type Change, diff } from '../../../../../lib/diff/index.ts';
import { type DesiredResource, type ObservedState, refKey, type ResourceRef } from '../../../../../lib/model/index.ts';
import { releaseOf } from '../../../../../lib/plan/index.ts';
import { gatesOf } from '../../../../../lib/features/ingress/rules/gates.ts';
import { appliedOf, balancer, compute, desiredOf, EU, observedOf, US } from '../../../balancer.ts';
import { changeOf } from '../../../plan/change.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';

const one = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example', 'b.example'] }).resources;

const found = (change: Change) => gatesOf([change], { resources: new Map(), unknown: [] }, undefined);

/** An observation of backend services. */
function seen(...services: readonly (readonly [ResourceRef, JsonObject])[]): ObservedState {
  return { resources: new Map(services.map(([ref, body]) => [refKey(ref), { ref, body, ours: true }])), unknown: [] };
}

const gates = (before: readonly DesiredResource[], after: readonly DesiredResource[]): readonly string[] =>
  findings(before, after).map(({ code }) => code);

function findings(before: readonly DesiredResource[], after: readonly DesiredResource[]) {
  const { changes } = diff({
    kinds: KINDS,
    desired: desiredOf(after),
    applied: appliedOf(before),
    observed: observedOf(before),
    takeover: false,
    pendingCause: 'pending',
  });
  return gatesOf(changes, observedOf(before), undefined);
}

describe('Identity-Aware Proxy', () => {
  const iap = (members?: JsonObject) =>
    one.map((each) => {
      if (each.ref.kind !== 'backendService') return each;
      return members === undefined ? each : { ...each, body: { ...each.body, iap: members } };
    });
  const own = { enabled: true, oauth2ClientId: 'me', oauth2ClientSecretSha256: 'f1' };

  test('may be turned on, and have its secret rotated', () => {
    expect(gates(one, iap(own))).toEqual([]);
    expect(gates(iap({ enabled: false }), iap(own))).toEqual([]);
    expect(gates(iap(own), iap({ ...own, oauth2ClientSecretSha256: 'f2' }))).toEqual([]);
  });

  test('that goes off, or whose section is gone, leaves the service open', () => {
    expect(gates(iap(own), iap({ enabled: false }))).toEqual(['iap-off']);
    expect(gates(iap({ enabled: true }), one)).toEqual(['iap-off']);
  });

  test('that gets another client, or should lose its own', () => {
    expect(gates(iap(own), iap({ ...own, oauth2ClientId: 'you' }))).toEqual(['iap-client']);
    expect(gates(iap({ enabled: true }), iap(own))).toEqual(['iap-client']);
    expect(gates(iap(own), iap({ enabled: true }))).toEqual(['iap-client-kept']);
    expect(releaseOf('merge', { gates: findings(iap(own), iap({ enabled: true })) }, true)).toBe('not-approvable');
  });

  test('of a service that another one takes over from', () => {
    const next = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example', 'b.example'], version: 2 }).resources;
    const nextWith = (members: JsonObject) =>
      next.map((each) =>
        each.ref.kind === 'backendService' ? { ...each, body: { ...each.body, iap: members } } : each,
      );
    expect(gates(iap(own), nextWith(own))).toEqual(['iap-moved']);
    expect(gates(iap(own), nextWith({ enabled: false }))).toEqual(['iap-off']);
    expect(gates(iap(own), next)).toEqual(['iap-off']);
    expect(gates(one, nextWith(own))).toEqual([]);
  });

  test('of a service whose route goes to one that stands there already', () => {
    const other = balancer({ name: 'two', clusters: [EU], hosts: ['c.example'] });
    const protectedOther = (members: JsonObject) =>
      other.resources.map((each) =>
        each.ref.kind === 'backendService' ? { ...each, body: { ...each.body, iap: members } } : each,
      );
    const before = [...iap(own), ...other.resources];
    const rerouted = (all: readonly DesiredResource[]) =>
      all.map((each) =>
        each.ref.kind === 'urlMap' && each.ref.name === 'um-one'
          ? { ...each, body: { ...each.body, defaultService: other.keys.backendService } }
          : each,
      );
    expect(gates(before, rerouted(before))).toEqual(['iap-off']);
    const both = [...iap(own), ...protectedOther(own)];
    expect(gates(both, rerouted(both))).toEqual([]);
    expect(gates([...one, ...protectedOther(own)], rerouted([...one, ...protectedOther(own)]))).toEqual([]);
  });

  test('that others turned on by hand is not asked about when something else changes', () => {
    const service = compute('backendService', 'bs');
    const other = changeOf(service, {
      fields: [{ path: 'timeoutSec', effect: 'change' }],
      before: { iap: { enabled: true } },
      after: {},
    });
    expect(found(other)).toEqual([]);
    const both = { ...other, fields: [...other.fields, { path: 'iap.enabled', effect: 'change' } as const] };
    expect(found(both).map(({ code }) => code)).toEqual(['iap-off']);
  });

  test('is lost also by a service that is made anew in its own place', () => {
    const anew = changeOf(compute('backendService', 'bs'), {
      kind: 'replace',
      fields: [{ path: 'iap.enabled', effect: 'change' }],
      before: { iap: { enabled: true } },
      after: {},
    });
    expect(found(anew).map(({ code }) => code)).toEqual(['iap-off']);
    expect(found({ ...anew, kind: 'delete', fields: [] })).toEqual([]);
  });

  test('says what would happen to which service, and where to look', () => {
    const service = compute('backendService', 'bs');
    const inPlace = (path: string, after: JsonObject, to?: string) =>
      found(
        changeOf(service, {
          fields: [{ path, effect: 'change', before: 'me', ...(to === undefined ? {} : { after: to }) }],
          before: { iap: { enabled: true } },
          after: { iap: after },
        }),
      ).map(({ message, path }) => [message, path.at(-1)]);
    expect(inPlace('iap.enabled', { enabled: false })).toEqual([
      ['would turn Identity-Aware Proxy off: everybody could reach bs', 'enabled'],
    ]);
    expect(inPlace('iap.oauth2ClientId', { enabled: true }, 'you')).toEqual([
      [expect.stringMatching(/^would give bs another OAuth client/), 'oauthclientCredentials'],
    ]);
    expect(inPlace('iap.oauth2ClientId', { enabled: true })).toEqual([
      [expect.stringMatching(/^would go back to Google's own OAuth client.* to bs in place/), 'oauthclientCredentials'],
    ]);
  });

  test('of routes that move: the finding is about the newcomer, or about the map when nothing of the newcomer changes', () => {
    const [old, next] = [compute('backendService', 'old'), compute('backendService', 'next')];
    const route = (ref: ResourceRef) => ({ defaultService: refKey(ref) });
    const move = changeOf(compute('urlMap', 'um'), { before: route(old), after: route(next) });
    const made = (body: JsonObject) => changeOf(next, { kind: 'create', after: body });
    const standing = seen([old, { iap: { enabled: true } }]);
    const told = (changes: readonly Change[], observed = standing) =>
      gatesOf(changes, observed, undefined).map(({ message, key, path }) => [message, key, path.at(-1)]);
    const open = 'would move routes of um from behind Identity-Aware Proxy: everybody could reach next';
    expect(told([move, made({})])).toEqual([[open, refKey(next), 'enabled']]);
    expect(told([move], seen([old, { iap: { enabled: true } }], [next, {}]))).toEqual([[open, move.key, 'rules']]);
    expect(told([move, made({ iap: { enabled: true } })])).toEqual([
      [expect.stringMatching(/^would move routes of um to next: who may pass/), refKey(next), 'enabled'],
    ]);
  });

  test('of one of several services whose routes go to a third', () => {
    const [open, closed, next] = ['a', 'b', 'next'].map((name) => refKey(compute('backendService', name)));
    const hosts = (a: string, b: string) => ({
      hostRules: ['a', 'b'].map((host) => ({ hosts: [host], pathMatcher: host })),
      pathMatchers: Object.entries({ a, b }).map(([name, defaultService]) => ({ name, defaultService })),
    });
    const move = changeOf(compute('urlMap', 'um'), {
      before: hosts(open ?? '', closed ?? ''),
      after: hosts(next ?? '', next ?? ''),
    });
    // Nobody saw the first: it has nothing to lose that we know of.
    const observed = seen([compute('backendService', 'b'), { iap: { enabled: true } }]);
    expect(gatesOf([move], observed, undefined).map(({ code }) => code)).toEqual(['iap-off']);
  });

  test('is placed in the BackendConfig, while there is one', () => {
    const owners = [
      'cloud.google.com/BackendConfig/blue/a',
      'networking.gke.io/MultiClusterIngress/blue/i',
      'networking.gke.io/MultiClusterService/blue/foo',
    ];
    const owned = (body: readonly DesiredResource[]) => body.map((each) => ({ ...each, owners }));
    const { changes } = diff({
      kinds: KINDS,
      desired: desiredOf(owned(iap({ enabled: false }))),
      applied: appliedOf(owned(iap(own))),
      observed: observedOf(owned(iap(own))),
      takeover: false,
      pendingCause: 'pending',
    });
    expect(gatesOf(changes, observedOf(owned(iap(own))), undefined)[0]).toMatchObject({
      owners: [
        'cloud.google.com/BackendConfig/blue/a',
        'networking.gke.io/MultiClusterService/blue/foo',
        'networking.gke.io/MultiClusterIngress/blue/i',
      ],
      path: ['spec', 'iap', 'enabled'],
    });
  });
});
