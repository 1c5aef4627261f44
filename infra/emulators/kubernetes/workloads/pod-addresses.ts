// Hands out pod addresses: a /24 of the cluster's range per node, another one when it is full, and no address twice.

const PER_BLOCK = 250;

/** The cluster's address range is used up. */
export class NoPodAddressError extends Error {
  constructor(prefix: string) {
    super(`no pod address left in ${prefix}.0.0/16`);
    this.name = 'NoPodAddressError';
  }
}

/**
 * `prefix` is e.g. `10.8`. The returned function takes a node's index and rejects none twice: an address names one pod.
 */
export function createPodAddresses(prefix: string, nodes: number): (node: number) => string {
  const given = new Map<number, number>();
  return (node) => {
    const count = given.get(node) ?? 0;
    const block = node + nodes * Math.floor(count / PER_BLOCK);
    if (block > 255) throw new NoPodAddressError(prefix);
    given.set(node, count + 1);
    return `${prefix}.${block}.${2 + (count % PER_BLOCK)}`;
  };
}
