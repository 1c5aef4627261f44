// Whose word a plan waits for.
import { expect, test } from 'vitest';
import { type Gate, type GateCode, type Release, releaseOf } from '../../../lib/plan/index.ts';

const gate = (code: GateCode): Gate => ({ code, message: 'm' });
const rolledBack = { commit: 'c', to: 'r', reason: 'unhealthy', at: 5 };

test('with `never` nothing is carried out, approved or not', () => {
  expect(releaseOf('never', { gates: [] }, true)).toBe<Release>('never');
});

test('what would fail half-way is not opened by a word', () => {
  for (const final of [gate('quota-short'), { ...gate('of-a-feature'), isFinal: true as const }]) {
    for (const approved of [false, true]) {
      expect(releaseOf('merge', { gates: [gate('vip-change'), final] }, approved)).toBe<Release>('not-approvable');
    }
  }
});

test('an approval opens every other gate', () => {
  expect(releaseOf('merge', { gates: [gate('vip-release')] }, false)).toBe<Release>('needs-approval');
  expect(releaseOf('merge', { gates: [gate('vip-release')] }, true)).toBe<Release>('released');
});

test('without gates a merge is word enough where the policy says so', () => {
  expect(releaseOf('merge', { gates: [] }, false)).toBe<Release>('released');
  expect(releaseOf('manual', { gates: [] }, false)).toBe<Release>('needs-approval');
  expect(releaseOf('manual', { gates: [] }, true)).toBe<Release>('released');
});

test('case 35: going back because a person asked for it begins when its plan is approved, or with `now` and no gate', () => {
  const asked = { ...rolledBack, by: 'github ann' };
  expect(releaseOf('merge', { gates: [], rolledBack: asked }, false)).toBe<Release>('needs-approval');
  expect(releaseOf('merge', { gates: [], rolledBack: asked }, true)).toBe<Release>('released');
  const now = { ...asked, now: true as const };
  expect(releaseOf('manual', { gates: [], rolledBack: now }, false)).toBe<Release>('released');
  expect(releaseOf('merge', { gates: [gate('host-removed')], rolledBack: now }, false)).toBe<Release>('needs-approval');
  expect(releaseOf('never', { gates: [], rolledBack: now }, true)).toBe<Release>('never');
});

test('going back to what was good needs no further word, but for its gates', () => {
  expect(releaseOf('manual', { gates: [], rolledBack }, false)).toBe<Release>('released');
  expect(releaseOf('manual', { gates: [gate('host-removed')], rolledBack }, false)).toBe<Release>('needs-approval');
});
