// The buttons of the plan's check run. GitHub shows at most three; labels have at most 20 characters, descriptions 40,
// identifiers 20. Source: GitHub REST API, "Create a check run", `actions`.
import { type PlanEnvelope, releaseOf, type Revision } from '../../plan/index.ts';
import type { CheckAction } from '../../ports/index.ts';
import { openGates } from '../changes/open-gates.ts';

export const PLAN: CheckAction = {
  label: 'Plan again',
  description: 'Plan this commit as things stand now',
  identifier: 'plan',
};
const APPROVE = 'approve-';
/** What is left of an identifier: enough to name a plan among those of a pull request. */
const DIGITS = 12;

/**
 * Of all fleets of a commit. Approving is offered where it needs one word only, and before the merge: there a button
 * says which plan it means.
 */
export function buttonsOf(revisions: readonly Revision[]): readonly CheckAction[] {
  const [only, ...others] = revisions.flatMap(({ units }) => units.filter(waits));
  const isPull = revisions.every(({ occasion }) => occasion.type === 'pull-request');
  if (only === undefined || only.plan === null || others.length > 0 || !isPull) return [PLAN];
  const identifier = `${APPROVE}${only.plan.slice(0, DIGITS)}`;
  return [PLAN, { label: 'Approve', description: `Approve plan ${only.plan.slice(0, DIGITS)}`, identifier }];
}

function waits(unit: PlanEnvelope): boolean {
  return openGates(unit).length > 0 && releaseOf('merge', unit, true) === 'released';
}

export function isPlanButton(identifier: string): boolean {
  return identifier === PLAN.identifier;
}

/** The first digits of the plan that a button approves; undefined for any other button. */
export function digestInButton(identifier: string): string | undefined {
  return identifier.startsWith(APPROVE) ? identifier.slice(APPROVE.length) : undefined;
}
