// Which Secrets the head and the pull requests name. The planner, which may not read them, writes that down; drift
// reads them, and has a pull request planned again that waited for one.
import { isFailure } from '../../core/index.ts';
import { type Facts, secretFactsOf, type SecretKey } from '../../fleet/index.ts';
import { type Occasion, occasionName, pullName } from '../../plan/index.ts';
import { type Head, type NamedSecrets, namedSecrets, type Place, type Stored } from '../../state/index.ts';
import type { World } from '../world.ts';

/**
 * A pull request that nobody pushes to for so long may be closed: its Secrets are read no more until it is planned
 * again.
 */
const KEPT_MS = 14 * 24 * 60 * 60 * 1000;

/**
 * Notes what a revision names, with the facts that it was planned with; two plans of one occasion at the same moment
 * note the same.
 */
export async function noteSecrets(
  world: World,
  fleet: string,
  occasion: Occasion,
  secrets: readonly SecretKey[],
  facts: Facts | undefined,
  signal: AbortSignal,
): Promise<void> {
  // A merge group names what its pull request names.
  if (occasion.type === 'merge-group') return;
  const pullRequest = occasion.type === 'pull-request' ? occasion.number : undefined;
  const place = namedSecrets.at(fleet, pullRequest === undefined ? occasionName(occasion) : pullName(pullRequest));
  const reading = await place.look(world.store, signal);
  if ('damage' in reading && reading.damage.isNewer) return;
  const stored = 'found' in reading ? reading.found : undefined;
  const generation = 'damage' in reading ? reading.damage.generation : stored?.generation;
  const waits = facts !== undefined && secrets.some((one) => secretFactsOf(facts, one).state === 'unknown');
  const told = facts !== undefined && unreadOf(secrets, facts).length > 0;
  const noted = stored?.value;
  if (noted?.waits === waits && String(noted.secrets) === String(secrets) && pullRequest === undefined) return;
  const named: NamedSecrets = {
    secrets,
    ...(pullRequest === undefined ? {} : { pullRequest }),
    at: world.clock.now(),
    waits,
    ...(told && { told }),
  };
  if (secrets.length > 0) await ignoringRace(place.write(world.store, named, generation ?? '0', signal));
  else if (generation !== undefined) await ignoringRace(place.remove(world.store, generation, signal));
}

export interface Noted {
  readonly place: Place<NamedSecrets>;
  readonly stored: Stored<NamedSecrets>;
}

/** What is named now; what is too old goes. */
export async function notedSecrets(world: World, fleet: string, signal: AbortSignal): Promise<readonly Noted[]> {
  const noted: Noted[] = [];
  for (const { key, ...stored } of (await namedSecrets.list(world.store, [fleet], signal)).found) {
    const place = namedSecrets.at(fleet, namedSecrets.partsOf(key)?.[1] ?? '');
    const { pullRequest, at } = stored.value;
    if (pullRequest === undefined || world.clock.now() - at < KEPT_MS) noted.push({ place, stored });
    else await ignoringRace(place.remove(world.store, stored.generation, signal));
  }
  return noted;
}

/** Those that were looked for and could not be read, with a reason. */
function unreadOf(secrets: readonly SecretKey[], facts: Facts): readonly SecretKey[] {
  return secrets.filter((one) => facts.secrets?.[one]?.state === 'unknown');
}

/**
 * Has pull requests planned again, each once, of whose Secrets something is known by now, or why one cannot be read.
 * The head sees that its facts moved.
 */
export async function wakePullRequests(
  world: World,
  { fleet: { name: fleet }, repository }: Pick<Head, 'fleet' | 'repository'>,
  noted: readonly Noted[],
  facts: Facts,
  signal: AbortSignal,
): Promise<void> {
  for (const { place, stored } of noted) {
    const { pullRequest, secrets, waits, at, told } = stored.value;
    if (!waits || pullRequest === undefined) continue;
    const isUnknown = secrets.some((one) => secretFactsOf(facts, one).state === 'unknown');
    if (isUnknown && (told || unreadOf(secrets, facts).length === 0)) continue;
    const delivery = `secrets-${fleet}-${pullRequest}-${at}${isUnknown ? '-unread' : ''}`;
    await world.publisher.publishRevision({ type: 'pull-request', repository, delivery, pullRequest }, signal);
    const next = { ...stored.value, ...(isUnknown ? { told: true as const } : { waits: false }) };
    await ignoringRace(place.write(world.store, next, stored.generation, signal));
  }
}

async function ignoringRace(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    // Somebody planned it at the same moment: that note is the newer one.
    if (!isFailure(error, 'precondition')) throw error;
  }
}
