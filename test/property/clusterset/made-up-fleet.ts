// A made-up fleet: clusters, namespaces, Services and exports that disagree in every field, as steps in a drawn order.
// Same seed, same fleet.
import { type Draw, drawFor } from '../../conformance/differential/draw.ts';
import {
  at,
  exportOf,
  EXPORTS,
  namespaceOf,
  SERVICES,
  serviceOf,
  SLICES,
  sliceOf,
} from '../../contract/importer/fleet.ts';

export interface Step {
  readonly cluster: string;
  readonly path: string;
  /** Undefined: the object is deleted. */
  readonly object: object | undefined;
  /** Before it, so that some exports are of one second. */
  readonly seconds: 0 | 1;
}

export interface MadeUpFleet {
  readonly clusters: readonly string[];
  readonly steps: readonly Step[];
}

const CLUSTERS = ['us-west1/gke-us', 'europe-north1/gke-eu', 'asia-east1/gke-asia', 'us-west1/gke-two'];
const KEYS = ['shop/cart', 'shop/pay', 'blue/cart'];
export const EXPORTS_OF_STANDARD = '/apis/multicluster.x-k8s.io/v1beta1/serviceexports';

export function madeUpFleet(seed: number): MadeUpFleet {
  const draw = drawFor(seed, 'fleet');
  const clusters = CLUSTERS.filter((_, index) => index < 2 || draw.chance(0.5));
  const keys = KEYS.filter((_, index) => index === 0 || draw.chance(0.4));
  const namespaces = [...new Set(keys.map((key) => key.split('/')[0] ?? ''))];
  const has = (cluster: string): readonly string[] =>
    namespaces.filter((_, index) => cluster === clusters[0] || index === 0 || draw.chance(0.6));
  const steps: Step[] = [];
  for (const cluster of clusters) {
    const own = has(cluster);
    for (const name of own)
      steps.push({ cluster, path: `/api/v1/namespaces/${name}`, object: namespaceOf(name), seconds: 0 });
    for (const key of keys.filter((one) => own.includes(one.split('/')[0] ?? '')))
      steps.push(...inCluster(draw, cluster, key));
  }
  // Namespaces stand before what is in them; all else comes as it comes.
  const made = steps.filter(({ path }) => path.split('/').length === 5);
  return {
    clusters,
    steps: [
      ...made,
      ...shuffled(
        draw,
        steps.slice().filter((step) => !made.includes(step)),
      ),
    ],
  };
}

function inCluster(draw: Draw, cluster: string, key: string): readonly Step[] {
  const ports = portsOf(draw);
  const steps: Omit<Step, 'seconds'>[] = [];
  if (draw.chance(0.9)) {
    const spec = draw.chance(0.07) ? { type: 'ExternalName', externalName: 'example.com' } : specOf(draw, ports);
    steps.push({ cluster, path: at(SERVICES, key), object: serviceOf(key, spec) });
    const endpoints = [2, 3].map((last) => ({
      addresses: [`10.${CLUSTERS.indexOf(cluster)}.${key.length}.${last}`],
      conditions: { ready: draw.chance(0.8) },
    }));
    const slice = sliceOf(
      key,
      ports.map((port) => ({ ...port, port: port.port + 8000 })),
      endpoints,
    );
    steps.push({ cluster, path: at(SLICES, `${key}-abcde`), object: slice });
  }
  if (draw.chance(0.85)) steps.push({ cluster, path: at(EXPORTS, key), object: exportOf(key) });
  else if (draw.chance(0.7)) {
    const spec = draw.chance(0.5)
      ? { spec: { exportedLabels: { tier: draw.pick(['a', 'b']) }, exportedAnnotations: { owner: 'x' } } }
      : {};
    const object = { ...exportOf(key), apiVersion: 'multicluster.x-k8s.io/v1beta1', ...spec };
    steps.push({ cluster, path: at(EXPORTS_OF_STANDARD, key), object });
  }
  return steps.map((step) => ({ ...step, seconds: draw.chance(0.6) ? 1 : 0 }));
}

interface Port {
  readonly name?: string;
  readonly protocol: string;
  readonly port: number;
  readonly appProtocol?: string;
}

/** As one Service may have them. */
function portsOf(draw: Draw): readonly Port[] {
  if (draw.chance(0.1)) return [{ protocol: 'TCP', port: draw.pick([80, 8080]) }];
  const found: Port[] = [];
  for (const name of ['http', 'grpc', 'admin'].filter(() => draw.chance(0.6))) {
    const port = {
      name,
      protocol: draw.pick(['TCP', 'TCP', 'UDP']),
      port: draw.pick([80, 8080, 9090]),
      ...(draw.chance(0.2) ? { appProtocol: 'kubernetes.io/h2c' } : {}),
    };
    if (!found.some((other) => other.port === port.port && other.protocol === port.protocol)) found.push(port);
  }
  return found.length === 0 ? [{ name: 'http', protocol: 'TCP', port: 80 }] : found;
}

function specOf(draw: Draw, ports: readonly Port[]): object {
  const affinity = draw.chance(0.3)
    ? {
        sessionAffinity: 'ClientIP',
        ...(draw.chance(0.5) ? { sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } } : {}),
      }
    : {};
  return {
    ports,
    selector: { app: 'x' },
    ...(draw.chance(0.2)
      ? { clusterIP: 'None' }
      : { type: draw.pick(['ClusterIP', 'ClusterIP', 'NodePort', 'LoadBalancer']) }),
    ...affinity,
    ...(draw.chance(0.2) ? { internalTrafficPolicy: 'Local' } : {}),
    ...(draw.chance(0.2) ? { trafficDistribution: 'PreferClose' } : {}),
  };
}

function shuffled<T>(draw: Draw, values: readonly T[]): readonly T[] {
  const left = [...values];
  const all: T[] = [];
  while (left.length > 0) all.push(...left.splice(left.indexOf(draw.pick(left)), 1));
  return all;
}
