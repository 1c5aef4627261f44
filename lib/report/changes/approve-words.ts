// How a person says yes to exactly one plan: the comment to write, ready to be copied.
import { commandLine } from '../../commands/index.ts';
import { type PlanEnvelope, releaseOf } from '../../plan/index.ts';
import { fence } from '../markdown/blocks.ts';
import { plural } from './change-words.ts';
import { code } from '../markdown/escape.ts';

/** Of a digest; more than an approval needs, and short enough to be read. */
export const DIGEST_LENGTH = 12;
const MOST = 5;
/** In one line of a comment. */
const MOST_AT_ONCE = 20;

/** What holds these units, and how to let exactly their plans through, where that helps. Markdown. */
export function approvalWords(units: readonly PlanEnvelope[]): string {
  const hopeless = units.filter((unit) => releaseOf('merge', unit, true) === 'not-approvable');
  const approvable = units.filter((unit) => !hopeless.includes(unit));
  const parts: string[] = [];
  if (hopeless.length > 0)
    parts.push(`${namesOf(hopeless)}: held, and no approval helps: something else has to change first.`);
  if (approvable.length > 0) {
    const plans = approvable.flatMap(({ plan }) => plan ?? []);
    const these = plans.length === 1 ? 'exactly this plan' : 'exactly these plans';
    const isBack = approvable.every(({ rolledBack }) => rolledBack?.by !== undefined);
    const who = `somebody other than ${isBack ? 'who asked for it' : 'the author'}`;
    parts.push(
      `${namesOf(approvable)}: held until the change is taken back, or ${who} approves ${these} in a comment:`,
    );
    parts.push(...approvalFences(approvable));
  }
  return parts.join('\n\n');
}

/**
 * A block of its own, which GitHub gives a button to copy, with all those that an approval helps: a comment holds one
 * command, and what is named in it is approved together or not at all.
 */
export function approvalFences(units: readonly PlanEnvelope[]): readonly string[] {
  const digests = units
    .filter((unit) => releaseOf('merge', unit, true) !== 'not-approvable')
    .flatMap(({ plan }) => plan?.slice(0, DIGEST_LENGTH) ?? []);
  const [first, ...more] = [...new Set(digests)];
  if (first === undefined) return [];
  const named = [first, ...more].slice(0, MOST_AT_ONCE);
  const block = fence('', [commandLine({ verb: 'approve', digests: named })]);
  if (more.length === 0) return [block];
  const rest = more.length < MOST_AT_ONCE ? '' : ' And so on for the others, in another comment.';
  return [block, `Leave out the plan of what you do not approve.${rest}`];
}

function namesOf(units: readonly PlanEnvelope[]): string {
  return units.length > MOST ? plural(units.length, 'unit') : units.map(({ unit }) => code(unit)).join(', ');
}

/** For units that wait for a person although nothing of them is risky; without names it is for all. */
export function applyCommand(fleet: string, units: readonly string[]): string {
  return commandLine({ verb: 'apply', fleet, units: units.length > MOST ? [] : units });
}

/** What to do where the state does not say any more which policy is in force. Markdown. */
export function confirmPolicyWords(fleet: string): string {
  const asked = 'once somebody has read the policy of the fleet file on the branch, a comment confirms it:';
  return `the state does not say which policy is in force; ${asked}\n\n${fence('', [applyCommand(fleet, [])])}`;
}

export function unfreezeCommand(fleet: string): string {
  return commandLine({ verb: 'unfreeze', fleet });
}

/** @param unit that is paused; undefined: the fleet is. */
export function resumeCommand(fleet: string, unit: string | undefined): string {
  return commandLine({ verb: 'resume', fleet, ...(unit === undefined ? {} : { unit }) });
}
