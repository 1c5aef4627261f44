// Who else holds a field, by what the server notes of managers.
import { expect, test } from 'vitest';
import type { Json } from '../../../lib/core/index.ts';
import { heldByOthers } from '../../../lib/diff/held-by-others.ts';

const held = (manager: string | undefined, fieldsV1: Json, more: { readonly subresource?: string } = {}) => ({
  ...(manager === undefined ? {} : { manager }),
  operation: 'Apply',
  fieldsV1,
  ...more,
});
const field = (path: string, before: Json | undefined = 'old') =>
  ({ path, after: 'new', effect: 'change', ...(before === undefined ? {} : { before }) }) as const;
const told = (path: string, ...managedFields: readonly Json[]) =>
  heldByOthers({ metadata: { managedFields } }, field(path));

const MODE = { 'f:data': { 'f:mode': {} } };

test('names each manager of the field once, in order, and what he set', () => {
  expect(told('data[mode]', held('helm', MODE), held('argo', MODE), held('helm', MODE))).toEqual([
    'its data[mode] is "old", as argo has it',
    'its data[mode] is "old", as helm has it',
  ]);
  expect(told('spec.size', held('helm', { 'f:spec': { 'f:size': {} } }))).toEqual([
    'its spec.size is "old", as helm has it',
  ]);
});

test('names nobody who holds another field, a part written apart, or has no name, and not us', () => {
  expect(told('data[other]', held('helm', MODE))).toEqual([]);
  expect(told('spec.data.mode', held('helm', MODE))).toEqual([]);
  expect(told('data[mode]', held('helm', MODE, { subresource: 'status' }))).toEqual([]);
  expect(told('data[mode]', held(undefined, MODE), held('rangelight', MODE))).toEqual([]);
  expect(told('data[mode]', held('helm', { 'f:data': {} }), held('argo', {}))).toEqual([]);
});

test("is for what stands there: a field that is not there is nobody's", () => {
  const body = { metadata: { managedFields: [held('helm', MODE)] } };
  expect(heldByOthers(body, { path: 'data[mode]', after: 'new', effect: 'grow' })).toEqual([]);
  expect(heldByOthers(undefined, field('data[mode]'))).toEqual([]);
});
