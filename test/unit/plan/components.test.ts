// Parts of the graph that move side by side.
import { expect, test } from 'vitest';
import type { Change } from '../../../lib/diff/index.ts';
import { refKey } from '../../../lib/model/index.ts';
import { componentsOf } from '../../../lib/plan/components.ts';
import { compute } from '../balancer.ts';
import { changeOf } from './change.ts';

const keyOf = (name: string) => refKey(compute('urlMap', name));
const change = (name: string, more: Partial<Change> = {}) => changeOf(compute('urlMap', name), more);
const partsOf = (...changes: readonly Change[]) =>
  componentsOf(changes).map((part) => part.map(({ ref }) => ref.name).join(''));

test('what neither needs nor names another is a part of its own', () => {
  expect(partsOf(change('a'), change('b'))).toEqual(['a', 'b']);
  expect(partsOf()).toEqual([]);
});

test('what needs another is of its part, in whichever order they come', () => {
  expect(partsOf(change('a', { needs: [keyOf('c')] }), change('b'), change('c'))).toEqual(['ac', 'b']);
  expect(partsOf(change('a'), change('b'), change('c', { needs: [keyOf('a')] }))).toEqual(['ac', 'b']);
});

test('what stood on another is of its part', () => {
  expect(partsOf(change('a', { before: { service: keyOf('b') } }), change('b'))).toEqual(['ab']);
});

test('parts reach as far as the chain does', () => {
  const [a, b, c, d] = [
    change('a'),
    change('b', { needs: [keyOf('d')] }),
    change('c', { needs: [keyOf('a')] }),
    change('d', { needs: [keyOf('c')] }),
  ];
  expect(partsOf(a, b, c, d, change('e'))).toEqual(['abcd', 'e']);
});

test('what does not change joins nobody', () => {
  const shared = { needs: [keyOf('shared')] };
  expect(partsOf(change('a', shared), change('b', shared))).toEqual(['a', 'b']);
});
