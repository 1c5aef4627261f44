// With `controller: gke`: the hosted controller's load balancers as they stand, against what it would make of the
// commit. Nothing of it is a plan of ours.
import type { FleetAtHand, Look } from '../../../live/index.ts';
import type { DesiredResource } from '../../../model/index.ts';
import {
  comparableWith,
  compareAll,
  type Compared,
  isStandingUnknown,
  standingSurfaces,
  type Surface,
  surfacesOf,
} from '../compare/index.ts';
import { compileHosted } from '../hosted/index.ts';

export interface HostedComparison {
  /** As they stand, and as they would be after the merge. */
  readonly before: readonly Surface[];
  readonly after: readonly Surface[];
  /** What the latter are made of. */
  readonly resources: readonly DesiredResource[];
  readonly compared: Compared;
}

/** Two askers of one plan, findings and outlook, wait for one comparison. */
const made = new WeakMap<FleetAtHand, Promise<HostedComparison | undefined>>();

/** Undefined where Rangelight makes the load balancers. */
export function compareHosted(look: Look, whole: FleetAtHand): Promise<HostedComparison | undefined> {
  const comparison = made.get(whole) ?? compare(look, whole);
  made.set(whole, comparison);
  return comparison;
}

async function compare(look: Look, { input, observed }: FleetAtHand): Promise<HostedComparison | undefined> {
  const { fleet, facts } = input;
  if (fleet.controller !== 'gke') return undefined;
  if (isStandingUnknown(observed)) {
    const compared = { differences: [], requests: 0, unknown: [], taken: [], notes: [] };
    return { before: [], after: [], resources: [], compared };
  }
  const standing = await standingSurfaces({ fleet, facts, observed }, 'gke', look);
  return compareWith(standing, input);
}

/**
 * @param standing the load balancers of the hosted controller.
 * What the commit holds because of an error stays as it stands, and is not compared.
 */
export function compareWith(standing: readonly Surface[], input: FleetAtHand['input']): HostedComparison {
  const { resources } = compileHosted(input);
  const after = surfacesOf(resources, true);
  const { surfaces: before, unknown } = comparableWith(standing, after, input);
  const compared = compareAll(before, after);
  return { before, after, resources, compared: { ...compared, unknown: [...compared.unknown, ...unknown] } };
}
