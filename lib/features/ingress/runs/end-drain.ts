// Ends a drain of a cluster in one backend service, as the worker does it when its time is over.
import type { EndsOverride } from '../../../live/index.ts';
import { giveBack, whySick } from '../drain/give-back.ts';
import { standingService } from '../drain/standing-services.ts';

export const endDrain: EndsOverride = {
  async hindered(ref, cluster, { kinds, compute }, signal) {
    const object = await compute.get(ref, signal);
    return object === undefined ? undefined : whySick({ kinds, compute }, standingService(object), cluster, signal);
  },
  async end(ref, cluster, { kinds, compute, clock, requestId }, signal) {
    // Marks have whole seconds.
    const now = Math.floor(clock.now() / 1000) * 1000;
    const step = await giveBack({ kinds, compute, clock, requestId }, ref, { cluster, now, isAtOnce: false }, signal);
    return step.type;
  },
};
