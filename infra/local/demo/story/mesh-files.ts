// What the chapter of the mesh has in Git: folders of two clusters. The caller's cluster has no Service of nodeapp2.
export const NAMESPACE = 'mesh-story';
/** The mesh is only judged: nothing is connected, and nothing is made. */
export const UNHELPED = '{discovery: none, stubs: report}';

export type Manifest = Readonly<Record<string, unknown>> & {
  readonly kind: string;
  readonly metadata: { readonly name: string };
};

const namespace: Manifest = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: NAMESPACE, labels: { 'istio-injection': 'enabled' } } as Manifest['metadata'],
};
/** @param port how its only port is called: calls are joined by that name. */
export const service = (name: string, port = 'http'): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: NAMESPACE } as Manifest['metadata'],
  spec: { selector: { app: name }, ports: [{ name: port, port: 80, targetPort: 8080 }] },
});
const deployment = (name: string, app: string, calls = ''): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: NAMESPACE } as Manifest['metadata'],
  spec: {
    replicas: 1,
    selector: { matchLabels: { app } },
    template: {
      metadata: { labels: { app } },
      spec: {
        containers: [
          {
            name: 'main',
            image: 'app',
            ports: [{ containerPort: 8080 }],
            ...(calls === '' ? {} : { env: [{ name: 'PEERS', value: calls }] }),
          },
        ],
      },
    },
  },
});

export const [US_LINK, EU_LINK] = ['us-west1/gke-us', 'europe-north1/gke-eu'];

/** By cluster. */
export const STANDS: Readonly<Record<string, readonly Manifest[]>> = {
  [US_LINK]: [
    namespace,
    service('nodeapp1'),
    service('nodeapp3'),
    deployment('nodeapp1-v1', 'nodeapp1'),
    deployment('nodeapp3', 'nodeapp3', 'http://nodeapp1/ http://nodeapp2/'),
  ],
  [EU_LINK]: [
    namespace,
    service('nodeapp1'),
    service('nodeapp2'),
    deployment('nodeapp1-v2', 'nodeapp1'),
    deployment('nodeapp2', 'nodeapp2'),
  ],
};

/** The clusters get folders, which say what stands where. */
export function withMesh(text: string): string {
  const start = text.indexOf('  clusters:\n');
  const end = text.indexOf('  manifests:\n');
  const members = text
    .slice(start + '  clusters:\n'.length, end)
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
  const clusters = `  clusters:\n    folders: clusters/{location}/{name}/**\n    members:\n${members}`;
  const rest = text.slice(end).replace('  manifests:\n', '  manifests:\n    - clusters/**/*.yaml\n');
  return `${text.slice(0, start)}${clusters}${rest}  mesh: ${UNHELPED}\n`;
}

export function fileOf(link: string, { kind, metadata: { name } }: Manifest): string {
  return `clusters/${link}/${kind.toLowerCase()}-${name}.yaml`;
}
