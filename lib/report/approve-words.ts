// How a person says yes to exactly one plan: the comment to write, ready to be copied. May import: plan.
import type { PlanEnvelope } from '../plan/index.ts';
import { fence } from './blocks.ts';
import { plural } from './change-words.ts';
import { code } from './escape.ts';

/** Of a digest; more than an approval needs, and short enough to be read. */
export const DIGEST_LENGTH = 12;
const MOST = 5;

/** What holds these units, and how to let exactly their plans through. Markdown. */
export function approvalWords(fleet: string, units: readonly PlanEnvelope[]): string {
  const named = units.length > MOST ? plural(units.length, 'unit') : units.map(({ unit }) => code(unit)).join(', ');
  const plans = units.flatMap(({ plan }) => plan ?? []);
  const these = plans.length === 1 ? 'exactly this plan' : 'exactly these plans';
  const held = `${named}: held until the change is taken back, or a maintainer approves ${these} in a comment.`;
  // Blocks of their own, which GitHub gives a button to copy: a comment holds one command.
  const blocks = plans.slice(0, MOST).map((plan) => fence('', [approveCommand(fleet, plan)]));
  const more = plans.length > MOST ? ['… and so on: a comment for each plan that needs it.'] : [];
  return [held, ...blocks, ...more].join('\n\n');
}

/** @param plan its digest. */
function approveCommand(fleet: string, plan: string): string {
  return `/rangelight approve ${plan.slice(0, DIGEST_LENGTH)} --fleet ${fleet}`;
}

/** For units that wait for a person although nothing of them is risky; without names it is for all. */
export function applyCommand(fleet: string, units: readonly string[]): string {
  return ['/rangelight apply', ...(units.length > MOST ? [] : units), `--fleet ${fleet}`].join(' ');
}

/** @param unit that is paused; undefined: the fleet is. */
export function resumeCommand(fleet: string, unit: string | undefined): string {
  return ['/rangelight resume', ...(unit === undefined ? [] : [`--unit ${unit}`]), `--fleet ${fleet}`].join(' ');
}
