// The section `traffic` of a fleet file: which clusters are to get no requests, and how others join. Source:
// schemas/fleet.v1.json.
import { type Diagnostic, objectAt, valueAt } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { type Fleet, membersOf, placeInFleet } from '../../../fleet/index.ts';
import type { ClusterLink } from '../../../model/index.ts';

const SECTION = 'traffic';

/** Clusters that Git drains. */
export function drainedInGit({ features }: Pick<Fleet, 'features'>): ReadonlySet<ClusterLink> {
  return new Set(Object.keys(objectAt(features?.[SECTION], 'drained')));
}

/** Whether clusters that join get their requests share by share. */
export function rampsUp({ features }: Pick<Fleet, 'features'>): boolean {
  return valueAt(features?.[SECTION], 'ramp') === true;
}

/** What the schema cannot say. */
export function checkTrafficSection(fleet: Fleet): readonly Diagnostic[] {
  const { features, controller } = fleet;
  if (features?.[SECTION] === undefined) return [];
  if (controller === 'gke')
    return [
      diagnostic(
        'unsupported-feature',
        'the hosted controller programs the load balancers: the section traffic has no effect',
        placeInFleet(fleet, [SECTION]),
      ),
    ];
  const members = membersOf(fleet);
  return [...drainedInGit(fleet)]
    .filter((link) => !members.has(link))
    .map((link) =>
      diagnostic(
        'unknown-cluster-link',
        `${link} is no cluster of the fleet`,
        placeInFleet(fleet, [SECTION, 'drained', link]),
      ),
    );
}
