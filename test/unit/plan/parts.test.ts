// What of a unit is planned, approved and run apart from the rest.
import { expect, test } from 'vitest';
import { RULES } from '../../../functions/wiring/rules.ts';
import type { Change } from '../../../lib/diff/index.ts';
import { refKey } from '../../../lib/model/index.ts';
import { overlapping, partsOf, type Rules } from '../../../lib/plan/index.ts';
import { compute } from '../balancer.ts';
import { changeOf } from './change.ts';

const keyOf = (name: string) => refKey(compute('urlMap', name));
const change = (name: string, more: Partial<Change> = {}) => changeOf(compute('urlMap', name), more);
const partsBy = (rules: Rules, ...changes: readonly Change[]) =>
  partsOf(rules, changes).map((part) => part.map(({ ref }) => ref.name).join(''));
const parts = (...changes: readonly Change[]) => partsBy(RULES, ...changes);

test('what the rules of a kind say is judged as one is together', () => {
  const rules: Rules = { ...RULES, of: () => ({ together: ({ ref }) => ref.name.slice(0, 1) }) };
  expect(partsBy(rules, change('a1'), change('b1'), change('a2'))).toEqual(['a1a2', 'b1']);
});

test('what nothing joins is apart, in the order of its first change', () => {
  expect(parts(change('a'), change('b'), change('c', { needs: [keyOf('a')] }))).toEqual(['ac', 'b']);
});

test('what was changed in one object is together, and drift of it is beside it (case 78)', () => {
  const owners = ['networking.gke.io/MultiClusterIngress/blue/web'];
  expect(parts(change('a', { owners }), change('b'), change('c', { owners }))).toEqual(['ac', 'b']);
  expect(parts(change('a', { owners }), change('b', { owners, cause: 'drift' }))).toEqual(['a', 'b']);
});

test('what is joined by two objects is one', () => {
  expect(
    parts(
      change('a', { owners: ['x'] }),
      change('b', { owners: ['y'] }),
      change('c', { owners: ['z'] }),
      change('d', { owners: ['x', 'y'] }),
    ),
  ).toEqual(['abd', 'c']);
});

test('who hands an address over and who takes it are together', () => {
  const rule = (name: string, more: Partial<Change>) => changeOf(compute('forwardingRule', name), more);
  const ip = { IPAddress: '203.0.113.7' };
  const [leaves, takes] = [
    rule('a', { kind: 'delete', before: ip }),
    rule('b', { kind: 'create', after: ip, owners: ['other'] }),
  ];
  expect(parts(leaves, takes)).toEqual(['ab']);
  expect(parts(leaves, rule('b', { kind: 'create', after: { IPAddress: '203.0.113.8' } }))).toEqual(['a', 'b']);
});

test('two runs touch each other where one changes what the other one changes or stands on', () => {
  expect(overlapping([change('a')], [change('a')])).toBe(true);
  expect(overlapping([change('a')], [change('b', { needs: [keyOf('a')] })])).toBe(true);
  expect(overlapping([change('a', { before: { service: keyOf('b') } })], [change('b')])).toBe(true);
  const shared = { needs: [keyOf('shared')] };
  expect(overlapping([change('a', shared)], [change('b', shared)])).toBe(false);
  expect(overlapping([], [change('a')])).toBe(false);
});
