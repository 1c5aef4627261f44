// What features look up beside the plans of a fleet, and where it is told: findings at their lines, what stands behind
// what changes in the envelope.
import type { Diagnostic } from '../../core/index.ts';
import type { FleetAtHand, Look, Looks, Outlook, UnitAtHand } from '../../live/index.ts';
import { silentClusters } from '../../model/index.ts';
import type { CompiledFleet } from './compile-fleet.ts';
import { unknownParts } from './not-known.ts';
import type { ComparedUnits, UnitPlan } from './plan-units.ts';

/** By name. */
export type UnitsAtHand = ReadonlyMap<string, UnitAtHand>;

/** The units with the changes of all their plans. */
export function unitsAtHand({ input, units }: ComparedUnits, planned: readonly UnitPlan[]): UnitsAtHand {
  const plans = Map.groupBy(planned, ({ envelope }) => envelope.unit);
  const silent = silentClusters(unknownParts(input));
  return new Map(
    units.map(({ unit, desired }) => {
      const changes = (plans.get(unit) ?? []).flatMap(({ plan }) => plan?.changes ?? []);
      return [unit, { changes, desired, applied: input.applied.get(unit), silent }];
    }),
  );
}

/** What cannot be read gives no findings. */
export async function featureChecks(
  looks: Looks,
  units: UnitsAtHand,
  look: Look,
  whole: FleetAtHand,
  placeOf: CompiledFleet['placeOf'],
): Promise<readonly Diagnostic[]> {
  const found = await looks.checks([...units.values()], look, whole);
  return found.map((one) => {
    if (!('owner' in one)) return one;
    const { owner, path, ...finding } = one;
    const source = placeOf(owner, path);
    return { ...finding, ...(source === undefined ? {} : { source }) };
  });
}

/** What people are shown of the whole fleet. */
export function featureOutlook(
  looks: Looks,
  units: UnitsAtHand,
  look: Look,
  whole: FleetAtHand,
): Promise<Outlook | undefined> {
  return looks.outlook([...units.values()], look, whole);
}

/** The plans with what stands behind what they touch: it decides nothing and is in no plan. */
export async function withBacking(
  looks: Looks,
  units: UnitsAtHand,
  planned: readonly UnitPlan[],
  look: Look,
): Promise<readonly UnitPlan[]> {
  const asks = new Map([...units].map(([name, unit]) => [name, looks.backing(unit, look)]));
  return Promise.all(
    planned.map(async (one) => {
      const backing = await asks.get(one.envelope.unit)?.(one.plan?.changes ?? []);
      return backing === undefined ? one : { ...one, envelope: { ...one.envelope, backing } };
    }),
  );
}
