// A sibling of case 57: which changes a plan leaves to the sweep when nobody asked for it.
import { expect, test } from 'vitest';
import { type AroundSweep, leftToSweep, type PlannedAgain } from '../../../../lib/app/planning/left-to-sweep.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import type { Change } from '../../../../lib/diff/index.ts';
import type { AppliedState } from '../../../../lib/model/index.ts';
import { appliedOf, balancer, compute, desiredOf, EU, observedOf, UNIT, US } from '../../balancer.ts';
import { changeOf } from '../../plan/change.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';

const { resources } = balancer({ name: 'one', clusters: [EU, US] });
const desired = desiredOf(resources);
const drained = changeOf(compute('backendService', 'bs-one-v1'), { cause: 'drift' });
const moved = changeOf(compute('healthCheck', 'hc-two'), { cause: 'fact' });

interface Scene {
  readonly changes?: readonly Change[];
  readonly applied?: Partial<AppliedState>;
  readonly before?: PlannedAgain['before'];
  readonly healedBy?: string;
  /** Since when it is seen; it is noted at 5. */
  readonly since?: number;
  readonly asked?: true;
  readonly kept?: readonly Change[];
}

function left({
  changes = [drained, moved],
  applied = {},
  before,
  healedBy,
  since = 1,
  asked,
  kept,
}: Scene): readonly Change[] {
  const healed = healedBy === undefined ? {} : { [drained.key]: [{ runId: healedBy, at: 5 }] };
  const seen = { [drained.key]: { what: 'drained', since } };
  const again: PlannedAgain = { before, sightings: new Map([[UNIT, { healed, seen }]]) };
  const around: AroundSweep = {
    rules: RULES,
    commit: 'commit-1',
    applied: new Map([[UNIT, appliedOf(resources, { desired: digestOf(desired), ...applied })]]),
    observed: observedOf(resources),
    ...(asked ? {} : { again }),
    ...(kept === undefined ? {} : { kept: new Map([[UNIT, new Set(kept.map(({ key }) => key))]]) }),
  };
  return leftToSweep({ desired, changes }, around).changes;
}

const plannedAs = (plan: string | null) =>
  ({ units: [{ unit: UNIT, plan, gates: [] }] }) as unknown as NonNullable<PlannedAgain['before']>;

test('drift of what was carried out is left, and the rest is planned', () => {
  expect(left({})).toEqual([moved]);
});

test('drift of a unit that the commit does not touch is left', () => {
  expect(left({ applied: { commit: 'commit-0' }, before: plannedAs(null) })).toEqual([moved]);
});

test('what a sweep has noted of an earlier run is left', () => {
  expect(left({ healedBy: 'run-0' })).toEqual([moved]);
});

test('what was put back by the last run, and is changed again, is left', () => {
  expect(left({ healedBy: 'run-1', since: 9 })).toEqual([moved]);
});

test.each<[string, Scene]>([
  ['somebody asked', { asked: true }],
  ['the last run did not succeed', { applied: { result: 'blocked' } }],
  ['something else is wanted', { applied: { desired: digestOf('else') } }],
  ['the commit was not carried out', { applied: { commit: 'commit-0' } }],
  ['its plan was not carried out', { applied: { commit: 'commit-0' }, before: plannedAs(digestOf('plan')) }],
  ['the sweep has seen it twice and needs a plan', { healedBy: 'run-1' }],
])('everything is planned where %s', (_what, scene) => {
  expect(left(scene)).toEqual([drained, moved]);
});

test('what needs an approval is planned, and so is what other changes stand on', () => {
  const released = changeOf(compute('address', 'ip-one'), { kind: 'replace', cause: 'drift' });
  expect(left({ changes: [drained, released] })).toEqual([drained, released]);
  const onIt = { ...moved, needs: [drained.key] };
  expect(left({ changes: [drained, onIt] })).toEqual([drained, onIt]);
});

test('case 57: what a person drained is left, also by a push, and when the unit gets something else', () => {
  expect(left({ asked: true })).toEqual([drained, moved]);
  expect(left({ asked: true, kept: [drained] })).toEqual([moved]);
  expect(left({ asked: true, kept: [drained], applied: { desired: 'before' } })).toEqual([moved]);
  // What others changed meanwhile is put back by a push.
  const removed = changeOf(compute('urlMap', 'um-one'), { cause: 'drift' });
  expect(left({ asked: true, kept: [drained], changes: [drained, removed] })).toEqual([removed]);
});

test('case 57: what a merge changes is not left because a person changed it too', () => {
  const merged = { ...drained, cause: 'pending' } as const;
  expect(left({ asked: true, kept: [drained], changes: [merged] })).toEqual([merged]);
  const onIt = changeOf(compute('urlMap', 'um-one'), { cause: 'pending', needs: [drained.key] });
  expect(left({ asked: true, kept: [drained], changes: [drained, onIt] })).toEqual([drained, onIt]);
  expect(left({ asked: true, kept: [drained], applied: { result: 'blocked' } })).toEqual([drained, moved]);
});
