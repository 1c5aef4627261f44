// How a person says yes to exactly one plan: the comment to write, ready to be copied. May import: blocks.
import { fence } from './blocks.ts';

/** Of a digest; more than an approval needs, and short enough to be read. */
export const DIGEST_LENGTH = 12;
const MOST = 5;

/** Blocks of their own, because a comment holds one command. @param plans digests of those that wait. */
export function approveBlocks(fleet: string, plans: readonly string[]): string {
  const blocks = plans.slice(0, MOST).map((plan) => fence('', [approveCommand(fleet, plan)]));
  const more = plans.length > MOST ? ['… and so on: a comment for each plan that needs it.'] : [];
  return [...blocks, ...more].join('\n\n');
}

/** @param plan its digest. */
export function approveCommand(fleet: string, plan: string): string {
  return `/rangelight approve ${plan.slice(0, DIGEST_LENGTH)} --fleet ${fleet}`;
}

/** For units that wait for a person although nothing of them is risky. */
export function applyCommand(fleet: string, units: readonly string[]): string {
  return `/rangelight apply ${units.slice(0, MOST).join(' ')} --fleet ${fleet}`;
}
