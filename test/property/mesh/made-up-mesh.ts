// A made-up mesh, once as the files of a commit and once as the objects that stand in its clusters when all of them is
// applied: Services, workloads with their pods, and how control planes know each other.
import { type Random, seededRandom } from '../../../infra/emulators/kit/random.ts';
import { connected, pairsOf, secretsOf } from './made-up-discovery.ts';

export const LINKS = ['us-west1/a', 'europe-north1/b', 'asia-east1/c'] as const;
const NAMESPACES = ['shop', 'pay'];
const APPS = ['web', 'api', 'db'];
const PORTS = [
  { name: 'http', port: 80, targetPort: 8080 },
  { name: 'web', port: 80, targetPort: 8080 },
  { name: 'http', port: 81, targetPort: 9090 },
  { name: 'grpc', port: 90, targetPort: 'grpc' },
];
/** As a headless Service may have it. */
const OF_PODS = { name: 'http', port: 80, targetPort: 80 };

export interface MadeUpPod {
  readonly cluster: string;
  readonly workload: string;
  readonly address: string;
}

export interface MadeUpMesh {
  readonly links: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** By cluster: collection of the API → objects. */
  readonly objects: ReadonlyMap<string, readonly { readonly path: string; readonly body: object }[]>;
  readonly pods: readonly MadeUpPod[];
  /** Whether the control plane of one cluster is told of another. */
  readonly discovers: (from: string, to: string) => boolean;
  /** Callers with a sidecar, and Services that they may call. */
  readonly callers: readonly { readonly cluster: string; readonly workload: string }[];
  readonly called: readonly { readonly key: string; readonly port: number }[];
}

export interface Standing {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: object };
  readonly [field: string]: unknown;
}

export function madeUpMesh(seed: number): MadeUpMesh {
  const random = seededRandom(seed);
  const often = (percent: number): boolean => random.integer(1, 100) <= percent;
  const links = LINKS.slice(0, random.integer(2, 3));
  const discovery = often(80) ? (often(40) ? 'connected' : 'secrets') : 'none';
  const told = new Set(
    pairsOf(links).filter(() => discovery === 'connected' || (discovery === 'secrets' && often(80))),
  );
  const discovers = (from: string, to: string): boolean => told.has(`${from} ${to}`);
  const inGit = new Map<string, Standing[]>();
  const standing = new Map<string, { path: string; body: object }[]>();
  const pods: MadeUpPod[] = [];
  const callers: { cluster: string; workload: string }[] = [];
  for (const [index, link] of links.entries()) {
    const git: Standing[] = [];
    const known = links.filter((to) => discovers(link, to));
    const objects = discovery === 'connected' ? connected() : secretsOf(link, links, known, often);
    inGit.set(link, git);
    standing.set(link, objects);
    for (const namespace of NAMESPACES) {
      const isInjected = often(80);
      const labels = isInjected ? { 'istio-injection': 'enabled' } : {};
      git.push({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } });
      for (const app of APPS) {
        const service = often(75) ? serviceOf(namespace, app, random) : undefined;
        if (service !== undefined) git.push(service);
        if (!often(65)) continue;
        const replicas = random.integer(0, 2);
        const override = often(15) ? { 'sidecar.istio.io/inject': String(often(50)) } : {};
        const workload = { namespace, app, replicas, labels: { app, ...override } };
        git.push(deploymentOf(workload));
        const own = podsOf(workload, link, `10.${index}.${NAMESPACES.indexOf(namespace)}.${APPS.indexOf(app) * 8}`);
        pods.push(...own.map(({ address }) => ({ cluster: link, workload: `${namespace}/${app}`, address })));
        objects.push(...own.map(({ body }) => ({ path: `/api/v1/namespaces/${namespace}/pods`, body })));
        const said = (override as Record<string, string>)['sidecar.istio.io/inject'];
        if (replicas > 0 && (said ?? String(isInjected)) === 'true')
          callers.push({ cluster: link, workload: `${namespace}/${app}` });
        if (service !== undefined && own.length > 0)
          objects.push({
            path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
            body: sliceOf(
              service,
              own.map(({ address }) => address),
            ),
          });
      }
    }
    for (const one of git) if (one.kind !== 'Deployment') objects.push({ path: pathOf(one), body: one });
  }
  const calls = callers
    .filter(() => often(50))
    .map(({ workload }) => {
      const [namespace, app] = [NAMESPACES[random.integer(0, 1)], APPS[random.integer(0, 2)]];
      return { from: workload, to: `http://${app}.${namespace}/` };
    });
  return {
    links,
    discovers,
    files: filesOf(links, { discovery, stubs: often(80) ? 'create' : 'report', calls }, inGit),
    objects: standing,
    pods,
    callers,
    called: NAMESPACES.flatMap((namespace) =>
      APPS.flatMap((app) => [80, 81, 90].map((port) => ({ key: `${namespace}/${app}`, port }))),
    ),
  };
}

