// Units of which the state has no record, though something in the cloud carries their mark: the record was lost, or
// cannot be read. What stands is not taken away without an approval, and a unit that stands as it is wanted gets its
// record back.
import { type Change, diff, takesAway } from '../../diff/index.ts';
import {
  type AppliedState,
  derivedMark,
  type DesiredState,
  isUnknown,
  type Kinds,
  type ObservedState,
  type RefKey,
  refKey,
  givenBy,
} from '../../model/index.ts';
import type { Gate } from '../../plan/index.ts';

/** Units that something observed carries the mark of, sorted. */
export function markedUnits(fleet: string, observed: Pick<ObservedState, 'resources'>): readonly string[] {
  const units = new Set<string>();
  for (const { body, ours } of observed.resources.values()) {
    const mark = ours ? derivedMark(body) : undefined;
    if (mark?.fleet === fleet) units.add(mark.unit);
  }
  return [...units].sort();
}

/**
 * Units without a record that can be used, sorted.
 * @param inFlight units with a run that has not ended: its first run has no record yet.
 */
export function unrecordedUnits(
  fleet: string,
  observed: Pick<ObservedState, 'resources'>,
  applied: ReadonlyMap<string, AppliedState>,
  inFlight: ReadonlySet<string>,
): ReadonlySet<string> {
  return new Set(markedUnits(fleet, observed).filter((unit) => !applied.has(unit) && !inFlight.has(unit)));
}

/**
 * Whether changes take away what nothing of ours says that we made: anything of a unit without a record, and of one
 * with a record what only carries the mark. Anybody can copy a mark.
 * @param inFlight what open runs work towards: what they made is in the record when they end.
 */
export function takesUnrecorded(
  changes: readonly Change[],
  applied: AppliedState | undefined,
  inFlight: readonly DesiredState[],
): boolean {
  if (applied === undefined) return changes.some(takesAway);
  const made = new Set(inFlight.flatMap(({ resources }) => resources.map(({ ref }) => refKey(ref))));
  return changes.some(({ kind, key }) => kind === 'delete' && applied.resources[key] === undefined && !made.has(key));
}

export function unrecordedGate(unit: string, isRecorded: boolean): Gate {
  const why = isRecorded ? `the record of ${unit} does not have it` : `the record of ${unit} was lost`;
  const message = `${why}: this takes something away of which only the mark in the cloud says whose it is`;
  return { code: 'unrecorded', message };
}

/**
 * Whether a unit without a record stands just as it is wanted, but for what is somebody else's, which no run would
 * touch.
 */
export function standsAsWanted(kinds: Kinds, desired: DesiredState, observed: ObservedState): boolean {
  if (desired.resources.some(({ ref }) => isUnknown(observed, ref))) return false;
  return (
    diff({ kinds, desired, applied: undefined, observed, takeover: false, pendingCause: 'fact' }).changes.length === 0
  );
}

/**
 * What stands of a desired state: what is there, is ours or GKE's at our request, and nothing is to be done about.
 * @param changes what is to be done.
 */
export function standingOf(
  kinds: Kinds,
  desired: DesiredState,
  observed: ObservedState,
  changes: readonly Change[],
): Pick<AppliedState, 'resources' | 'addresses'> {
  const changing = new Set(changes.map(({ key }) => key));
  const standing = desired.resources
    .map((resource) => [refKey(resource.ref), resource] as const)
    .filter(([key, { maker }]) => {
      const seen = observed.resources.get(key);
      return seen !== undefined && (seen.ours || maker === 'gke') && !changing.has(key);
    });
  return {
    resources: Object.fromEntries(standing),
    addresses: Object.fromEntries(standing.flatMap(([key]) => addressAt(kinds, key, observed))),
  };
}

function addressAt(kinds: Kinds, key: RefKey, { resources }: ObservedState): readonly (readonly [RefKey, string])[] {
  const seen = resources.get(key);
  const ip = seen && givenBy(kinds, seen.ref, seen.body);
  return ip === undefined ? [] : [[key, ip]];
}
