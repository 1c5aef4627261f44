// Ends a drain of a cluster in one backend service, as the worker does it when its time is over. Where Git drains the
// cluster by then, only the word goes.
import type { JsonObject } from '../../../core/index.ts';
import type { EndsOverride } from '../../../live/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import { giveBack, whySick } from '../drain/give-back.ts';
import { standingService } from '../drain/standing-services.ts';
import { backendServiceView } from '../views/index.ts';

export const endDrain: EndsOverride = {
  async hindered(ref, cluster, { kinds, compute, wanted }, signal) {
    if (staysDrained(wanted, cluster)) return undefined;
    const object = await compute.get(ref, signal);
    return object === undefined ? undefined : whySick({ kinds, compute }, standingService(object), cluster, signal);
  },
  isWanted: (cluster, wanted) => staysDrained(wanted, cluster),
  async end(ref, cluster, { kinds, compute, clock, requestId, wanted }, signal) {
    // Marks have whole seconds.
    const now = Math.floor(clock.now() / 1000) * 1000;
    const order = { cluster, now, isAtOnce: false, staysDrained: staysDrained(wanted, cluster) };
    const step = await giveBack({ kinds, compute, clock, requestId }, ref, order, signal);
    return step.type;
  },
};

/** Whether a backend service was applied with the cluster drained. */
export function staysDrained(wanted: JsonObject | undefined, cluster: ClusterLink): boolean {
  const own = backendServiceView(wanted).backends.filter(({ mark }) => mark?.cluster === cluster);
  return own.length > 0 && own.every(({ capacityScaler }) => capacityScaler === 0);
}
