// Which part of a body is ours to compare.
import { describe, expect, test } from 'vitest';
import { type FieldTable, ownedFields } from '../../../lib/model/index.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const TABLE: FieldTable = {
  timeoutSec: { policy: 'in-place', default: 30 },
  'logConfig.enable': { policy: 'in-place', default: false },
  tags: { policy: 'in-place', set: true },
  order: { policy: 'in-place' },
  labels: { policy: 'in-place', open: true },
  ip: { policy: 'immutable', given: true },
  backends: {
    policy: 'in-place',
    default: [],
    items: { key: 'group', fields: { capacityScaler: { policy: 'in-place', default: 1 } } },
  },
};

describe('the owned fields', () => {
  test('leave out what belongs to the server', () => {
    expect(ownedFields({ order: { policy: 'in-place' } }, { id: '1', order: [1] })).toEqual({ order: [1] });
  });

  test('take absence for the default', () => {
    expect(ownedFields(TABLE, {})).toEqual({ timeoutSec: 30, 'logConfig.enable': false, backends: [] });
    expect(ownedFields(TABLE, { logConfig: { enable: true } })['logConfig.enable']).toBe(true);
    expect(ownedFields(TABLE, { logConfig: 'odd' })['logConfig.enable']).toBe(false);
  });

  test('sort sets and leave lists in order', () => {
    expect(ownedFields(TABLE, { tags: ['b', 'a'], order: ['b', 'a'] })).toMatchObject({
      tags: ['a', 'b'],
      order: ['b', 'a'],
    });
  });

  test('read items through their own table, sorted by key', () => {
    const backends = [{ group: 'b', capacityScaler: 0.5, selfLink: 'x' }, { group: 'a' }];
    expect(ownedFields(TABLE, { backends })['backends']).toEqual([
      { group: 'a', capacityScaler: 1 },
      { group: 'b', capacityScaler: 0.5 },
    ]);
  });

  test('spread open maps', () => {
    expect(ownedFields(TABLE, { labels: { a: '1', b: '2' } })).toMatchObject({ 'labels[a]': '1', 'labels[b]': '2' });
  });

  test('take an address for its IP when it is known', () => {
    const ipOf = (reference: string) => (reference === 'ref' ? '203.0.113.1' : undefined);
    expect(ownedFields(TABLE, { ip: 'ref' }, ipOf)['ip']).toBe('203.0.113.1');
    expect(ownedFields(TABLE, { ip: 'other' }, ipOf)['ip']).toBe('other');
  });
});

test('no kind owns a field that it has no rule for, nor the mark', () => {
  for (const { id: kind, fields } of KINDS.all) {
    expect(Object.keys(fields).length, kind).toBeGreaterThan(0);
    expect(fields['description'], kind).toBeUndefined();
  }
});
