// What features look up beside the plans of a fleet, and where it is told: findings at their lines, what stands behind
// what changes in the envelope.
import type { Diagnostic } from '../../core/index.ts';
import type { FleetAtHand, Look, Looks, Outlook, UnitAtHand } from '../../live/index.ts';
import { type AppliedState, silentClusters } from '../../model/index.ts';
import type { CompiledFleet } from './compile-fleet.ts';
import type { UnitPlan } from './plan-units.ts';

type Applied = ReadonlyMap<string, Pick<AppliedState, 'resources'>>;

/** What cannot be read gives no findings. */
export async function featureChecks(
  looks: Looks,
  units: readonly UnitPlan[],
  applied: Applied,
  look: Look,
  whole: FleetAtHand,
  placeOf: CompiledFleet['placeOf'],
): Promise<readonly Diagnostic[]> {
  const found = await looks.checks(
    units.map((unit) => atHand(unit, applied)),
    look,
    whole,
  );
  return found.map(({ owner, path, ...finding }) => {
    const source = placeOf(owner, path);
    return { ...finding, ...(source === undefined ? {} : { source }) };
  });
}

/** What people are shown of the whole fleet. */
export function featureOutlook(
  looks: Looks,
  units: readonly UnitPlan[],
  applied: Applied,
  look: Look,
  whole: FleetAtHand,
): Promise<Outlook | undefined> {
  return looks.outlook(
    units.map((unit) => atHand(unit, applied)),
    look,
    whole,
  );
}

/** The units with what stands behind what they touch: it decides nothing and is in no plan. */
export async function withBacking(
  looks: Looks,
  units: readonly UnitPlan[],
  applied: Applied,
  look: Look,
): Promise<readonly UnitPlan[]> {
  return Promise.all(
    units.map(async (unit) => {
      const backing = await looks.backing(atHand(unit, applied), look);
      return backing === undefined ? unit : { ...unit, envelope: { ...unit.envelope, backing } };
    }),
  );
}

function atHand({ plan, desired, envelope }: UnitPlan, applied: Applied): UnitAtHand {
  return { plan, desired, applied: applied.get(envelope.unit), silent: silentClusters(envelope.unknown) };
}
