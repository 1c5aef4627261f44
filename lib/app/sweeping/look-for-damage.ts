// The documents of a fleet that are damaged, among those that something stands on now: what is kept of its whole, of
// its units, of people's words, and what its head names. What older revisions left is told where it is asked for. Dead
// letters are no fleet's: they are told with each.
import pLimit from 'p-limit';
import { compareText } from '../../core/index.ts';
import type { AppliedState } from '../../model/index.ts';
import type { Revision } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import {
  appliedStates,
  approvals,
  type Damage,
  type DamagedDocument,
  deadLetters,
  desiredIn,
  drainWords,
  drifts,
  factsByDigest,
  finishedRevisions,
  freezes,
  heads,
  latestFacts,
  leases,
  namedSecrets,
  openRuns,
  owners,
  pauses,
  pins,
  type Place,
  plans,
  policyWords,
  revisions,
  rollbacks,
} from '../../state/index.ts';
import { wantedNow } from '../records/unit-plans.ts';

const CONCURRENCY = 8;
const OF_FLEET = [heads, owners, finishedRevisions, latestFacts, policyWords, freezes] as const;
const OF_UNITS = [
  appliedStates,
  openRuns,
  leases,
  rollbacks,
  namedSecrets,
  drifts,
  approvals,
  pauses,
  pins,
  drainWords,
] as const;

export interface LookedStanding {
  /** Undefined when the head is lost or damaged. */
  readonly commit: string | undefined;
  readonly revision: Revision | undefined;
  readonly applied: ReadonlyMap<string, AppliedState>;
}

/**
 * Sorted by bucket and key. Costs eleven lists, and a read for each document that the fleet, its units and its head
 * have.
 */
export async function damagedDocuments(
  store: Store,
  fleet: string,
  standing: LookedStanding,
  signal: AbortSignal,
): Promise<readonly DamagedDocument[]> {
  const limit = pLimit(CONCURRENCY);
  const lists = [
    ...OF_UNITS.map((kind) => async () => (await kind.list(store, [fleet], signal)).damaged),
    async () => (await deadLetters.list(store, [], signal)).damaged,
  ];
  const looks = placesOf(fleet, standing).map((place) => async (): Promise<readonly Damage[]> => {
    const reading = await place.look(store, signal);
    return 'damage' in reading ? [reading.damage] : [];
  });
  const found = (await Promise.all([...lists, ...looks].map((look) => limit(look)))).flat();
  const byKey = new Map(
    found.map(({ bucket, key, why, isNewer }) => [
      `${bucket}/${key}`,
      { bucket, key, why, ...(isNewer && { isNewer }) },
    ]),
  );
  return [...byKey].sort(([a], [b]) => compareText(a, b)).map(([, damage]) => damage);
}

function placesOf(
  fleet: string,
  { commit, revision, applied }: LookedStanding,
): readonly Pick<Place<unknown>, 'look'>[] {
  const units = revision?.units ?? [];
  const ofUnits = units.flatMap((unit) => [unit.desired, wantedNow(unit)]);
  const wanted = new Set([...ofUnits, ...[...applied.values()].map(({ desired }) => desired)]);
  return [
    ...OF_FLEET.map((kind) => kind.at(fleet)),
    ...(commit === undefined ? [] : [revisions.at(fleet, commit, 'head')]),
    ...(revision === undefined || revision.facts === '' ? [] : [factsByDigest.at(fleet, revision.facts)]),
    ...units.flatMap(({ plan }) => (plan === null ? [] : [plans.at(fleet, plan)])),
    ...[...wanted].map(desiredIn(fleet)),
  ];
}
