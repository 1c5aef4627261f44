// One NEG in one zone: made when absent, never taken over from another owner, filled with exactly the given endpoints.
import type { ComputeClient, Neg, NetworkEndpoint } from './compute-client.ts';
import { endpointKey } from './neg-endpoints.ts';
import { describeOwner, isSameOwner, type NegOwner, ownerIn } from './ownership.ts';

/** The most endpoints that Compute takes in one attach or detach. */
const BATCH = 500;

/** A NEG of that name stands already and belongs to somebody else. */
export class NegTakenError extends Error {
  constructor(zone: string, name: string, description: string | undefined) {
    super(`NEG ${name} in ${zone} is used by another syncer; its description is "${description ?? ''}"`);
    this.name = 'NegTakenError';
  }
}

/** Rejects with NegTakenError, or with what Compute answers. */
export async function ensureNeg(
  client: ComputeClient,
  want: { readonly zone: string; readonly name: string; readonly network: string; readonly owner: NegOwner },
): Promise<{ readonly neg: Neg; readonly created: boolean }> {
  const { zone, name } = want;
  const standing = await client.get(zone, name);
  if (standing !== undefined) {
    if (!isSameOwner(want.owner, ownerIn(standing.description))) {
      throw new NegTakenError(zone, name, standing.description);
    }
    if (standing.network === undefined || standing.network.endsWith(`/${want.network}`)) {
      return { neg: standing, created: false };
    }
    // The network of a NEG cannot be changed.
    await client.remove(zone, name);
  }
  await client.insert(zone, { name, description: describeOwner(want.owner) });
  const neg = await client.get(zone, name);
  if (neg === undefined) throw new NegTakenError(zone, name, undefined);
  return { neg, created: true };
}

/** Attaches what is missing, detaches what is too much; says how many of each. */
export async function syncEndpoints(
  client: ComputeClient,
  zone: string,
  name: string,
  wanted: readonly NetworkEndpoint[],
): Promise<{ readonly attached: number; readonly detached: number }> {
  const present = await client.endpoints(zone, name);
  const presentKeys = new Set(present.map(endpointKey));
  const wantedByKey = new Map(wanted.map((endpoint) => [endpointKey(endpoint), endpoint]));
  const missing = [...wantedByKey].filter(([key]) => !presentKeys.has(key)).map(([, endpoint]) => endpoint);
  const surplus = present.filter((endpoint) => !wantedByKey.has(endpointKey(endpoint)));
  const attach = (batch: readonly NetworkEndpoint[]): Promise<void> => client.attach(zone, name, batch);
  const detach = (batch: readonly NetworkEndpoint[]): Promise<void> => client.detach(zone, name, batch);
  // Side by side, so that a dead endpoint leaves even when a new one is slow or refused; both end before a new attempt.
  const outcomes = await Promise.allSettled([inBatches(missing, attach), inBatches(surplus, detach)]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return { attached: missing.length, detached: surplus.length };
}

async function inBatches<T>(items: readonly T[], send: (batch: readonly T[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += BATCH) await send(items.slice(from, from + BATCH));
}
