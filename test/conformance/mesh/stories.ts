// The story of a mesh, four deployments in two clusters, and what becomes of it: the manifests of each cluster, and
// which control plane knows which.

export const [ONE, TWO] = ['us-west1/one', 'europe-north1/two'] as const;
export type Link = typeof ONE | typeof TWO;
export const NAMESPACE = 'story';
export const PORT = 80;
export const POD_PORT = 9000;

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: object };
  readonly [field: string]: unknown;
}

export interface Workload {
  readonly cluster: Link;
  readonly name: string;
  readonly app: string;
}

export const WORKLOADS: readonly Workload[] = [
  { cluster: ONE, name: 'nodeapp1-v1', app: 'nodeapp1' },
  { cluster: ONE, name: 'nodeapp3', app: 'nodeapp3' },
  { cluster: TWO, name: 'nodeapp1-v2', app: 'nodeapp1' },
  { cluster: TWO, name: 'nodeapp2', app: 'nodeapp2' },
];
export const SERVICES = ['nodeapp1', 'nodeapp2', 'nodeapp3'] as const;

export interface Story {
  readonly name: string;
  /** Services that are not there. */
  readonly without?: readonly { readonly cluster: Link; readonly service: string }[];
  /** Rules, by the cluster in which they stand. */
  readonly rules?: readonly { readonly cluster: Link; readonly rule: Manifest }[];
  /** Workloads with no pods. */
  readonly atZero?: readonly string[];
  /** Whether the control plane of one knows the other; default: both do. */
  readonly discovers?: (from: Link, to: Link) => boolean;
}

const breaker = (maxEjectionPercent?: number): Manifest => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'nodeapp1', namespace: NAMESPACE },
  spec: {
    host: 'nodeapp1',
    trafficPolicy: {
      outlierDetection: {
        consecutive5xxErrors: 3,
        interval: '15s',
        baseEjectionTime: '15s',
        ...(maxEjectionPercent === undefined ? {} : { maxEjectionPercent }),
      },
    },
  },
});

/** In the order in which they are played; one with a workload at zero is the last, for its pod does not come back. */
export const STORIES: readonly Story[] = [
  { name: 'full' },
  {
    name: 'no stub: the Service of nodeapp2 is not in the cluster of nodeapp3',
    without: [{ cluster: ONE, service: 'nodeapp2' }],
  },
  { name: 'one-way discovery: only the first cluster knows the other', discovers: (from) => from === ONE },
  { name: 'no discovery', discovers: () => false },
  { name: 'a breaker for nodeapp1 where nodeapp3 calls', rules: [{ cluster: ONE, rule: breaker() }] },
  {
    name: 'a breaker for nodeapp1 in the other cluster counts for callers there alone',
    rules: [{ cluster: TWO, rule: breaker(100) }],
  },
  { name: 'no version of nodeapp1 in the second cluster', atZero: ['nodeapp1-v2'] },
];

const namespace: Manifest = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: NAMESPACE, labels: { 'istio-injection': 'enabled' } },
};

export const service = (name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: NAMESPACE },
  spec: { selector: { app: name }, ports: [{ name: 'http', port: PORT, targetPort: POD_PORT }] },
});

const deployment = ({ name, app }: Workload, replicas: number): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: NAMESPACE },
  spec: {
    replicas,
    selector: { matchLabels: { app } },
    template: {
      metadata: { labels: { app } },
      spec: { serviceAccountName: name, containers: [{ name: 'main', image: 'app' }] },
    },
  },
});

export function hasService({ without = [] }: Story, cluster: Link, name: string): boolean {
  return !without.some((one) => one.cluster === cluster && one.service === name);
}

/** What Git holds of it. */
export function filesOf(story: Story): ReadonlyMap<string, Uint8Array> {
  const { rules = [], atZero = [] } = story;
  const fleet = {
    apiVersion: 'rangelight.dev/v1',
    kind: 'Fleet',
    metadata: { name: 'prod' },
    spec: {
      project: 'my-project',
      network: 'default',
      controller: 'rangelight',
      configClusters: { primary: ONE, backup: TWO },
      clusters: { folders: 'clusters/{location}/{name}/**', members: [ONE, TWO].map((link) => ({ link })) },
      manifests: ['**/*.yaml'],
      mesh: { discovery: 'secrets' },
    },
  };
  const files = [['rangelight.yaml', JSON.stringify(fleet)]];
  for (const link of [ONE, TWO]) {
    const manifests = [
      namespace,
      ...SERVICES.filter((name) => hasService(story, link, name)).map(service),
      ...WORKLOADS.filter(({ cluster }) => cluster === link).map((one) =>
        deployment(one, atZero.includes(one.name) ? 0 : 1),
      ),
      ...rules.filter(({ cluster }) => cluster === link).map(({ rule }) => rule),
    ];
    files.push([`clusters/${link}/all.yaml`, manifests.map((one) => JSON.stringify(one)).join('\n---\n')]);
  }
  return new Map(files.map(([path = '', text = '']) => [path, new TextEncoder().encode(text)]));
}
