// A VIP that was lost: whoever makes its address or its front end anew gives it another IP, and clients know only the
// old one.
import { textAt } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import {
  type AppliedState,
  objectKey,
  type ObservedState,
  parseComputePath,
  type RefKey,
} from '../../../model/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';

type Applied = Pick<AppliedState, 'resources' | 'addresses'>;
type Observed = Pick<ObservedState, 'resources'>;

export interface LostVip {
  readonly ip: string;
  /** A sentence without its subject. */
  readonly message: string;
}

/**
 * What making a resource anew does to a VIP that clients know; undefined when it keeps it, or there was none.
 * @param applied without a record, the status of our copies in the config clusters is the witness.
 */
export function lostVip(
  { key, ref, kind, after, owners }: Change,
  observed: Observed,
  applied: Applied | undefined,
): LostVip | undefined {
  if (kind !== 'create') return undefined;
  const witnessed = applied === undefined ? vipInStatus(owners, observed) : undefined;
  const ends = (ip: string): string =>
    witnessed === undefined
      ? `${ip} cannot be had back, and DNS has to be changed`
      : `the status of its ingress names ${ip}, and DNS has to be changed where that is gone`;
  if (ref.kind === 'address') {
    const ip = applied?.addresses[key] ?? witnessed;
    return ip ? { ip, message: `would reserve another VIP: ${ends(ip)}` } : undefined;
  }
  if (ref.kind !== 'forwardingRule') return undefined;
  const ipNow = (address: RefKey): string | undefined => textAt(observed.resources.get(address)?.body, 'address');
  const recorded = ipOf(textAt(applied?.resources[key]?.body, 'IPAddress'), (address) => applied?.addresses[address]);
  const before = recorded ?? witnessed;
  const now = ipOf(textAt(after, 'IPAddress'), ipNow);
  if (before === undefined || before === now) return undefined;
  return { ip: before, message: `would bring ${ref.name} back on ${now ?? 'another VIP'}: ${ends(before)}` };
}

/** The IPs that clients know and changes do not bring back, sorted. */
export function lostVips(
  changes: readonly Change[],
  observed: Observed,
  applied: Applied | undefined,
): readonly string[] {
  return [...new Set(changes.flatMap((change) => lostVip(change, observed, applied)?.ip ?? []))].sort();
}

/** What our copy of the ingress that owns a resource told people last. */
function vipInStatus(owners: Change['owners'], { resources }: Observed): string | undefined {
  const vips = [...resources.values()].flatMap(({ ref, body, ours }) => {
    if (!ours || ref.kind !== 'multiClusterIngress') return [];
    const [namespace, name] = ['namespace', 'name'].map((member) => textAt(body, 'metadata', member) ?? '');
    const object = objectKey({ ...OBJECT_KINDS.ingress, namespace: namespace ?? '', name: name ?? '' });
    return owners.includes(object) ? (textAt(body, 'status', 'VIP') ?? []) : [];
  });
  return [...vips].sort()[0];
}

/** @param at the IP of an address resource. */
function ipOf(address: string | undefined, at: (key: RefKey) => string | undefined): string | undefined {
  if (address === undefined) return undefined;
  return parseComputePath(address) === undefined ? address : at(address);
}
