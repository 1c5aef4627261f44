// What a person has to approve of what Identity-Aware Proxy protects.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../lib/core/index.ts';
import { diff } from '../../../lib/diff/index.ts';
import type { DesiredResource } from '../../../lib/model/index.ts';
import { gatesOf, releaseOf } from '../../../lib/plan/index.ts';
import { appliedOf, balancer, desiredOf, EU, observedOf, US } from '../balancer.ts';

const one = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example', 'b.example'] }).resources;

function gates(before: readonly DesiredResource[], after: readonly DesiredResource[]): readonly string[] {
  const { changes } = diff({
    desired: desiredOf(after),
    applied: appliedOf(before),
    observed: observedOf(before),
    takeover: false,
    pendingCause: 'pending',
  });
  return gatesOf(changes, observedOf(before)).map(({ code }) => code);
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
    expect(releaseOf('merge', { gates: [{ code: 'iap-client-kept', message: '' }] }, true)).toBe('not-approvable');
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

  test('is placed in the BackendConfig, while there is one', () => {
    const owners = ['BackendConfig/blue/a', 'MultiClusterIngress/blue/i', 'MultiClusterService/blue/foo'];
    const owned = (body: readonly DesiredResource[]) => body.map((each) => ({ ...each, owners }));
    const { changes } = diff({
      desired: desiredOf(owned(iap({ enabled: false }))),
      applied: appliedOf(owned(iap(own))),
      observed: observedOf(owned(iap(own))),
      takeover: false,
      pendingCause: 'pending',
    });
    expect(gatesOf(changes, observedOf(owned(iap(own))))[0]).toMatchObject({
      owners: ['BackendConfig/blue/a', 'MultiClusterService/blue/foo', 'MultiClusterIngress/blue/i'],
      path: ['spec', 'iap', 'enabled'],
    });
  });
});
