// The digest of a desired state that is put together of its resources is that of the whole.
import { expect, test } from 'vitest';
import { digestOf } from '../../../lib/core/index.ts';
import { type DesiredState, digestOfDesired } from '../../../lib/model/index.ts';
import { balancer, desiredOf, EU, US } from '../balancer.ts';

const { resources, ...rest }: DesiredState = desiredOf(balancer({ name: 'one', clusters: [EU, US] }).resources);

test.each([0, 1, 2, resources.length])('is the same with %i resources', (count) => {
  const state = { ...rest, resources: resources.slice(0, count) };
  expect(digestOfDesired(state)).toBe(digestOf(state));
});

test('tells one resource from another, and a name with quotes from its end', () => {
  const [first, second] = resources;
  if (first === undefined || second === undefined) throw new TypeError('a load balancer has several');
  const one = { ...rest, resources: [first] };
  expect(digestOfDesired(one)).not.toBe(digestOfDesired({ ...rest, resources: [second] }));
  const odd = { ...one, unit: 'a","unit":"b' };
  expect(digestOfDesired(odd)).toBe(digestOf(odd));
});
