// Readers of JSON of whatever shape: they answer what is there and never fail.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Json,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  parseJson,
  textAt,
  textsAt,
  valueAt,
} from '../../../lib/core/index.ts';

const BODY: Json = {
  name: 'a',
  port: 80,
  iap: { enabled: false },
  hosts: ['x', 1, null, {}],
  rules: [{ n: 1 }, 'y', []],
};

test('the path leads through objects only', () => {
  expect(valueAt(BODY, 'iap', 'enabled')).toBe(false);
  expect(valueAt(BODY)).toBe(BODY);
  expect(valueAt(BODY, 'hosts', '0')).toBeUndefined();
  expect(valueAt(BODY, 'name', 'length')).toBeUndefined();
  expect(valueAt(undefined, 'name')).toBeUndefined();
});

test('what every object inherits is no member', () => {
  expect(valueAt({}, 'constructor')).toBeUndefined();
  expect(valueAt({}, '__proto__', 'toString')).toBeUndefined();
  expect(valueAt({ constructor: 'a key of that name' }, 'constructor')).toBe('a key of that name');
});

test('a text and a number are read as such or not at all', () => {
  expect([textAt(BODY, 'name'), textAt(BODY, 'port'), textAt(BODY, 'iap')]).toEqual(['a', undefined, undefined]);
  expect([numberAt(BODY, 'port'), numberAt(BODY, 'name'), numberAt(BODY, 'none')]).toEqual([80, undefined, undefined]);
});

test('an object that is not there has no members', () => {
  expect(objectAt(BODY, 'iap')).toEqual({ enabled: false });
  expect([objectAt(BODY, 'hosts'), objectAt(BODY, 'name'), objectAt(null)]).toEqual([{}, {}, {}]);
});

test('a list that is not there is empty, and holds only what is asked for', () => {
  expect(listAt(BODY, 'hosts')).toEqual(['x', 1, null, {}]);
  expect(listAt(BODY, 'iap')).toEqual([]);
  expect(textsAt(BODY, 'hosts')).toEqual(['x']);
  expect(objectsAt(BODY, 'rules')).toEqual([{ n: 1 }]);
  expect(objectsAt([{ n: 2 }, 3])).toEqual([{ n: 2 }]);
});

test('a text that is not JSON has no value, and null is one', () => {
  expect([parseJson('{"a":1}'), parseJson('null'), parseJson('{'), parseJson('')]).toEqual([
    { a: 1 },
    null,
    undefined,
    undefined,
  ]);
});

test('no value and no path makes a reader fail', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.string()), (value, path) => {
      const json = value as Json;
      for (const read of [valueAt, textAt, numberAt, objectAt, listAt, objectsAt, textsAt]) read(json, ...path);
    }),
  );
});
