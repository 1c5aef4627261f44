// What a revision takes away is counted as a whole, and each unit of which something is taken has to be approved for
// it.
import { describe, expect, test } from 'vitest';
import { revisionGates, type WholeRevision } from '../../../lib/plan/revision-gates.ts';
import { compute, ingressKey } from '../balancer.ts';
import { changeOf } from './change.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const gone = (name: string) => changeOf(compute('healthCheck', name), { kind: 'delete', before: {} });
const comes = changeOf(compute('healthCheck', 'new'), { kind: 'create', after: {} });
const sources = { [ingressKey('one')]: { file: 'a.yaml', line: 1, column: 1 } };

const gatesOf = (more: Partial<WholeRevision>, changes = [comes, gone('a')], isRollback = false) =>
  revisionGates({ kinds: KINDS, changes: [], sources, maxDeletes: 2, serves: () => true, ...more })(
    changes,
    isRollback,
  );

const many = (count: string) => ({
  code: 'too-many-deletes',
  message: `this revision deletes ${count} resources, counted once for all clusters; policy.maxDeletes allows 2`,
});

describe('too many deletes', () => {
  test('are more than the policy allows, over all units', () => {
    const two = [gone('a'), gone('b')];
    expect(gatesOf({ changes: two })).toEqual([]);
    expect(gatesOf({ changes: [...two, gone('c')] })).toEqual([many('3')]);
  });

  test('are those that nobody can count', () => {
    expect(gatesOf({ changes: undefined })).toEqual([many('an unknown number of')]);
  });

  test('are no matter of a unit of which nothing is taken away', () => {
    expect(gatesOf({ changes: undefined }, [comes])).toEqual([]);
  });
});

describe('a revision that declares nothing', () => {
  test('takes the fleet down: each unit that loses something has to be approved for that', () => {
    const [gate] = gatesOf({ sources: {} });
    expect(gate).toMatchObject({
      code: 'everything-removed',
      message: expect.stringMatching(/^no manifest of this revision declares anything: .* Approve it only to take/),
    });
    expect(gatesOf({ sources: {} }, [comes])).toEqual([]);
    expect(gatesOf({ sources: {}, changes: undefined }).map(({ code }) => code)).toEqual([
      'too-many-deletes',
      'everything-removed',
    ]);
  });

  test('does not hold up a rollback, which takes away what the revision brought', () => {
    expect(gatesOf({ sources: {} }, [gone('a')], true)).toEqual([]);
    expect(gatesOf({ sources: {}, changes: undefined }, [gone('a')], true)).toEqual([many('an unknown number of')]);
  });
});
