// An address has one holder at a time: who takes it waits for who leaves it.
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../lib/diff/index.ts';
import { letGoFirst, letsGoOf, takenBy } from '../../../lib/plan/hand-over.ts';
import { refKey } from '../../../lib/model/index.ts';
import { compute } from '../balancer.ts';
import { changeOf } from './change.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const rule = (name: string) => compute('forwardingRule', name);
const ADDRESS = refKey(compute('address', 'ip'));
const IP = '203.0.113.9';
const isAddress = { path: 'IPAddress', effect: 'change' } as const;
const isTarget = { path: 'target', before: 'a', after: 'b', effect: 'change' } as const;

const make = (name: string, address: string | undefined = ADDRESS) =>
  changeOf(rule(name), { kind: 'create', after: address === undefined ? {} : { IPAddress: address } });
const remove = (name: string, address = ADDRESS) =>
  changeOf(rule(name), { kind: 'delete', before: { IPAddress: address } });
/** Makes a rule anew on another address; its body has the reference, the field the number. */
const move = (name: string, from: string, to: string, fields: Change['fields'] = [{ ...isAddress, before: IP }]) =>
  changeOf(rule(name), { kind: 'replace', before: { IPAddress: from }, after: { IPAddress: to }, fields });

const order = (...changes: readonly Change[]) =>
  [...letGoFirst(KINDS, changes)].map(([taker, holders]) => [taker, ...holders].map((key) => key.split('/').at(-1)));

describe('a rule that takes an address', () => {
  test('waits for the one that goes', () => {
    expect(order(make('new'), remove('old'))).toEqual([['new', 'old']]);
  });

  test('waits for all that leave it, in the order of their names', () => {
    expect(order(remove('z'), make('new'), remove('b'))).toEqual([['new', 'b', 'z']]);
  });

  test('waits for the one that is made anew elsewhere, known by reference or by number', () => {
    expect(order(make('new'), move('old', ADDRESS, 'other'))).toEqual([['new', 'old']]);
    expect(order(make('new', IP), move('old', ADDRESS, 'other'))).toEqual([['new', 'old']]);
    const shown = [isTarget, { ...isAddress, before: IP }];
    expect(order(make('new', IP), move('old', ADDRESS, 'other', shown))).toEqual([['new', 'old']]);
    expect(order(make('new', IP), move('old', ADDRESS, 'other', [isAddress]))).toEqual([]);
  });

  test('may be one that is made anew on it', () => {
    const taker = move('new', 'other', ADDRESS, [isTarget, isAddress]);
    expect(order(taker, remove('old'))).toEqual([['new', 'old']]);
    expect(takenBy(KINDS, taker)).toBe(ADDRESS);
  });

  test('waits for nobody who holds another address, or keeps this one', () => {
    expect(order(make('new'), remove('old', 'other'))).toEqual([]);
    expect(order(make('new'), move('old', ADDRESS, ADDRESS, [isTarget]))).toEqual([]);
    const updated = changeOf(rule('old'), { kind: 'update', before: { IPAddress: ADDRESS }, fields: [isAddress] });
    expect(order(make('new'), updated)).toEqual([]);
  });

  test('never waits for itself', () => {
    expect(order(move('one', ADDRESS, ADDRESS, [isAddress]))).toEqual([]);
  });
});

describe('nobody waits', () => {
  test('where no address is taken: not for what has none, or keeps its own', () => {
    const left = changeOf(rule('old'), { kind: 'delete', before: {} });
    expect(order(changeOf(rule('new'), { kind: 'create', after: {} }), left)).toEqual([]);
    expect(order(move('one', ADDRESS, ADDRESS, [isTarget]), remove('old'))).toEqual([]);
    expect(takenBy(KINDS, changeOf(rule('one'), { after: { IPAddress: ADDRESS } }))).toBeUndefined();
    const mended = changeOf(rule('one'), { after: { IPAddress: ADDRESS }, fields: [isAddress] });
    expect(takenBy(KINDS, mended)).toBeUndefined();
  });

  test('for what is no forwarding rule', () => {
    const other = changeOf(compute('targetHttpProxy', 'tp'), { kind: 'delete', before: { IPAddress: ADDRESS } });
    expect(order(make('new'), other)).toEqual([]);
    const proxy = changeOf(compute('targetHttpProxy', 'tp'), { kind: 'create', after: { IPAddress: ADDRESS } });
    expect(order(proxy, remove('old'))).toEqual([]);
  });
});

test('what goes, or is made anew elsewhere, lets its address go', () => {
  const lets = (change: Change) => letsGoOf(KINDS, change);
  expect([remove('old'), move('old', ADDRESS, 'other')].map(lets)).toEqual([true, true]);
  const nothing = changeOf(rule('old'), { kind: 'delete', before: {} });
  expect([make('new'), move('old', ADDRESS, ADDRESS, [isTarget]), nothing].map(lets)).toEqual([false, false, false]);
});

test('whoever takes the address of nobody, or an address where only one of no name was left, waits for nobody', () => {
  const nameless = changeOf(rule('old'), { kind: 'delete', before: {} });
  expect(order(make('new', 'undefined'), nameless)).toEqual([]);
  expect(takenBy(KINDS, changeOf(rule('one'), { kind: 'create', after: { IPAddress: 7 } }))).toBeUndefined();
});
