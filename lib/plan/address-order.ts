// Who has to let an address go before whom: an address has one holder at a time (compute v1 forwardingRules.insert refuses an
// address and port that another rule holds), and what a rule has it gives up only when it gets what it wants.
// May import: core, model, diff.
import { textAt } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import type { RefKey } from '../model/index.ts';

/** Forwarding rules that take an address from others → those others, sorted. */
export function letGoFirst(changes: readonly Change[]): ReadonlyMap<RefKey, readonly RefKey[]> {
  const rules = changes.filter(({ ref }) => ref.kind === 'forwardingRule');
  const leaving = new Map<string | undefined, Set<RefKey>>();
  for (const rule of rules) {
    for (const address of addressesLeftBy(rule))
      leaving.set(address, (leaving.get(address) ?? new Set<RefKey>()).add(rule.key));
  }
  const found = new Map<RefKey, readonly RefKey[]>();
  for (const taker of rules) {
    const wanted = addressTakenBy(taker);
    if (wanted === undefined) continue;
    const holders = [...(leaving.get(wanted) ?? [])].filter((key) => key !== taker.key);
    if (holders.length > 0) found.set(taker.key, holders.sort());
  }
  return found;
}

/** Literal IP or the key of an address; undefined when the rule takes none that it does not hold. */
export function addressTakenBy({ kind, fields, after }: Change): string | undefined {
  if (kind === 'create') return textAt(after, 'IPAddress');
  return kind === 'replace' && fields.some(isAddress) ? textAt(after, 'IPAddress') : undefined;
}

/** Whether a change has a forwarding rule leave the address that it holds. */
export function leavesAddress(change: Change): boolean {
  return change.ref.kind === 'forwardingRule' && addressesLeftBy(change).length > 0;
}

/** The address that a rule leaves, by its number and by the resource that holds it, as far as each is known. */
function addressesLeftBy({ kind, fields, before }: Change): readonly (string | undefined)[] {
  const field = fields.find(isAddress);
  if (kind !== 'delete' && (kind !== 'replace' || field === undefined)) return [];
  return [textAt(before, 'IPAddress'), ...(typeof field?.before === 'string' ? [field.before] : [])];
}

function isAddress({ path }: Change['fields'][number]): boolean {
  return path === 'IPAddress';
}
