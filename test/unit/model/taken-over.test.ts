// Whose an object in a cluster has become, as its managedFields tell it.
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../lib/core/index.ts';
import { takenOverBy } from '../../../lib/model/index.ts';

const spec: JsonObject = { 'f:spec': { 'f:ports': {} } };
const entry = (manager: string, second: number, fieldsV1: JsonObject = spec, more: JsonObject = {}): JsonObject => ({
  manager,
  operation: 'Apply',
  time: `2026-01-31T08:00:0${second}Z`,
  fieldsV1,
  ...more,
});
const held = (...managedFields: readonly Json[]) => takenOverBy({ metadata: { managedFields } });
const ours = entry('rangelight', 3);

test('is that of whoever wrote its spec after us', () => {
  expect(held(ours, entry('team', 4))).toEqual(['team']);
  expect(held(entry('team', 5), ours, entry('argo', 4))).toEqual(['argo', 'team']);
});

test('is that of kubectl, which notes what it applied and writes no field that is so already', () => {
  const noted = { 'f:metadata': { 'f:annotations': { 'f:kubectl.kubernetes.io/last-applied-configuration': {} } } };
  expect(held(ours, entry('kubectl-client-side-apply', 4, noted))).toEqual(['kubectl-client-side-apply']);
});

test('stays ours where others wrote before us, or something else of it, or nobody tells', () => {
  expect(held(ours, entry('kubectl', 2))).toEqual([]);
  expect(held(ours, entry('team', 4, { 'f:metadata': { 'f:labels': {} } }))).toEqual([]);
  expect(held(ours, entry('controller', 4, spec, { subresource: 'status' }))).toEqual([]);
  expect(held(ours, { ...entry('team', 4), time: 'then' })).toEqual([]);
  expect(takenOverBy({})).toEqual([]);
});

test('is not taken from us where we never wrote it', () => {
  expect(held(entry('team', 4))).toEqual([]);
});
