// What the planner knows of a plan's release: by the policy in force, and by the approval that it found.
import { expect, test } from 'vitest';
import { isReleased } from '../../../../lib/app/records/release.ts';
import type { Policy } from '../../../../lib/fleet/index.ts';
import type { PlanEnvelope } from '../../../../lib/plan/index.ts';

const envelope = (more: Partial<PlanEnvelope> = {}) => ({ gates: [], ...more }) as unknown as PlanEnvelope;
const policy = (apply: Policy['apply']) => ({ apply }) as Policy;

test('a plan is released by the policy, or by who approved it, and by nobody where nothing is applied', () => {
  expect(isReleased(policy('merge'), envelope())).toBe(true);
  expect(isReleased(policy('manual'), envelope())).toBe(false);
  expect(isReleased(policy('manual'), envelope({ approvedBy: 'ann' }))).toBe(true);
  expect(isReleased(policy('never'), envelope({ approvedBy: 'ann' }))).toBe(false);
});
