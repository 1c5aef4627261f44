// Case 76: what is somebody else's stops what belongs to it, and no more.
import { describe, expect, test } from 'vitest';
import { stoppedBy, withoutStopped } from '../../../lib/diff/index.ts';
import { refKey } from '../../../lib/model/index.ts';
import { compute, desiredOf, EU, ingressKey, resource, serviceKey, UNIT } from '../balancer.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const [shop, web, foo, bar] = [ingressKey('shop'), ingressKey('web'), serviceKey('foo'), serviceKey('bar')];
const copy = (kind: 'multiClusterIngress' | 'multiClusterService', name: string, owner: string) =>
  resource(clusterRef(kind, EU, name, UNIT), {}, { owners: [owner] });
const made = (name: string, ...owners: readonly string[]) => resource(compute('healthCheck', name), {}, { owners });

const wanted = desiredOf([
  copy('multiClusterIngress', 'shop', shop),
  copy('multiClusterIngress', 'web', web),
  copy('multiClusterService', 'bar', bar),
  copy('multiClusterService', 'foo', foo),
  made('of-shop', shop),
  made('of-web', web),
  made('foo-for-web', web, foo),
  made('bar-for-both', shop, web, bar),
]);
const keyOf = (name: string): string => {
  const found = wanted.resources.find(({ ref }) => ref.name === name);
  if (found === undefined) throw new TypeError(`there is no ${name}`);
  return refKey(found.ref);
};
const left = (...foreign: readonly string[]) =>
  withoutStopped(KINDS, wanted, stoppedBy(KINDS, wanted, foreign.map(keyOf))).resources.map(({ ref }) => ref.name);

test('nothing is stopped by nothing', () => {
  expect(withoutStopped(KINDS, wanted, stoppedBy(KINDS, wanted, []))).toBe(wanted);
});

test('an ingress stops with all that it has for itself, not with what it shares', () => {
  expect(left('web')).toEqual(['of-shop', 'bar-for-both', 'bar', 'foo', 'shop'].sort(byWanted));
});

test('a service stops the ingresses that route to it', () => {
  expect(left('foo')).toEqual(['of-shop', 'bar-for-both', 'bar', 'shop'].sort(byWanted));
  expect(left('bar')).toEqual(['foo']);
});

test('a resource stops the ingresses that it is made for, and leaves their services', () => {
  expect(left('foo-for-web')).toEqual(['of-shop', 'bar-for-both', 'bar', 'foo', 'shop'].sort(byWanted));
});

function byWanted(a: string, b: string): number {
  const names = wanted.resources.map(({ ref }) => ref.name);
  return names.indexOf(a) - names.indexOf(b);
}

describe('of several owners', () => {
  const [ingress, a, b] = [ingressKey('one'), serviceKey('a'), serviceKey('b')];
  const foreign = made('theirs', a);

  test('an ingress is stopped with a service that it routes to, another service of it is not', () => {
    const state = desiredOf([foreign, made('bs', ingress, a, b)]);
    expect(stoppedBy(KINDS, state, [refKey(foreign.ref)])).toEqual(new Set([a, ingress]));
  });

  test('services stop what they share as soon as one of them is stopped', () => {
    const state = desiredOf([made('both', a, b), made('other', b)]);
    expect(withoutStopped(KINDS, state, new Set([a])).resources.map(({ ref }) => ref.name)).toEqual(['other']);
  });
});
