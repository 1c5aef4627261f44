// The fleets that the state knows, and where each lives.
import { RangelightError } from '../../core/index.ts';
import type { Store } from '../../ports/index.ts';
import { appliedStates, type Head, heads, owners, type DocumentReading } from '../../state/index.ts';

/**
 * By name: those with a head, and those whose head may be lost: they have an owner, or something was applied of them.
 */
export async function knownFleets(store: Store, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const found: (readonly string[])[] = [];
  for (const kind of [heads, owners, appliedStates] as const) found.push(...(await kind.keys(store, [], signal)));
  return new Set(found.flatMap(([fleet]) => (fleet === undefined ? [] : [fleet])).sort());
}

export async function readHeads(
  store: Store,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, DocumentReading<Head>>> {
  const found = new Map<string, DocumentReading<Head>>();
  for (const fleet of await knownFleets(store, signal)) found.set(fleet, await heads.at(fleet).look(store, signal));
  return found;
}

/** Undefined when it is absent, lost or damaged. */
export async function usableHead(store: Store, fleet: string, signal: AbortSignal): Promise<Head | undefined> {
  const reading = await heads.at(fleet).look(store, signal);
  return 'found' in reading ? reading.found?.value : undefined;
}

/** The heads of the fleets of one repository, by name; what is lost or damaged is not among them. */
export async function headsOf(
  store: Store,
  repository: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Head>> {
  const { found } = await heads.list(store, [], signal);
  const own = found.map(({ value }) => value).filter((head) => head.repository === repository);
  return new Map(own.map((head) => [head.fleet.name, head]));
}

/** `owner/name` of the repository that a fleet lives in, its head lost or not. Undefined when nothing says so. */
export async function homeOf(store: Store, fleet: string, signal: AbortSignal): Promise<string | undefined> {
  const head = await usableHead(store, fleet, signal);
  if (head !== undefined) return head.repository;
  const owner = await owners.at(fleet).look(store, signal);
  return 'found' in owner ? owner.found?.value.repository : undefined;
}

/**
 * Takes a fleet's name for a repository, unless another one has it. Where its owner is lost together with its head,
 * whoever comes first has it; the policy in force stays that of the last finished revision, where that is known.
 * @returns whether the repository has it now.
 */
export async function takeName(store: Store, fleet: string, repository: string, signal: AbortSignal): Promise<boolean> {
  const place = owners.at(fleet);
  await place.create(store, { repository }, signal);
  return (await place.read(store, signal))?.value.repository === repository;
}

/** `owner/name` of the repository that a fleet lives in. Fails with `not-found` when nothing says so. */
export async function repositoryOf(store: Store, fleet: string, signal: AbortSignal): Promise<string> {
  const home = await homeOf(store, fleet, signal);
  if (home !== undefined) return home;
  throw new RangelightError('not-found', 'state', `where the fleet ${fleet} lives is not known: push a commit first`);
}

/**
 * The fleet that a person means. Fails with `not-found` when it is not known, `invalid` when a name has to be given.
 */
export async function fleetNamed(
  store: Store,
  name: string | undefined,
  signal: AbortSignal,
  repository?: string,
): Promise<string> {
  const all =
    repository === undefined ? await knownFleets(store, signal) : (await headsOf(store, repository, signal)).keys();
  const known = [...all].sort();
  const [only, ...others] = name === undefined ? known : known.filter((fleet) => fleet === name);
  if (only === undefined) {
    const there = known.length === 0 ? 'nothing was ever planned' : `there is ${known.join(', ')}`;
    throw new RangelightError('not-found', 'state', `there is no fleet ${name ?? 'in this bucket'}: ${there}`);
  }
  if (others.length === 0) return only;
  throw new RangelightError(
    'invalid',
    'state',
    `there are several fleets, ${known.join(', ')}: choose one with --fleet`,
  );
}
