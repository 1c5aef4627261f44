// The codes of all features together, with those of the engine.
import { expect, test } from 'vitest';
import { DIAGNOSTICS, RangelightError } from '../../../lib/core/index.ts';
import { codesOf, type FeatureCodes } from '../../../lib/plan/index.ts';

const entry = { severity: 'error', title: 'A', doc: 'B', next: 'C' } as const;
const gate = (rank: number) => ({ rank, words: `rank ${rank}`, doc: 'B', next: 'C' });

const own = Object.keys(DIAGNOSTICS);
const [known = ''] = own;

test('are those of the engine, and those of every feature', () => {
  const codes = codesOf([{ diagnostics: { 'a-code': entry } }, { gates: { 'a-gate': gate(1) } }, {}]);
  expect(Object.keys(codes.diagnostics)).toEqual([...own, 'a-code']);
  expect(codes.gates.get('a-gate')).toEqual(gate(1));
  expect([...codesOf([]).gates.keys()].length).toBe(codes.gates.size - 1);
});

test('are gates in the order of their rank, whoever brings them', () => {
  const { gates } = codesOf([{ gates: { last: gate(9_999), first: gate(-2) } }, { gates: { second: gate(-1) } }]);
  const ranks = [...gates.values()].map(({ rank }) => rank);
  expect([...gates.keys()].slice(0, 2)).toEqual(['first', 'second']);
  expect([...gates.keys()].at(-1)).toBe('last');
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
});

test.each<[string, readonly FeatureCodes[]]>([
  ['a-code', [{ diagnostics: { 'a-code': entry } }, { diagnostics: { 'a-code': entry } }]],
  ['a-gate', [{ gates: { 'a-gate': gate(1) } }, { gates: { 'a-gate': gate(2) } }]],
  [known, [{ diagnostics: { [known]: entry } }]],
])('refuses %s from two', (code, features) => {
  expect(() => codesOf(features)).toThrow(new RangelightError('unexpected', 'codes', `two features bring ${code}`));
});
