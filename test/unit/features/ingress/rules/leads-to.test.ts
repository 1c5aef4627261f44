// What edges begin to send requests to when they take a change up.
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import type { Change } from '../../../../../lib/diff/index.ts';
import { ledByMap, ledByService } from '../../../../../lib/features/ingress/rules/leads-to.ts';

const [OLD, NEW] = ['old', 'new'].map((name) => `projects/acme/global/backendServices/${name}`) as [string, string];

function mapTo(foo: string, rest: string): JsonObject {
  return {
    defaultService: rest,
    hostRules: [{ hosts: ['foo.example.com'], pathMatcher: 'foo' }],
    pathMatchers: [{ name: 'foo', defaultService: foo }],
  };
}

function change(before: JsonObject | undefined, after: JsonObject): Change {
  return { key: 'k', kind: before === undefined ? 'create' : 'update', before, after, fields: [] } as unknown as Change;
}

test('a backend service that a map leads a route to, whether or not it has others already', () => {
  expect(ledByMap(change(mapTo(OLD, OLD), mapTo(NEW, OLD)))).toEqual([NEW]);
  expect(ledByMap(change(mapTo(NEW, OLD), mapTo(OLD, OLD)))).toEqual([OLD]);
  expect(ledByMap(change(mapTo(NEW, OLD), mapTo(NEW, OLD)))).toEqual([]);
});

test('nothing by a map that is made anew: edges that have not got it serve nothing', () => {
  expect(ledByMap(change(undefined, mapTo(NEW, OLD)))).toEqual([]);
});

test('a backend service that groups join, and not one that they leave', () => {
  const group = (effect: 'grow' | 'shrink'): Change =>
    ({ key: NEW, kind: 'update', fields: [{ path: 'backends[a]', effect }] }) as unknown as Change;
  expect(ledByService(group('grow'))).toEqual([NEW]);
  expect(ledByService(group('shrink'))).toEqual([]);
});
