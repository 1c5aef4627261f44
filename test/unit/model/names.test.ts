// Names are an API: their length, their shape, and the way back.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { names } from '../../../lib/model/index.ts';
import { givenName } from '../../../lib/features/ingress/kinds/index.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const NAMED = [
  'address',
  'firewall',
  'healthCheck',
  'networkEndpointGroup',
  'backendService',
  'urlMap',
  'targetHttpProxy',
  'forwardingRule',
  'service',
] as const;

const readable = fc.array(fc.string({ maxLength: 80 }), { maxLength: 3 });

describe.each(NAMED)('a %s', (kind) => {
  test('fits, is a valid name, and is never in the hosted controller’s hands', () => {
    fc.assert(
      fc.property(readable, fc.jsonValue(), (words, identity) => {
        const name = givenName(kind, words, identity);
        expect(name.length).toBeLessThanOrEqual(kind === 'networkEndpointGroup' ? 56 : 63);
        expect(name).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
        expect(name.startsWith('mci-')).toBe(false);
        expect(NAMED.filter((other) => names.isNameOf(KINDS.of(other), name))).toEqual([kind]);
      }),
    );
  });

  test('is one name per identity, whatever the readable part', () => {
    expect(givenName(kind, ['a'], { x: 1 })).toBe(givenName(kind, ['a'], { x: 1 }));
    expect(givenName(kind, ['a'], { x: 1 })).not.toBe(givenName(kind, ['a'], { x: 2 }));
  });
});

test('names stay as they are: a change of scheme needs another version', () => {
  expect(givenName('backendService', ['blue', 'foo'], { fleet: 'prod' })).toBe('rl1-bs-blue-foo-7b5883486c');
});

test('kinds of one identity have names of their own', () => {
  const hashes = NAMED.map((kind) => names.parseName(givenName(kind, ['x'], 1))?.hash);
  expect(new Set(hashes).size).toBe(NAMED.length);
});

test.each(['mci-abc123', 'k8s1-abc', 'rl2-bs-foo-0123456789', 'rl1-bs-foo-012345678', ''])(
  '%j is not a name of ours',
  (name) => {
    expect(names.parseName(name)).toBeUndefined();
  },
);

test('a name that does not fit is cut in its readable part', () => {
  const readable = (length: number): string | undefined =>
    names.parseName(givenName('service', ['x'.repeat(length)], 1))?.readable;
  expect([readable(44), readable(63)]).toEqual(['x'.repeat(44), 'x'.repeat(44)]);
});

test('path matchers of hosts that look alike differ', () => {
  const hosts = ['*.a.example', 'any.a.example', 'any-a.example', '*'];
  const all = hosts.map(names.pathMatcherName);
  expect(new Set(all).size).toBe(hosts.length);
  for (const name of all) expect(name).toMatch(/^[a-z][-a-z0-9]{0,61}[a-z0-9]$/);
});
