// Who took a unit back, and whether that waits for a word.
import { expect, test } from 'vitest';
import type { PlanEnvelope, RolledBack } from '../../../lib/plan/index.ts';
import { awaitsItsWord, beginsAtOnce, isByItself, whyRolledBack } from '../../../lib/plan/why-rolled-back.ts';

const itself = { reason: 'errors went up' } as RolledBack;
const person = { by: 'anna', reason: 'too slow' } as RolledBack;
const now = { ...person, now: true } as RolledBack;

test('a run goes back by itself and at once, a person only where he says so', () => {
  expect([itself, person, now].map(isByItself)).toEqual([true, false, false]);
  expect([itself, person, now].map(beginsAtOnce)).toEqual([true, false, true]);
});

test('a rollback of a person awaits its word until it is approved, and gates are another matter', () => {
  const waiting = { plan: {}, rolledBack: person, gates: [] } as unknown as PlanEnvelope;
  expect(awaitsItsWord(waiting)).toBe(true);
  const others: readonly Partial<PlanEnvelope>[] = [
    { plan: null },
    { rolledBack: itself },
    { rolledBack: now },
    { gates: [{}] as unknown as PlanEnvelope['gates'] },
    { approvedBy: 'ben' },
  ];
  for (const other of others) expect(awaitsItsWord({ ...waiting, ...other })).toBe(false);
  const { rolledBack: _none, ...never } = waiting;
  expect(awaitsItsWord(never as PlanEnvelope)).toBe(false);
});

test('its reason names the person, and a run tells its own', () => {
  expect(whyRolledBack(person)).toBe('by anna: too slow');
  expect(whyRolledBack(itself)).toBe('errors went up');
});
