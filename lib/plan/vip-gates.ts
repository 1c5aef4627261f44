// A VIP that was lost: whoever makes its address or its front end anew gives it another IP, and clients know only the old one.
// May import: core, model, diff.
import { textAt } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import { type AppliedState, type ObservedState, parseComputePath, type RefKey } from '../model/index.ts';

type Applied = Pick<AppliedState, 'resources' | 'addresses'>;

/**
 * What making a resource anew does to a VIP that is on record; undefined when it keeps it, or there was none.
 * @returns a sentence without its subject.
 */
export function lostVip(
  { key, ref, kind, after }: Change,
  { resources }: Pick<ObservedState, 'resources'>,
  applied: Applied | undefined,
): string | undefined {
  if (kind !== 'create') return undefined;
  if (ref.kind === 'address') {
    const before = applied?.addresses[key];
    return before && `would reserve another VIP: ${gone(before)}`;
  }
  if (ref.kind !== 'forwardingRule') return undefined;
  const ipNow = (address: RefKey): string | undefined => textAt(resources.get(address)?.body, 'address');
  const before = ipOf(textAt(applied?.resources[key]?.body, 'IPAddress'), (address) => applied?.addresses[address]);
  const now = ipOf(textAt(after, 'IPAddress'), ipNow);
  if (before === undefined || before === now) return undefined;
  return `would bring ${ref.name} back on ${now ?? 'another VIP'}: ${gone(before)}`;
}

/** @param at the IP of an address resource. */
function ipOf(address: string | undefined, at: (key: RefKey) => string | undefined): string | undefined {
  if (address === undefined) return undefined;
  return parseComputePath(address) === undefined ? address : at(address);
}

function gone(ip: string): string {
  return `${ip} cannot be had back, and DNS has to be changed`;
}
