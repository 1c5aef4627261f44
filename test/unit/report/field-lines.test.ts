// A change of a field that is a whole object shows the leaf that differs.
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../lib/core/index.ts';
import type { Change } from '../../../lib/diff/index.ts';
import { refKey } from '../../../lib/model/index.ts';
import { fieldLines } from '../../../lib/report/changes/field-lines.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';

const ref = clusterRef('multiClusterIngress', 'us-west1/gke-us', 'shop', 'blue');

function linesOf(before: JsonObject, after: JsonObject): readonly string[] {
  const change: Change = {
    key: refKey(ref),
    ref,
    kind: 'update',
    cause: 'pending',
    maker: 'rangelight',
    owners: [],
    needs: [],
    fields: [{ path: 'spec', before, after, effect: 'change' }],
    impact: 'none',
    why: 'the manifests changed',
  };
  return fieldLines(KINDS, change).slice(1);
}

test('goes down to what differs, and leaves out what does not', () => {
  const rules = [{ host: 'a.example.com' }, { host: 'b.example.com', paths: ['/x'] }];
  const after = { rules: [rules[0] ?? {}, { host: 'b.example.com', paths: ['/y', '/z'] }], backend: { port: 80 } };
  expect(linesOf({ rules, backend: { port: 80 } }, after)).toEqual([
    '- spec.rules[1].paths[0]: "/x"',
    '+ spec.rules[1].paths[0]: "/y"',
    '+ spec.rules[1].paths[1]: "/z"',
  ]);
});

test('tells an empty value, one that goes, and one of another type', () => {
  expect(linesOf({ a: null, b: 1, c: [1] }, { a: '', c: { d: 1 } })).toEqual([
    '- spec.a: null',
    '+ spec.a: ""',
    '- spec.b: 1',
    '- spec.c: [1]',
    '+ spec.c: {"d":1}',
  ]);
});
