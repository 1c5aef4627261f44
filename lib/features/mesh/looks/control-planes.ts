// What the fleet says of the control plane of each cluster. Source: GKE Hub, features.get of `servicemesh`.
import { orLast, textAt } from '../../../core/index.ts';
import type { ControlPlane, Facts, Fleet } from '../../../fleet/index.ts';
import type { FactsInput } from '../../../live/index.ts';
import type { MemberState } from '../../../ports/index.ts';
import { meshSection } from '../section.ts';

/** Nothing for a fleet without a mesh. A fleet where the feature is not enabled has no control plane of Google's. */
export async function controlPlanes({ fleet, ports, last }: FactsInput, signal: AbortSignal): Promise<Partial<Facts>> {
  if (meshSection(fleet) === undefined) return {};
  const read = async (): Promise<Facts['controlPlanes']> =>
    byCluster(fleet, (await ports.hub.memberStates(fleet.fleetProject, 'servicemesh', signal)) ?? []);
  const known = await orLast(read, last?.controlPlanes, signal);
  return known === undefined ? {} : { controlPlanes: known };
}

function byCluster({ clusters }: Fleet, states: readonly MemberState[]): Facts['controlPlanes'] {
  return Object.fromEntries(
    clusters.flatMap(({ link, membership, membershipLocation }): readonly [string, ControlPlane][] => {
      const own = states.find(({ name, location }) => name === membership && location === membershipLocation)?.state;
      const state = textAt(own, 'servicemesh', 'controlPlaneManagement', 'state');
      if (state === undefined) return [];
      const implementation = textAt(own, 'servicemesh', 'controlPlaneManagement', 'implementation');
      return [[link, { state, ...(implementation === undefined ? {} : { implementation }) }]];
    }),
  );
}
