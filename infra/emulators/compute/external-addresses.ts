// The addresses that the emulator gives out: the two larger documentation networks, which nobody routes.
import { ApiError } from './errors.ts';
import type { Stored } from './store.ts';

const NETWORKS = ['203.0.113', '198.51.100'];
const LAST_HOST = 254;

/** The first address that none of `holders` (addresses and forwarding rules) has. */
export function freeExternalAddress(holders: readonly Stored[]): string {
  const held = new Set(holders.flatMap(({ body }) => [body.address, body.IPAddress]));
  for (const network of NETWORKS) {
    for (let host = 1; host <= LAST_HOST; host += 1) {
      const address = `${network}.${host}`;
      if (!held.has(address)) return address;
    }
  }
  throw new ApiError(503, 'backendError', 'The emulator has no external address left.');
}