function serviceOf(namespace: string, app: string, random: Random): Standing {
  const second = random.integer(0, 1) === 0 ? PORTS[3] : undefined;
  const kind = random.integer(1, 10);
  const first = kind === 1 && random.integer(0, 1) === 0 ? OF_PODS : PORTS[random.integer(0, 2)];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: app, namespace },
    spec: {
      ...(kind === 1 ? { clusterIP: 'None' } : {}),
      ...(kind === 2 ? { internalTrafficPolicy: 'Local' } : {}),
      selector: { app },
      ports: [first, second].filter((one) => one !== undefined),
    },
  };
}

interface Workload {
  readonly namespace: string;
  readonly app: string;
  readonly replicas: number;
  readonly labels: object;
}

function deploymentOf({ namespace, app, replicas, labels }: Workload): Standing {
  const containers = [{ name: 'main', image: 'app', ports: [{ name: 'grpc', containerPort: 9000 }] }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app, namespace },
    spec: { replicas, selector: { matchLabels: { app } }, template: { metadata: { labels }, spec: { containers } } },
  };
}

function podsOf({ namespace, app, replicas, labels }: Workload, link: string, prefix: string) {
  return Array.from({ length: replicas }, (_, index) => {
    const parts = prefix.split('.');
    const address = [...parts.slice(0, 3), Number(parts[3]) + index + 1].join('.');
    const metadata = { name: `${app}-${index}`, namespace, labels, annotations: { cluster: link } };
    const spec = { containers: [{ name: 'main', image: 'app' }] };
    return { address, body: { apiVersion: 'v1', kind: 'Pod', metadata, spec } };
  });
}

/** As the controllers of a cluster make it. */
export function sliceOf(service: Standing, addresses: readonly string[]): object {
  const { name, namespace } = service.metadata;
  const { ports } = service['spec'] as { readonly ports: typeof PORTS };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-abcde`, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: ports.map((one) => ({
      name: one.name,
      port: one.targetPort === 'grpc' ? 9000 : one.targetPort,
      protocol: 'TCP',
    })),
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
  };
}

function pathOf({ kind, metadata: { namespace } }: Standing): string {
  return kind === 'Namespace' ? '/api/v1/namespaces' : `/api/v1/namespaces/${namespace}/services`;
}

function filesOf(
  links: readonly string[],
  mesh: object,
  inGit: ReadonlyMap<string, readonly Standing[]>,
): ReadonlyMap<string, Uint8Array> {
  const fleet = {
    apiVersion: 'rangelight.dev/v1',
    kind: 'Fleet',
    metadata: { name: 'prod' },
    spec: {
      project: 'my-project',
      network: 'default',
      controller: 'rangelight',
      configClusters: { primary: links[0], backup: links[1] },
      clusters: { folders: 'clusters/{location}/{name}/**', members: links.map((link) => ({ link })) },
      manifests: ['**/*.yaml'],
      mesh,
    },
  };
  const text = [
    ['rangelight.yaml', JSON.stringify(fleet)],
    ...[...inGit].map(([link, objects]) => [
      `clusters/${link}/all.yaml`,
      objects.map((one) => JSON.stringify(one)).join('\n---\n'),
    ]),
  ];
  return new Map(text.map(([path = '', one = '']) => [path, new TextEncoder().encode(one)]));
}
