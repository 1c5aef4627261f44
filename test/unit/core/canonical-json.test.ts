// One spelling per value, one digest per spelling.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, digestOf } from '../../../lib/core/index.ts';

test.each([
  [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
  [{ a: undefined, b: 1 }, '{"b":1}'],
  [[undefined, 1], '[null,1]'],
  [{ Z: 1, a: 2, A: 3 }, '{"A":3,"Z":1,"a":2}'],
  [-0, '0'],
  ['"\n', '"\\"\\n"'],
])('%j is spelled %s', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1, Symbol('x')])('%s is not JSON', (value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError);
});

test('says the same as JSON, whatever the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(backwards(value))).toBe(canonicalJson(value));
    }),
  );
});

test('the digest is the SHA-256 of the canonical text', () => {
  expect(digestOf({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1 }));
  expect(digestOf([1, 2])).not.toBe(digestOf([2, 1]));
});

function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, backwards(member)]),
  );
}
