// What load balancers bring to a run: health of backend services, endpoints of groups, keys and private parts. The door
// for the worker and for drift.
import type { FeatureRuns, Health, Writes } from '../../../live/index.ts';
import { rebuiltWithOthers, withJoining } from '../drain/joining.ts';
import { rampsUp } from '../inputs/traffic-section.ts';
import { drainCluster } from './drain-cluster.ts';
import { endDrain } from './end-drain.ts';
import { endpoints } from './endpoints.ts';
import { fillGroups } from './fill-groups.ts';
import { hasFrontEnd } from './front-ends.ts';
import { healthOfService } from './healthy-endpoints.ts';
import { lastRequests } from './last-requests.ts';
import { podsBehind } from './pods-behind.ts';
import { SECRET_USES } from '../secrets/index.ts';
import { signedUrlKeyNames } from './signed-url-keys.ts';
import { syncSignedUrlKeys } from './sync-signed-url-keys.ts';
import { wholeMembers } from './whole-members.ts';

const health: Health = {
  entrance: 'forwarding rule',
  of: healthOfService,
  isReached: (ref, { ports }, signal) => hasFrontEnd(ref, ports.compute, signal),
  behind: podsBehind,
  fill: fillGroups,
};

const writes: Writes = {
  async whole(current, changed, { fleet, now, kinds, ports: { compute } }, ref, signal) {
    const whole = wholeMembers(current, changed);
    if (!rampsUp(fleet) || !Object.hasOwn(changed, 'backends')) return whole;
    const rebuilt = await rebuiltWithOthers({ kinds, compute }, ref, current, whole, signal);
    return withJoining(current, whole, now, rebuilt);
  },
  isPrivate: (changed) => Object.hasOwn(changed, 'iap'),
  beside: (change, ref, { body, rotates }, doing, signal) =>
    syncSignedUrlKeys(
      change,
      ref,
      { names: body === undefined ? [] : signedUrlKeyNames(body), rotates },
      doing,
      signal,
    ),
};

export const INGRESS_RUNS: FeatureRuns = {
  kinds: {
    backendService: { health, writes, usage: lastRequests, override: endDrain },
    networkEndpointGroup: { companion: endpoints, madeBy: 'the NEG controller of the cluster' },
  },
  secrets: SECRET_USES,
  drains: drainCluster,
};
