// Which Secrets the head and the pull requests name. The planner, which may not read them, writes that down; drift reads
// them, and has a pull request planned again that waited for one. May import: core, fleet, plan, ports.
import { isFailure } from '../core/index.ts';
import { type Facts, secretFactsOf, type SecretKey } from '../fleet/index.ts';
import type { Revision } from '../plan/index.ts';
import type { StateStore, Stored } from '../ports/index.ts';
import { keys } from './state-keys.ts';
import type { World } from './world.ts';

/** What one origin names. */
export interface NamedSecrets {
  /** Sorted, at least one. */
  readonly secrets: readonly SecretKey[];
  /** Absent for the head. */
  readonly pullRequest?: number;
  /** Milliseconds since the epoch, when it was planned. */
  readonly at: number;
  /** Whether its plan waits for a Secret of which nothing is known. */
  readonly waits: boolean;
}

/** A pull request that nobody pushes to for so long may be closed: its Secrets are read no more until it is planned again. */
const KEPT_MS = 14 * 24 * 60 * 60 * 1000;

/** Notes what a revision names, with the facts that it was planned with; two plans of one origin at the same moment note the same. */
export async function noteSecrets(
  world: World,
  fleet: string,
  origin: Revision['origin'],
  secrets: readonly SecretKey[],
  facts: Facts | undefined,
  signal: AbortSignal,
): Promise<void> {
  // A merge group names what its pull request names.
  if (origin.type === 'merge-group') return;
  const pullRequest = origin.type === 'pull-request' ? origin.number : undefined;
  const key = keys.secrets(fleet, pullRequest);
  const stored = await world.store.read<NamedSecrets>(key, signal);
  const waits = facts !== undefined && secrets.some((one) => secretFactsOf(facts, one).state === 'unknown');
  const noted = stored?.value;
  if (noted?.waits === waits && String(noted.secrets) === String(secrets) && pullRequest === undefined) return;
  const named: NamedSecrets = {
    secrets,
    ...(pullRequest === undefined ? {} : { pullRequest }),
    at: world.clock.now(),
    waits,
  };
  if (secrets.length > 0) await ignoringRace(world.store.write(key, named, stored?.generation ?? '0', signal));
  else if (stored !== undefined) await ignoringRace(world.store.remove(key, stored.generation, signal));
}

export interface Noted {
  readonly key: string;
  readonly stored: Stored<NamedSecrets>;
}

/** What is named now; what is too old goes. */
export async function notedSecrets(world: World, fleet: string, signal: AbortSignal): Promise<readonly Noted[]> {
  const noted: Noted[] = [];
  for (const key of await world.store.list(keys.allSecrets(fleet), signal)) {
    const stored = await world.store.read<NamedSecrets>(key, signal);
    if (stored === undefined) continue;
    const { pullRequest, at } = stored.value;
    if (pullRequest === undefined || world.clock.now() - at < KEPT_MS) noted.push({ key, stored });
    else await ignoringRace(world.store.remove(key, stored.generation, signal));
  }
  return noted;
}

/** Has pull requests planned again, each once, of whose Secrets something is known by now. The head sees that its facts moved. */
export async function wakePullRequests(
  world: World,
  fleet: string,
  noted: readonly Noted[],
  facts: Facts,
  signal: AbortSignal,
): Promise<void> {
  for (const { key, stored } of noted) {
    const { pullRequest, secrets, waits, at } = stored.value;
    if (!waits || pullRequest === undefined) continue;
    if (secrets.some((one) => secretFactsOf(facts, one).state === 'unknown')) continue;
    const delivery = `secrets-${fleet}-${pullRequest}-${at}`;
    await world.publisher.publishRevision({ type: 'pull-request', delivery, pullRequest }, signal);
    await ignoringRace(world.store.write(key, { ...stored.value, waits: false }, stored.generation, signal));
  }
}

async function ignoringRace(write: ReturnType<StateStore['write'] | StateStore['remove']>): Promise<void> {
  try {
    await write;
  } catch (error) {
    // Somebody planned it at the same moment: that note is the newer one.
    if (!isFailure(error, 'precondition')) throw error;
  }
}
