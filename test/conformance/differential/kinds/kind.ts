// What the differential makes up about one kind of object.
import type { JsonObject } from '../exchange.ts';
import type { Field } from '../draw.ts';

export interface Kind {
  readonly title: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly custom: boolean;
  readonly hasStatus: boolean;
  /** What a whole object needs beside its metadata. */
  readonly base: JsonObject;
  readonly fields: readonly Field[];
  readonly status: readonly Field[];
  /** Fields that lists may select by, beside the name. */
  readonly selectable: readonly string[];
}

export const metadataFields: readonly Field[] = [
  {
    at: 'metadata/labels',
    good: [{ a: '1' }, { a: '2' }, { b: 'x' }, {}],
    bad: [{ a: null }, { 'a b': 'x' }, { a: 'x y' }],
  },
  {
    at: 'metadata/annotations',
    good: [{ a: '1' }, { 'x.org/b': 'anything at all' }, {}],
    bad: [{ 'a b': 'x' }, { a: null }],
  },
  { at: 'metadata/finalizers', good: [['x.org/hold'], ['x.org/hold', 'x.org/other'], []], bad: [['nope'], ['a b']] },
  {
    at: 'metadata/ownerReferences',
    good: [
      [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: '1' }],
      [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: '1', controller: true }],
    ],
    bad: [[{ apiVersion: 'v1', kind: 'X', name: 'x', uid: '' }], [{ apiVersion: '', kind: 'X', name: 'x', uid: '2' }]],
  },
  { at: 'metadata/nope', good: [], bad: [1] },
].filter(({ good }) => good.length > 0);
