// Two bodies compared through a table of fields.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../lib/core/index.ts';
import { diffFields } from '../../../lib/diff/index.ts';
import type { FieldTable } from '../../../lib/model/index.ts';

const TABLE: FieldTable = {
  b: { policy: 'in-place' },
  a: { policy: 'in-place', default: 1 },
  set: { policy: 'in-place', set: true },
  open: { policy: 'in-place', open: true, default: '' },
  labels: { policy: 'in-place', open: true },
  items: {
    policy: 'in-place',
    items: {
      key: 'id',
      temporary: 'warm-',
      fields: { rate: { policy: 'in-place' }, paths: { policy: 'in-place', set: true } },
    },
  },
  plain: { policy: 'in-place', items: { key: 'id', fields: {} } },
};

const compared = (observed: JsonObject, desired: JsonObject, applied?: JsonObject) =>
  diffFields(TABLE, { desired, observed, applied }, () => undefined);

test('changes are sorted by path, whatever the order of the table', () => {
  expect(compared({ b: 1, a: 1 }, { b: 2, a: 2 })).toStrictEqual([
    { path: 'a', before: 1, after: 2, effect: 'change' },
    { path: 'b', before: 1, after: 2, effect: 'change' },
  ]);
});

test('a value that is not there is left out, on either side', () => {
  expect(compared({}, { b: 2 })).toStrictEqual([{ path: 'b', after: 2, effect: 'change' }]);
  expect(compared({ b: 2 }, {})).toStrictEqual([{ path: 'b', before: 2, effect: 'change' }]);
});

test('a set shrinks when one of its members goes, else it grows', () => {
  expect(compared({ set: ['a', 'b'] }, { set: ['b', 'c'] })).toMatchObject([{ effect: 'shrink' }]);
  expect(compared({ set: ['a', 'b'] }, { set: ['c', 'b', 'a'] })).toMatchObject([{ effect: 'grow' }]);
  expect(compared({}, { set: ['a'] })).toMatchObject([{ effect: 'grow' }]);
  expect(compared({ set: ['a'] }, {})).toMatchObject([{ effect: 'shrink' }]);
});

describe('what others write to as well', () => {
  test('is compared when we want it', () => {
    expect(compared({ open: 'theirs' }, { open: 'ours' })).toMatchObject([{ before: 'theirs', after: 'ours' }]);
    expect(compared({}, { open: '' })).toEqual([]);
    expect(compared({ labels: { x: '1' } }, { labels: { x: '2' } })).toMatchObject([{ path: 'labels[x]', after: '2' }]);
  });

  test('is theirs when we neither want it nor wrote it', () => {
    expect(compared({ open: 'theirs', labels: { x: '1' } }, {})).toEqual([]);
    expect(compared({ open: 'theirs', labels: { x: '1' } }, {}, {})).toEqual([]);
  });

  test('is taken back when we once wrote it', () => {
    expect(compared({ labels: { x: '1', 'y[z]': '1' } }, {}, { labels: { x: '0', 'y[z]': '0' } })).toStrictEqual([
      { path: 'labels[x]', before: '1', effect: 'change' },
      { path: 'labels[y[z]]', before: '1', effect: 'change' },
    ]);
  });

  test('has a key of any form', () => {
    expect(compared({}, { labels: { 'a]b': '1' } })).toMatchObject([{ path: 'labels[a]b]' }]);
  });
});

describe('items', () => {
  test('come, go and change one by one, each under its key', () => {
    const before = [
      { id: 'goes', rate: 1 },
      { id: 'stays', rate: 1, paths: ['/a', '/b'] },
    ];
    const after = [
      { id: 'comes', rate: 1 },
      { id: 'stays', rate: 2, paths: ['/a'] },
    ];
    expect(compared({ items: before }, { items: after })).toStrictEqual([
      { path: 'items[comes]', after: { id: 'comes', rate: 1 }, effect: 'grow' },
      { path: 'items[goes]', before: { id: 'goes', rate: 1 }, effect: 'shrink' },
      { path: 'items[stays].paths', before: ['/a', '/b'], after: ['/a'], effect: 'shrink' },
      { path: 'items[stays].rate', before: 1, after: 2, effect: 'change' },
    ]);
  });

  test('that are temporary take nothing away when they go', () => {
    expect(compared({ items: [{ id: 'warm-1' }] }, {})).toMatchObject([{ path: 'items[warm-1]', effect: 'change' }]);
    expect(compared({ plain: [{ id: 'warm-1' }] }, {})).toMatchObject([{ path: 'plain[warm-1]', effect: 'shrink' }]);
  });

  test('may have any key: a list, a number, none', () => {
    expect(compared({}, { plain: [{ id: ['/a', '/b'] }] })).toMatchObject([{ path: 'plain[/a,/b]' }]);
    expect(compared({}, { plain: [{ id: 80 }] })).toMatchObject([{ path: 'plain[80]' }]);
    expect(compared({}, { plain: [{ other: 1 }] })).toMatchObject([{ path: 'plain[null]' }]);
  });
});
