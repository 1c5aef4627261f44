// What the features that are built in look up in clouds.
import { INGRESS_LOOKS, trafficOutlook } from '../../lib/features/ingress/looks/index.ts';
import { MESH_LOOKS } from '../../lib/features/mesh/looks/index.ts';
import { SERVICES_LOOKS } from '../../lib/features/services/looks/index.ts';
import { type FeatureLooks, type Looks, looksOf } from '../../lib/live/index.ts';

const BUILT_IN: readonly FeatureLooks[] = [INGRESS_LOOKS, SERVICES_LOOKS, MESH_LOOKS];

export const LOOKS: Looks = looksOf(BUILT_IN);

/** And what a change does to the traffic of a log. @param read as `trafficOutlook` takes it. */
export function looksIntoLog(read: Parameters<typeof trafficOutlook>[0]): Looks {
  return looksOf([...BUILT_IN, { outlook: trafficOutlook(read) }]);
}
