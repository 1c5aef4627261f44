// The fleets that the state knows, and where each lives. May import: core, ports, state.
import { RangelightError } from '../core/index.ts';
import type { Store } from '../ports/index.ts';
import { appliedStates, type Head, heads, type Reading } from '../state/index.ts';

/** By name: those with a head, and those that something was applied of, whose head may be lost. */
export async function knownFleets(store: Store, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const found = [...(await heads.keys(store, [], signal)), ...(await appliedStates.keys(store, [], signal))];
  return new Set(found.flatMap(([fleet]) => (fleet === undefined ? [] : [fleet])).sort());
}

export async function readHeads(store: Store, signal: AbortSignal): Promise<ReadonlyMap<string, Reading<Head>>> {
  const found = new Map<string, Reading<Head>>();
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

/** `owner/name` of the repository that a fleet lives in. Fails with `not-found` when its head is lost. */
export async function repositoryOf(store: Store, fleet: string, signal: AbortSignal): Promise<string> {
  const head = await heads.at(fleet).read(store, signal);
  if (head !== undefined) return head.value.repository;
  throw new RangelightError('not-found', 'state', `where the fleet ${fleet} lives is not known: push a commit first`);
}

/** The fleet that a person means. Fails with `not-found` when it is not known, `invalid` when a name has to be given. */
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
