// Google's accounts, as far as a service proves to another one who it is: identity tokens of service accounts, and the
// public keys that they are verified with. See BEHAVIOR.md.
import type { Clock } from '../kit/clock.ts';
import { createFaults, type Faults } from '../kit/faults.ts';
import { createFront } from '../kit/front.ts';
import { createJournal, type Journal } from '../kit/journal.ts';
import { createLatency, type Latency, type LatencyProfile } from '../kit/latency.ts';
import type { Random } from '../kit/random.ts';
import type { Handler } from '../kit/serve.ts';
import { identityClaims, type TokenRequest } from './identity-claims.ts';
import { latencies } from './latencies.ts';
import { errorResponse, refuse } from './refuse.ts';
import { createSigner } from './signer.ts';

export type { TokenRequest } from './identity-claims.ts';

export interface AccountsEmulatorOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** How long answers take; default `instant`. */
  readonly latency?: LatencyProfile;
}

export interface AccountsEmulator {
  /** Serves the public keys. */
  readonly handler: Handler;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly latency: Latency;
  /**
   * The token of a service account for an audience, as Pub/Sub and Cloud Scheduler get it: good for an hour from now.
   */
  identityToken(this: void, request: TokenRequest): Promise<string>;
  /** Signs with a new key from now on. The keys before it stay published, as tokens may be around that they signed. */
  rotateKeys(): void;
}

/** Where Google publishes the keys: its discovery document, `jwks_uri`. */
const CERTS = '/oauth2/v3/certs';

/** The first key is made for the first token, or the first look at the keys. */
export function createAccountsEmulator({ clock, random, latency: profile }: AccountsEmulatorOptions): AccountsEmulator {
  const journal = createJournal();
  const faults = createFaults();
  const latency = createLatency(latencies, random, profile);
  const signer = createSigner(random);
  return {
    journal,
    faults,
    latency,
    identityToken: (request) => signer.sign(identityClaims(request, clock.now())),
    rotateKeys: signer.rotate,
    handler: createFront({
      clock,
      journal,
      faults,
      latency,
      refuse,
      isMutation: () => false,
      async handle(request) {
        const { pathname } = new URL(request.url);
        if (request.method !== 'GET' || pathname !== CERTS) {
          return errorResponse(404, `The accounts emulator does not implement ${request.method} ${pathname}`);
        }
        return Response.json(
          { keys: await signer.publicKeys() },
          { headers: { 'cache-control': 'public, max-age=3600' } },
        );
      },
    }),
  };
}
