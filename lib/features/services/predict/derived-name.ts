// The name of the Service that GKE makes in each importing cluster: the address behind a clusterset name, and a way to
// call where that name is not answered. Google does not document it. Source: the outputs that its samples print; the
// same digest as in `derived-<hash>` of the reference controller of mcs-api.
import { createHash } from 'node:crypto';
import type { ClusterRef } from '../../../model/index.ts';

const LETTERS = 10;
const ALPHABET = '0123456789abcdefghijklmnopqrstuv';

/** What is seen in a cluster goes before it. */
export function derivedServiceName({ namespace, name }: Pick<ClusterRef, 'namespace' | 'name'>): string {
  const digest = createHash('sha256').update(`${namespace}/${name}`).digest();
  return `gke-mcs-${base32hex(digest).slice(0, LETTERS)}`;
}

/** Source: RFC 4648, section 7, in small letters and without padding. */
function base32hex(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)] ?? '').join('');
}
