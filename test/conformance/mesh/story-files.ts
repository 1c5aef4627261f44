// What Git holds of a story: the manifests of each cluster and the fleet file.
import {
  type ControlPlane,
  type Link,
  type Manifest,
  NAMESPACE,
  ONE,
  POD_PORT,
  PORT,
  SERVICES,
  type Story,
  TWO,
  type Workload,
  WORKLOADS,
} from './story.ts';

const namespace: Manifest = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: NAMESPACE, labels: { 'istio-injection': 'enabled' } },
};

/** Where rules for the whole mesh stand. */
const ISTIO_SYSTEM: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } };

export function serviceOf(story: Story, link: Link, name: string): Manifest {
  const { portNames = [] } = story;
  const other = portNames.find(({ cluster, service }) => cluster === link && service === name);
  const port = { name: other?.portName ?? 'http', port: PORT, targetPort: POD_PORT };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      ...(isHeadless(story, link, name) ? { clusterIP: 'None' } : {}),
      ...(story.nodePorts?.includes(link) === true ? { type: 'NodePort' } : {}),
      selector: { app: name },
      ports: [port],
    },
  };
}

export function isHeadless({ headless = [] }: Story, cluster: Link, name: string): boolean {
  return headless.some((one) => one.cluster === cluster && one.service === name);
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
  const { rules = [], placed = [], atZero = [] } = story;
  const files = [['rangelight.yaml', JSON.stringify(fleetOf(story))]];
  if (placed.length > 0) files.push(['rules/all.yaml', asDocuments(placed)]);
  for (const link of [ONE, TWO]) {
    const manifests = [
      namespace,
      ...(placed.length === 0 ? [] : [ISTIO_SYSTEM]),
      ...meshConfigIn(story, link),
      ...SERVICES.filter((name) => hasService(story, link, name)).map((name) => serviceOf(story, link, name)),
      ...WORKLOADS.filter(({ cluster }) => cluster === link).map((one) =>
        deployment(one, atZero.includes(one.name) ? 0 : 1),
      ),
      ...rules.filter(({ cluster }) => cluster === link).map(({ rule }) => rule),
    ];
    files.push([`clusters/${link}/all.yaml`, asDocuments(manifests)]);
  }
  return new Map(files.map(([path = '', text = '']) => [path, new TextEncoder().encode(text)]));
}

function fleetOf({ hasStub, declares, placed = [], controlPlanes }: Story): object {
  const kinds = [...new Set(placed.map(({ kind }) => kind))];
  return {
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
          ? { calls: [CALLS[1]] }
          : { stubs: 'report', ...(declares === true ? { calls: CALLS } : {}) }),
        ...(kinds.length === 0 ? {} : { manage: kinds }),
        ...(controlPlanes === undefined
          ? {}
          : { clusters: { [ONE]: said(controlPlanes[ONE]), [TWO]: said(controlPlanes[TWO]) } }),
      },
    },
  };
}

const CALLS = ['nodeapp1', 'nodeapp2'].map((name) => ({ from: `${NAMESPACE}/nodeapp3`, to: `http://${name}/` }));

/** What the fleet file says of a cluster. */
function said({ network, roots }: ControlPlane): object {
  return { ...(network === undefined ? {} : { network }), ...(roots === undefined ? {} : { roots }) };
}

/** As Istio's charts install it. */
function meshConfigIn({ controlPlanes }: Story, link: Link): readonly Manifest[] {
  const one = controlPlanes?.[link];
  if (one?.trustDomain === undefined) return [];
  const { trustDomain, trustDomainAliases = [] } = one;
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio', namespace: 'istio-system' },
      data: { mesh: JSON.stringify({ trustDomain, trustDomainAliases }) },
    },
  ];
}

function asDocuments(manifests: readonly Manifest[]): string {
  return manifests.map((one) => JSON.stringify(one)).join('\n---\n');
}
