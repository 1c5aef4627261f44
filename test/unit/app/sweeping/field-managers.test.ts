// Who wrote a field of an object in a cluster, as far as its managedFields tell it.
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../lib/core/index.ts';
import { fieldAuthor } from '../../../../lib/app/sweeping/field-managers.ts';

const [EARLY, LATE] = ['2026-01-31T01:12:00Z', '2026-01-31T02:00:00Z'];

type Entry = {
  readonly manager?: string;
  readonly time?: string;
  readonly fieldsV1?: JsonObject;
};

const PORTS = { 'f:spec': { 'f:ports': { 'k:{"port":80}': { 'f:port': {} } } } };

const asked = (entries: readonly Entry[], path = 'spec.ports') =>
  fieldAuthor({ metadata: { managedFields: entries.map((one) => ({ operation: 'Update', time: EARLY, ...one })) } }, [
    { path },
  ]);

test.each(['kubectl', 'kubectl-edit', 'kubectl-client-side-apply', 'k9s', 'GoogleCloudConsole', 'Mozilla'])(
  'case 57: %s is in the hands of a person',
  (manager) => {
    const at = Date.parse(EARLY);
    expect(asked([{ manager, fieldsV1: PORTS }])).toEqual({ by: manager, at, isPerson: true });
  },
);

test.each(['kube-controller-manager', 'argocd-controller', 'kubectls', 'glbc', 'helm'])(
  'case 57: %s is no person',
  (manager) => {
    expect(asked([{ manager, fieldsV1: PORTS }])).toMatchObject({ by: manager, isPerson: false });
  },
);

test('of several the newest counts, and a person goes before what no person is', () => {
  const robot = { manager: 'glbc', time: LATE, fieldsV1: PORTS };
  const [first, second] = ['kubectl-edit', 'k9s'];
  expect(asked([{ manager: first, fieldsV1: PORTS }, robot])).toMatchObject({ by: first });
  expect(
    asked([
      { manager: first, fieldsV1: PORTS },
      { manager: second, time: LATE, fieldsV1: PORTS },
    ]),
  ).toMatchObject({ by: second });
});

test('what we wrote ourselves, what has no time, and other fields say nothing', () => {
  expect(asked([{ manager: 'rangelight', fieldsV1: PORTS }])).toBeNull();
  expect(asked([{ manager: 'kubectl', time: 'once', fieldsV1: PORTS }])).toBeNull();
  expect(asked([{ fieldsV1: PORTS }])).toBeNull();
  expect(asked([{ manager: 'kubectl', fieldsV1: { 'f:spec': { 'f:selector': {} } } }])).toBeNull();
  expect(asked([{ manager: 'kubectl' }])).toBeNull();
  expect(fieldAuthor({}, [{ path: 'spec.ports' }])).toBeNull();
});

test.each([
  ['metadata.annotations[cloud.google.com/neg]', { 'f:cloud.google.com/neg': {} }, true],
  ['metadata.annotations[cloud.google.com/neg]', { 'f:other': {} }, false],
  ['metadata.annotations[cloud.google.com/neg]', { '.': {}, 'f:other': {} }, false],
  ['metadata.annotations[cloud.google.com/neg]', {}, true],
  ['metadata.annotations', { 'f:other': {} }, true],
] as const)('%s is held by %j: %s', (path, annotations, isHeld) => {
  const entry = { manager: 'kubectl', fieldsV1: { 'f:metadata': { 'f:annotations': annotations } } };
  expect(asked([entry], path) !== null).toBe(isHeld);
});

test('an item of a list is held by who holds items of it', () => {
  expect(asked([{ manager: 'kubectl', fieldsV1: PORTS }], 'spec.ports[80]')).not.toBeNull();
});
