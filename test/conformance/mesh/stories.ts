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
  /** What the port of a Service is called, where it is not `http`. */
  readonly portNames?: readonly { readonly cluster: Link; readonly service: string; readonly portName: string }[];
  /** Rules, by the cluster in which they stand. */
  readonly rules?: readonly { readonly cluster: Link; readonly rule: Manifest }[];
  /** Workloads with no pods. */
  readonly atZero?: readonly string[];
  /** Whether Git has Rangelight make a Service where nodeapp3 has none to call nodeapp2 by. */
  readonly hasStub?: true;
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

const security = (kind: string, name: string, spec: object): Manifest => ({
  apiVersion: 'security.istio.io/v1',
  kind,
  metadata: { name, namespace: NAMESPACE },
  spec,
});
const tls = (mode: 'STRICT' | 'DISABLE'): Manifest => security('PeerAuthentication', 'default', { mtls: { mode } });
const policy = (app: string, spec: object): Manifest =>
  security('AuthorizationPolicy', app, { selector: { matchLabels: { app } }, ...spec });
const from = (...principals: readonly string[]) => ({ rules: [{ from: [{ source: { principals } }] }] });
const NODEAPP3 = `cluster.local/ns/${NAMESPACE}/sa/nodeapp3`;
const withoutTls: Manifest = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'nodeapp2', namespace: NAMESPACE },
  spec: { host: 'nodeapp2', trafficPolicy: { tls: { mode: 'DISABLE' } } },
};

/** In the order in which they are played; one with a workload at zero is the last, for its pod does not come back. */
export const STORIES: readonly Story[] = [
  { name: 'full' },
  {
    name: 'no stub: the Service of nodeapp2 is not in the cluster of nodeapp3',
    without: [{ cluster: ONE, service: 'nodeapp2' }],
  },
  {
    name: 'a stub: the Service of nodeapp2 that Rangelight makes in the cluster of nodeapp3',
    without: [{ cluster: ONE, service: 'nodeapp2' }],
    hasStub: true,
  },
  { name: 'one-way discovery: only the first cluster knows the other', discovers: (from) => from === ONE },
  { name: 'no discovery', discovers: () => false },
  { name: 'a breaker for nodeapp1 where nodeapp3 calls', rules: [{ cluster: ONE, rule: breaker() }] },
  {
    name: 'a breaker for nodeapp1 in the other cluster counts for callers there alone',
    rules: [{ cluster: TWO, rule: breaker(100) }],
  },
  {
    name: 'the port of nodeapp1 is called otherwise in the second cluster',
    portNames: [{ cluster: TWO, service: 'nodeapp1', portName: 'http-web' }],
  },
  { name: 'STRICT in both', rules: [ONE, TWO].map((cluster) => ({ cluster, rule: tls('STRICT') })) },
  { name: 'STRICT in the second cluster', rules: [{ cluster: TWO, rule: tls('STRICT') }] },
  { name: 'DISABLE in both', rules: [ONE, TWO].map((cluster) => ({ cluster, rule: tls('DISABLE') })) },
  { name: 'DISABLE in the second cluster', rules: [{ cluster: TWO, rule: tls('DISABLE') }] },
  {
    name: 'DISABLE in the first cluster, STRICT in the second',
    rules: [
      { cluster: ONE, rule: tls('DISABLE') },
      { cluster: TWO, rule: tls('STRICT') },
    ],
  },
  {
    name: 'a rule without TLS where nodeapp3 calls, against STRICT',
    rules: [
      { cluster: ONE, rule: withoutTls },
      { cluster: TWO, rule: tls('STRICT') },
    ],
  },
  {
    name: 'nodeapp2 lets nodeapp3 in',
    rules: [{ cluster: TWO, rule: policy('nodeapp2', { action: 'ALLOW', ...from(NODEAPP3) }) }],
  },
  {
    name: 'nodeapp2 names nodeapp3 with spiffe://, which nobody is called',
    rules: [{ cluster: TWO, rule: policy('nodeapp2', { action: 'ALLOW', ...from(`spiffe://${NODEAPP3}`) }) }],
  },
  {
    name: 'nodeapp2 keeps nodeapp3 out',
    rules: [{ cluster: TWO, rule: policy('nodeapp2', { action: 'DENY', ...from(NODEAPP3) }) }],
  },
  {
    name: 'the policy of nodeapp2 stands where nodeapp3 calls, and counts for nothing',
    rules: [{ cluster: ONE, rule: policy('nodeapp2', {}) }],
  },
  {
    name: 'nodeapp1 lets nobody in, in the second cluster',
    rules: [{ cluster: TWO, rule: policy('nodeapp1', {}) }],
  },
  { name: 'no version of nodeapp1 in the second cluster', atZero: ['nodeapp1-v2'] },
];

const namespace: Manifest = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: NAMESPACE, labels: { 'istio-injection': 'enabled' } },
};

export function serviceOf({ portNames = [] }: Story, link: Link, name: string): Manifest {
  const other = portNames.find(({ cluster, service }) => cluster === link && service === name);
  const port = { name: other?.portName ?? 'http', port: PORT, targetPort: POD_PORT };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE },
    spec: { selector: { app: name }, ports: [port] },
  };
}

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
  const { rules = [], atZero = [], hasStub } = story;
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
      mesh: {
        discovery: 'secrets',
        ...(hasStub === true
          ? { calls: [{ from: `${NAMESPACE}/nodeapp3`, to: 'http://nodeapp2/' }] }
          : { stubs: 'report' }),
      },
    },
  };
  const files = [['rangelight.yaml', JSON.stringify(fleet)]];
  for (const link of [ONE, TWO]) {
    const manifests = [
      namespace,
      ...SERVICES.filter((name) => hasService(story, link, name)).map((name) => serviceOf(story, link, name)),
      ...WORKLOADS.filter(({ cluster }) => cluster === link).map((one) =>
        deployment(one, atZero.includes(one.name) ? 0 : 1),
      ),
      ...rules.filter(({ cluster }) => cluster === link).map(({ rule }) => rule),
    ];
    files.push([`clusters/${link}/all.yaml`, manifests.map((one) => JSON.stringify(one)).join('\n---\n')]);
  }
  return new Map(files.map(([path = '', text = '']) => [path, new TextEncoder().encode(text)]));
}
