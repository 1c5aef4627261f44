// Where a connection to an address and port leads from one node of a cluster: what kube-proxy does in nftables mode,
// and the network behind it.
import type { Fabric, Socket } from '../fabric/index.ts';
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import { isReadyEndpoint } from '../kit/controllers/kube-objects.ts';
import type { ClusterCopy, Endpoint, Port, Service } from './objects.ts';

/** `refused`: at once. `dropped`: nobody says anything, ever. */
export type Route = Socket | 'refused' | 'dropped';

export interface RouterOptions {
  readonly copy: ClusterCopy;
  readonly fabric: Fabric;
  readonly clock: Clock;
  readonly random: Random;
  /** On which the caller runs. */
  readonly node: string;
}

export type Router = (address: string, port: number) => Route;

interface Backend {
  readonly endpoint: Endpoint;
  readonly port: number;
}

/** Source: Kubernetes, default of `sessionAffinityConfig.clientIP.timeoutSeconds`. */
const AFFINITY_SECONDS = 10_800;

export function createRouter({ copy, fabric, clock, random, node }: RouterOptions): Router {
  /** By Service and port: the address that the caller keeps, and until when. */
  const kept = new Map<string, { readonly address: string; readonly until: number }>();

  function toPod(address: string, port: number): Route {
    if (fabric.pod(address) === undefined) return 'dropped';
    return fabric.socket(address, port) ?? 'refused';
  }

  function toService(service: Service, { name = '', protocol = 'TCP', port }: Port): Route {
    const { namespace, name: own } = service.metadata;
    const all = copy.slices
      .values()
      .filter(
        ({ metadata }) => metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === own,
      )
      .flatMap(({ endpoints, ports }) => {
        const match = ports?.find((one) => (one.name ?? '') === name && (one.protocol ?? 'TCP') === protocol);
        return match === undefined
          ? []
          : (endpoints ?? []).map((endpoint): Backend => ({ endpoint, port: match.port }));
      });
    const isLocal = service.spec?.internalTrafficPolicy === 'Local';
    const usable = usableOf(isLocal ? all.filter(({ endpoint }) => endpoint.nodeName === node) : all);
    // Refused where nobody is ready anywhere; a policy that leaves none drops what comes.
    if (usable.length === 0) return isLocal && usableOf(all).length > 0 ? 'dropped' : 'refused';
    const chosen = chooseOf(service, `${namespace}/${own}:${port}`, usable);
    return chosen === undefined ? 'refused' : toPod(chosen.endpoint.addresses[0] ?? '', chosen.port);
  }

  function chooseOf({ spec }: Service, key: string, usable: readonly Backend[]): Backend | undefined {
    const known = kept.get(key);
    const isSticky = spec?.sessionAffinity === 'ClientIP';
    const again =
      isSticky && known !== undefined && known.until > clock.now()
        ? usable.find(({ endpoint }) => endpoint.addresses[0] === known.address)
        : undefined;
    const chosen = again ?? usable[random.integer(0, usable.length - 1)];
    const seconds = spec?.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_SECONDS;
    if (isSticky && chosen !== undefined)
      kept.set(key, { address: chosen.endpoint.addresses[0] ?? '', until: clock.now() + seconds * 1_000 });
    return chosen;
  }

  return (address, port) => {
    const service = copy.services.values().find(({ spec }) => spec?.clusterIPs?.includes(address) === true);
    if (service === undefined) return toPod(address, port);
    const own = service.spec?.ports?.find((one) => one.port === port && (one.protocol ?? 'TCP') === 'TCP');
    return own === undefined ? 'refused' : toService(service, own);
  };
}

/** The ready ones; where there is none, those that end and serve on. */
function usableOf(backends: readonly Backend[]): readonly Backend[] {
  const ready = backends.filter(({ endpoint }) => isReadyEndpoint(endpoint));
  const ending = ({ endpoint: { conditions } }: Backend): boolean =>
    conditions?.terminating === true && conditions.serving === true;
  return ready.length > 0 ? ready : backends.filter(ending);
}
