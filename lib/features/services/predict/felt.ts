// What a caller feels that calls a clusterset name: the same mistake shows in quite different ways. Source: kube-proxy
// in nftables mode and CoreDNS, as they were seen: without endpoints a connection is refused, the address of a deleted
// Service drops packets.

export type Felt = 'answered' | 'refused' | 'timeout' | 'no-such-name' | 'no-address';

export const FELT_WORDS: Readonly<Record<Felt, string>> = {
  answered: 'a call is answered',
  refused: 'a connection is refused at once',
  timeout: 'a connection times out',
  'no-such-name': 'the name is not found (NXDOMAIN)',
  'no-address': 'the name has no address yet (NODATA)',
};

/** How a call goes from one cluster. */
export interface CallPath {
  readonly isImported: boolean;
  readonly hasAddress: boolean;
  /** Whether the Service behind the address stands. A caller knows the address until its DNS answer is too old. */
  readonly hasService: boolean;
  readonly readyEndpoints: number;
  /** Of these, in the caller's own cluster. */
  readonly readyHere: number;
  readonly internalTrafficPolicy: 'Cluster' | 'Local';
}

export function feltBy(path: CallPath): Felt {
  if (!path.isImported) return 'no-such-name';
  if (!path.hasAddress) return 'no-address';
  if (!path.hasService) return 'timeout';
  if (path.readyEndpoints === 0) return 'refused';
  // Endpoints elsewhere are on no node of this cluster.
  if (path.internalTrafficPolicy === 'Local' && path.readyHere === 0) return 'timeout';
  return 'answered';
}
