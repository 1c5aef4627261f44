// An object of which only some fields are ours: one that somebody else holds is not taken from him.
import { expect, test } from 'vitest';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import type { Json } from '../../../lib/core/index.ts';
import { diff } from '../../../lib/diff/index.ts';
import { meshOptions } from '../../../lib/features/mesh/kinds/mesh-options.ts';
import { refInCluster, refKey } from '../../../lib/model/index.ts';
import { desiredOf, resource, US } from '../balancer.ts';

const REF = refInCluster(meshOptions, US, 'asm-options', 'istio-system');
const MODE = { 'f:data': { 'f:multicluster_mode': {} } };

/** Of what stands with another value, by these managers. */
function judged(...managers: readonly string[]) {
  const managedFields: Json = managers.map((manager) => ({ manager, operation: 'Apply', fieldsV1: MODE }));
  const body = { metadata: { managedFields }, data: { multicluster_mode: 'manual', theirs: 'x' } };
  return diff({
    kinds: KINDS,
    desired: desiredOf([resource(REF, { data: { multicluster_mode: 'connected' } })]),
    applied: undefined,
    observed: { resources: new Map([[refKey(REF), { ref: REF, body, ours: false }]]), unknown: [] },
    takeover: false,
    pendingCause: 'pending',
  });
}

test('one that nobody else holds is set, and the object stays whose it is', () => {
  expect(judged()).toMatchObject({ foreign: [], diagnostics: [], changes: [{ kind: 'adopt', key: refKey(REF) }] });
  expect(judged('rangelight').changes.map(({ kind }) => kind)).toEqual(['adopt']);
});

test('one that others hold is left, and said to be theirs with what they set', () => {
  expect(judged('helm', 'argo')).toMatchObject({
    changes: [],
    foreign: [refKey(REF)],
    diagnostics: [
      {
        code: 'not-ours',
        message: expect.stringMatching(
          /exists and its data\[multicluster_mode\] is "manual", as argo has it, its data\[multicluster_mode\] is "manual", as helm has it$/,
        ) as string,
      },
    ],
  });
});
