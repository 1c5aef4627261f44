// With `controller: gke`: the hosted controller's load balancers as they stand, against what it would make of the
// commit. Nothing of it is a plan of ours.
import type { FleetAtHand, Look, Outlook, UnitAtHand } from '../../../live/index.ts';
import { compareAll, differenceText, standingSurfaces, surfacesAsked } from '../compare/index.ts';
import { HOSTED, keptHosted } from '../hosted-outlook.ts';

/** More are told by their number. */
const MOST = 50;

export async function hostedOutlook(
  _units: readonly UnitAtHand[],
  look: Look,
  { input, observed }: FleetAtHand,
): Promise<Outlook | undefined> {
  const { fleet, facts } = input;
  if (fleet.controller !== 'gke') return undefined;
  const before = await standingSurfaces({ fleet, facts, observed }, 'gke', look);
  const { differences, requests, unknown } = compareAll(before, surfacesAsked([], input));
  return {
    [HOSTED]: keptHosted({
      differences: differences.slice(0, MOST).map(differenceText),
      count: differences.length,
      requests,
      unknown: [...observed.unknown.map(({ reason }) => reason), ...unknown].slice(0, MOST),
    }),
  };
}
