// Served port → backend service with the groups of every member cluster and zone.
import { backendMark } from '../drain/backend-mark.ts';
import { balancingOf } from '../manifests/index.ts';
import { compareText } from '../../../core/index.ts';
import { type ClusterLink, type ComputeRef, type RefKey, refKey } from '../../../model/index.ts';
import type { Fleet } from '../../../fleet/index.ts';
import type { ServedPort } from '../inputs/served-port.ts';
import { drainedInGit } from '../inputs/traffic-section.ts';
import { backendIdentity } from './backend-identity.ts';
import { backendSettings } from './backend-settings.ts';
import type { InCompute, UnitContext } from './unit-context.ts';
import { computeRef, givenName } from '../kinds/index.ts';

/** So high that no region is ever full: traffic stays in the nearest region and moves only away from sick endpoints. */
const MAX_RATE_PER_ENDPOINT = 1e8;

/** A group, and the cluster whose pods it has. */
export interface BackendGroup {
  readonly group: RefKey;
  readonly cluster: ClusterLink;
}

export function compileBackendService(
  context: UnitContext,
  served: ServedPort,
  groups: readonly BackendGroup[],
  healthCheck: ComputeRef,
): InCompute {
  const { fleet, mark } = context;
  const { service, owners } = served;
  const { oauthClient, signedUrlKeys } = served.credentials;
  const readable = [service.namespace, service.name];
  const name = givenName('backendService', readable, backendIdentity(context, served));
  const { maxRatePerEndpoint = MAX_RATE_PER_ENDPOINT, capacityScaler = 1 } = balancingOf(service);
  const isDrained = drainedAmong(fleet, served);
  return {
    ref: computeRef('backendService', fleet.project, name),
    body: {
      name,
      description: mark,
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      protocol: served.appProtocol,
      ...backendSettings(fleet.project, served.config?.spec, served.credentials),
      healthChecks: [refKey(healthCheck)],
      backends: [...groups]
        .sort((a, b) => compareText(a.group, b.group))
        .map(({ group, cluster }) => ({
          group,
          description: backendMark({ cluster }),
          balancingMode: 'RATE',
          maxRatePerEndpoint,
          capacityScaler: isDrained.has(cluster) ? 0 : capacityScaler,
        })),
    },
    maker: 'rangelight',
    owners,
    dependsOn: [],
    ...(oauthClient === undefined ? {} : { secret: oauthClient.secret }),
    ...(signedUrlKeys.length === 0 ? {} : { privateParts: signedUrlKeys }),
  };
}

/** Clusters that Git drains; none where no other would be left: Compute takes no service without capacity. */
export function drainedAmong(fleet: Fleet, { members }: Pick<ServedPort, 'members'>): ReadonlySet<ClusterLink> {
  const drained = drainedInGit(fleet);
  return members.every(({ cluster }) => drained.has(cluster.link)) ? new Set() : drained;
}
