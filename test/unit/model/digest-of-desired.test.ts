// A desired state has one name, however it is put together and in whatever order.
import { assert, property, subarray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../lib/core/index.ts';
import {
  type DesiredResource,
  type DesiredState,
  digestOfDesired,
  digestOfVariant,
  isNameOfDesired,
  refKey,
  variantOf,
  wholeState,
} from '../../../lib/model/index.ts';
import { balancer, desiredOf, EU, US } from '../balancer.ts';

const state: DesiredState = desiredOf(balancer({ name: 'one', clusters: [EU, US] }).resources);
const newer = desiredOf(balancer({ name: 'one', clusters: [EU, US], version: 2 }).resources);
const without = (left: DesiredState, keys: readonly string[]): DesiredState => ({
  ...left,
  resources: left.resources.filter(({ ref }) => !keys.includes(refKey(ref))),
});
const keysOf = ({ resources }: DesiredState): readonly string[] => resources.map(({ ref }) => refKey(ref));

describe('the name of a desired state', () => {
  test('is the same in any order, and a digest', () => {
    expect(digestOfDesired({ ...state, resources: state.resources.toReversed() })).toBe(digestOfDesired(state));
    expect(digestOfDesired(state)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('stays what it is in documents of today', () => {
    const address = (name: string): DesiredResource => ({
      ref: { kind: 'address', project: 'p', collection: 'addresses', name },
      body: { name },
      maker: 'rangelight',
      owners: [],
      dependsOn: [],
    });
    // Worked out by another program: SHAKE128 and SHA-256 of Python's hashlib.
    expect(digestOfDesired({ fleet: 'prod', unit: 'blue', resources: [address('a'), address('b')] })).toBe(
      '373bf980278d49082eb52b98cb3d1260d01c4fcc965302cc9c1fdc8aff60834b',
    );
  });

  test('tells fleets, units and resources apart, and how often one is there', () => {
    const [first, second] = state.resources;
    if (first === undefined || second === undefined) throw new TypeError('a load balancer has several');
    const names = [
      { ...state, resources: [first] },
      { ...state, resources: [second] },
      { ...state, resources: [first, first] },
      { ...state, resources: [first], unit: 'other' },
      { ...state, resources: [first], fleet: 'other' },
      { ...state, resources: [{ ...first, owners: [...first.owners, 'one more'] }] },
      { ...state, resources: [] },
    ].map((one) => digestOfDesired(one));
    expect(new Set(names).size).toBe(names.length);
  });

  test('of a variant is that of the whole that it tells', () => {
    assert(
      property(subarray([...keysOf(state)]), subarray([...keysOf(newer)]), subarray([...keysOf(newer)]), (...cuts) => {
        const [base, other] = [without(state, cuts[0]), without(newer, cuts[1])];
        const variant = variantOf(base, [...cuts[2], ...keysOf(state)], other);
        const whole = wholeState(variant);
        expect(digestOfVariant(variant)).toBe(digestOfDesired(whole));
        expect(keysOf(whole)).toEqual([...keysOf(whole)].sort());
        for (const key of cuts[2]) expect(keysOf(whole).includes(key)).toBe(keysOf(other).includes(key));
      }),
      { numRuns: 30 },
    );
  });

  test('is known by the digest of its text too, as older documents have it', () => {
    expect(isNameOfDesired(digestOfDesired(state), state)).toBe(true);
    expect(isNameOfDesired(digestOf(state), state)).toBe(true);
    expect(isNameOfDesired(digestOf(newer), state)).toBe(false);
  });
});
