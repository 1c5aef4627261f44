// Bodies name an address by reference; Compute answers with the IP. Both ways between the two.
import { type JsonObject, oncePer } from '../core/index.ts';
import { type FieldTable, givenBy, type Kinds, type ObservedState, type RefKey } from '../model/index.ts';

export interface AddressBook {
  /** Literal IP of an address reference, when it was seen. */
  readonly ipOf: (reference: string) => string | undefined;
  /** Key of the address resource of ours that holds an IP, when it was seen: no other is ever released. */
  readonly holderOf: (ip: string) => RefKey | undefined;
}

export function addressBook(kinds: Kinds, observed: ObservedState): AddressBook {
  return bookOf(kinds)(observed);
}

const bookOf = oncePer((kinds: Kinds) =>
  oncePer((observed: ObservedState): AddressBook => {
    const ips = new Map<RefKey, string>();
    const holders = new Map<string, RefKey>();
    for (const [key, { ref, body, ours }] of observed.resources) {
      const ip = givenBy(kinds, ref, body);
      if (ip === undefined) continue;
      ips.set(key, ip);
      if (ours) holders.set(ip, key);
    }
    return { ipOf: (reference) => ips.get(reference), holderOf: (ip) => holders.get(ip) };
  }),
);

/** A body as seen, its IPs as references again: who stands on an address has to be known before it is released. */
export function withAddressReferences(table: FieldTable, body: JsonObject, book: AddressBook): JsonObject {
  const found = Object.entries(table).flatMap(([member, rule]) => {
    const ip = body[member];
    const holder = rule.address && typeof ip === 'string' ? book.holderOf(ip) : undefined;
    return holder === undefined ? [] : [[member, holder] as const];
  });
  return { ...body, ...Object.fromEntries(found) };
}
