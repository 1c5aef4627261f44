// Compute alone, with the rights of the person who asks: what works while everything else is down. Cloud Monitoring
// where it answers.
import { createCompute } from '../../lib/adapters/compute/index.ts';
import { defaultCredentials, staticToken } from '../../lib/adapters/google-auth/index.ts';
import { createMonitoring } from '../../lib/adapters/monitoring/index.ts';
import type { Compute, Monitoring } from '../../lib/ports/index.ts';
import { localEndpoints } from './access.ts';
import { KINDS } from '../wiring/kinds.ts';

const CALL_TIMEOUT_MS = 30_000;

export interface ComputeAccess {
  readonly computeEndpoint?: string;
  /** Path of the local cloud's endpoints file. */
  readonly local?: string;
}

/** A token that opens Google Cloud never goes to a server in clear text. */
export async function openCompute({ computeEndpoint, local }: ComputeAccess): Promise<Compute> {
  const inLocal = local === undefined ? undefined : await localEndpoints(local);
  if (inLocal !== undefined)
    return createCompute({
      kinds: KINDS,
      endpoint: inLocal('compute'),
      auth: staticToken(inLocal('personToken')),
      callTimeoutMs: CALL_TIMEOUT_MS,
    });
  const isGoogle = computeEndpoint === undefined || computeEndpoint.startsWith('https:');
  return createCompute({
    kinds: KINDS,
    ...(computeEndpoint === undefined ? {} : { endpoint: computeEndpoint }),
    ...(isGoogle ? { auth: defaultCredentials() } : {}),
    callTimeoutMs: CALL_TIMEOUT_MS,
  });
}

/** Cloud Monitoring; undefined where another Compute is asked and nobody says which monitoring goes with it. */
export async function openMonitoring({ computeEndpoint, local }: ComputeAccess): Promise<Monitoring | undefined> {
  if (computeEndpoint !== undefined) return undefined;
  if (local === undefined) return createMonitoring({ auth: defaultCredentials(), callTimeoutMs: CALL_TIMEOUT_MS });
  const endpoint = await localEndpoints(local);
  const auth = staticToken(endpoint('personToken'));
  return createMonitoring({ endpoint: endpoint('monitoring'), auth, callTimeoutMs: CALL_TIMEOUT_MS });
}
