// Who has to let something go before whom: a value that changes hands, as an address does, has one holder at a time
// (compute v1 forwardingRules.insert refuses an address and port that another rule holds), and what a resource has it
// gives up only when it gets what it wants.
import { textAt } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import type { Kinds, RefKey } from '../model/index.ts';

/** Who takes something from others of its kind → those others, sorted. */
export function letGoFirst(kinds: Kinds, changes: readonly Change[]): ReadonlyMap<RefKey, readonly RefKey[]> {
  const holders = new Map<string, Set<RefKey>>();
  const of = ({ ref }: Change, value: string): string => `${ref.kind} ${value}`;
  for (const change of changes) {
    for (const value of leftBy(kinds, change)) {
      const left = of(change, value);
      holders.set(left, (holders.get(left) ?? new Set<RefKey>()).add(change.key));
    }
  }
  const found = new Map<RefKey, readonly RefKey[]>();
  for (const taker of changes) {
    const wanted = takenBy(kinds, taker);
    if (wanted === undefined) continue;
    const others = [...(holders.get(of(taker, wanted)) ?? [])].filter((key) => key !== taker.key);
    if (others.length > 0) found.set(taker.key, others.sort());
  }
  return found;
}

/**
 * What a change takes that it does not hold: of an address the literal IP or the key; undefined when it takes nothing.
 */
export function takenBy(kinds: Kinds, change: Change): string | undefined {
  const member = handedOver(kinds, change);
  if (member === undefined) return undefined;
  const { kind, fields, after } = change;
  const takes = kind === 'create' || (kind === 'replace' && fields.some(({ path }) => path === member));
  return takes ? textAt(after, member) : undefined;
}

/** Whether a change has a resource let go of what others may take. */
export function letsGoOf(kinds: Kinds, change: Change): boolean {
  return leftBy(kinds, change).length > 0;
}

/** What a resource lets go of: an address by its number and by the resource that holds it, as far as each is known. */
function leftBy(kinds: Kinds, change: Change): readonly string[] {
  const member = handedOver(kinds, change);
  if (member === undefined) return [];
  const { kind, fields, before } = change;
  const field = fields.find(({ path }) => path === member);
  if (kind !== 'delete' && (kind !== 'replace' || field === undefined)) return [];
  return [textAt(before, member), field?.before].filter((value) => typeof value === 'string');
}

/** The member of a kind whose value changes hands; undefined where none does. */
function handedOver(kinds: Kinds, { ref }: Change): string | undefined {
  return Object.entries(kinds.of(ref.kind).fields).find(([, rule]) => rule.handedOver === true)?.[0];
}
