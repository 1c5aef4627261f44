// Backend services as they stand in Compute, of clusters whose endpoints are as healthy as a test says.
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { type JsonObject, numberAt, objectsAt, textAt } from '../../../../../lib/core/index.ts';
import { backendMark, type DrainWorld, parseBackendMark } from '../../../../../lib/features/ingress/drain/index.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';
import { type ComputeRef, refKey } from '../../../../../lib/model/index.ts';
import { createFixedClock } from '../../../../fakes/fixed-clock.ts';
import { createMemoryCompute, type MemoryCompute } from '../../../../fakes/memory-compute.ts';
import { MARK, PROJECT } from '../../../fleet-of-two.ts';

export interface StandingWorld extends DrainWorld {
  readonly compute: MemoryCompute;
  /** Cluster → healthy and ill endpoints of each of its groups; absent: nobody says. */
  readonly health: Map<string, readonly [healthy: number, ill: number]>;
  /** Puts a backend service there; by default with one group of each cluster. */
  readonly put: (name: string, clusters: readonly string[], more?: JsonObject) => ComputeRef;
  /** Cluster → capacity, of a service. */
  readonly capacities: (name: string) => Readonly<Record<string, number>>;
  /** Cluster → description. */
  readonly words: (name: string) => Readonly<Record<string, string>>;
}

export function standing(): StandingWorld {
  const compute = createMemoryCompute();
  const health: StandingWorld['health'] = new Map();
  const clusterOf = (group: string): string => group.split('--').slice(1).join('/');
  compute.health = async (_service, { name }) => {
    const [healthy, ill] = health.get(clusterOf(name)) ?? [0, 0];
    const one = (isHealthy: boolean) => ({ ipAddress: '10.0.0.1', port: 80, healthy: isHealthy });
    return [...Array.from({ length: healthy }, () => one(true)), ...Array.from({ length: ill }, () => one(false))];
  };
  const bodyOf = (name: string) => compute.body(refKey(computeRef('backendService', PROJECT, name)));
  const byCluster = <T>(name: string, read: (backend: JsonObject) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(
      objectsAt(bodyOf(name), 'backends').map((one) => [
        parseBackendMark(textAt(one, 'description'))?.cluster ?? 'unsaid',
        read(one),
      ]),
    );
  let count = 0;
  return {
    kinds: KINDS,
    compute,
    clock: createFixedClock(),
    requestId: () => `request-${(count += 1)}`,
    health,
    put(name, clusters, more = {}) {
      const ref = computeRef('backendService', PROJECT, name);
      const backends = clusters.map((cluster) => {
        const zone = `${cluster.split('/')[0] ?? ''}-a`;
        const neg = computeRef('networkEndpointGroup', PROJECT, `${name}--${cluster.replace('/', '--')}`, zone);
        compute.put(neg, { name: neg.name });
        return { group: refKey(neg), description: backendMark({ cluster }), balancingMode: 'RATE', capacityScaler: 1 };
      });
      compute.put(ref, { name, description: MARK, backends, ...more });
      return ref;
    },
    capacities: (name) => byCluster(name, (one) => numberAt(one, 'capacityScaler') ?? 1),
    words: (name) => byCluster(name, (one) => textAt(one, 'description') ?? ''),
  };
}
