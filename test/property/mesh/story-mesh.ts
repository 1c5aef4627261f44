// A story of two clusters as a made-up mesh: what Git holds of it, and what stands when all of it is applied.
import { filesOf, hasService, serviceOf } from '../../conformance/mesh/story-files.ts';
import {
  type Link,
  type Manifest,
  NAMESPACE,
  ONE,
  POD_PORT,
  PORT,
  SERVICES,
  type Story,
  TWO,
  WORKLOADS,
} from '../../conformance/mesh/story.ts';
import { type MadeUpMesh, type MadeUpPod, sliceOf } from './made-up-mesh.ts';

type Placed = { readonly path: string; readonly body: object };

export function storyMesh(story: Story): MadeUpMesh {
  const { atZero = [], discovers = () => true } = story;
  const running = WORKLOADS.filter(({ name }) => !atZero.includes(name));
  const pods = running.map(
    ({ cluster, name }, at): MadeUpPod => ({ cluster, workload: `${NAMESPACE}/${name}`, address: `10.0.0.${at + 1}` }),
  );
  const addressesOf = (link: Link, app: string): readonly string[] =>
    running.flatMap((one, at) => (one.cluster === link && one.app === app ? [`10.0.0.${at + 1}`] : []));
  const objectsOf = (link: Link): readonly Placed[] => [
    ...[NAMESPACE, 'istio-system'].map((name) => ({
      path: '/api/v1/namespaces',
      body: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, labels: name === NAMESPACE ? { 'istio-injection': 'enabled' } : {} },
      },
    })),
    ...[ONE, TWO].filter((other) => other !== link && discovers(link, other)).map(remoteSecret),
    ...running
      .filter(({ cluster }) => cluster === link)
      .map(({ name }) => ({ path: `/api/v1/namespaces/${NAMESPACE}/pods`, body: podOf(name) })),
    ...SERVICES.filter((name) => hasService(story, link, name)).flatMap((name): readonly Placed[] => {
      const service: Manifest = serviceOf(story, link, name);
      const addresses = addressesOf(link, name);
      const made = { path: `/api/v1/namespaces/${NAMESPACE}/services`, body: service };
      const slices = `/apis/discovery.k8s.io/v1/namespaces/${NAMESPACE}/endpointslices`;
      return addresses.length === 0 ? [made] : [made, { path: slices, body: sliceOf(service, addresses) }];
    }),
  ];
  return {
    links: [ONE, TWO],
    discovers: discovers as MadeUpMesh['discovers'],
    files: filesOf(story),
    objects: new Map([ONE, TWO].map((link) => [link, objectsOf(link)])),
    pods,
    callers: running.map(({ cluster, name }) => ({ cluster, workload: `${NAMESPACE}/${name}` })),
    called: SERVICES.map((name) => ({ key: `${NAMESPACE}/${name}`, port: PORT })),
  };
}

/** A caller is known by its label `app`. */
function podOf(name: string): object {
  const metadata = { name, namespace: NAMESPACE, labels: { app: name } };
  const ports = [{ containerPort: POD_PORT }];
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'main', image: 'app', ports }] } };
}

function remoteSecret(link: Link): Placed {
  const name = `istio-remote-secret-${link.replace('/', '-')}`;
  const metadata = { namespace: 'istio-system', name, labels: { 'istio/multiCluster': 'true' } };
  const body = { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { [link.replace('/', '_')]: 'kubeconfig' } };
  return { path: '/api/v1/namespaces/istio-system/secrets', body };
}
