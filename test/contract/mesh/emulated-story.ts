// A story of test/conformance/mesh in the emulated mesh: what each caller reaches, as real istiod and Envoy were asked.
import { createFabric } from '../../../infra/emulators/fabric/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createKubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { createMesh, ISTIO_DEFINITIONS } from '../../../infra/emulators/mesh/index.ts';
import { textAt } from '../../../lib/core/index.ts';
import type { Called } from '../../conformance/mesh/called.ts';
import { callers, stubsIn } from '../../conformance/mesh/predicted.ts';
import { hasService, serviceOf } from '../../conformance/mesh/story-files.ts';
import {
  type Link,
  NAMESPACE,
  ONE,
  POD_PORT,
  PORT,
  SERVICES,
  type Story,
  TWO,
  WORKLOADS,
} from '../../conformance/mesh/story.ts';

const LINKS = [ONE, TWO] as const;
const HOME = `/api/v1/namespaces/${NAMESPACE}`;
const idOf = (link: string): string => link.replace('/', '_');
const addressOf = (workload: string): string => `10.0.0.${WORKLOADS.findIndex(({ name }) => name === workload) + 1}`;

/** Whether all of it is what the emulated mesh claims to follow (infra/emulators/mesh/BEHAVIOR.md). */
export function isClaimed({ rules = [], placed = [], unwell = [], hasOtherIds }: Story): boolean {
  return rules.length === 0 && placed.length === 0 && unwell.length === 0 && hasOtherIds !== true;
}

export async function emulated(story: Story): Promise<readonly Called[]> {
  const clock = scaledClock(1);
  const apis = await Promise.all(LINKS.map(async (link) => [idOf(link), await apiOf(story, link)] as const));
  const clusters = new Map(apis);
  const mesh = createMesh({ clusters, fabric: createFabric(), clock, random: seededRandom(1) });
  await mesh.start();
  try {
    return callers(story).map((one) => {
      const reach = mesh.reach(idOf(one.cluster), `${NAMESPACE}/${one.service}`, PORT);
      return { ...one, answered: typeof reach === 'string' ? ['no such name'] : namesOf(reach.pods) };
    });
  } finally {
    mesh.close();
  }
}

function namesOf(pods: readonly { readonly address: string }[]): readonly string[] {
  if (pods.length === 0) return ['503'];
  return pods
    .map(({ address }) => WORKLOADS.find(({ name }) => addressOf(name) === address))
    .map((one) => `${one?.cluster} ${one?.name}`)
    .sort();
}

async function apiOf(story: Story, link: Link) {
  const tokens = new Map([['token', 'admin' as const]]);
  const clock = scaledClock(1);
  const { handler } = createKubernetesEmulator({ name: link, clock, random: seededRandom(1), tokens });
  const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };
  const post = async (path: string, body: object): Promise<void> => {
    const answer = await handler(
      new Request(`http://kubernetes${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
    );
    if (!answer.ok) throw new TypeError(`${path}: ${await answer.text()}`);
  };
  for (const definition of ISTIO_DEFINITIONS)
    await post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
  for (const [name, labels] of [
    [NAMESPACE, { 'istio-injection': 'enabled' }],
    ['istio-system', {}],
  ] as const)
    await post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  for (const service of servicesIn(story, link)) {
    await post(`${HOME}/services`, service);
    await post(`/apis/discovery.k8s.io/v1/namespaces/${NAMESPACE}/endpointslices`, sliceOf(story, link, service));
  }
  const other = link === ONE ? TWO : ONE;
  if (story.discovers?.(link, other) ?? true)
    await post('/api/v1/namespaces/istio-system/secrets', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'istio-remote-secret-other',
        namespace: 'istio-system',
        labels: { 'istio/multiCluster': 'true' },
      },
      stringData: { [idOf(other)]: 'kubeconfig' },
    });
  return { api: handler, token: 'token' };
}

/** Those of the story, and those that Rangelight makes. */
function servicesIn(story: Story, link: Link): readonly object[] {
  const stubs = stubsIn(story, link).map((body) => ({ apiVersion: 'v1', kind: 'Service', ...body }));
  return [
    ...SERVICES.filter((name) => hasService(story, link, name)).map((name) => serviceOf(story, link, name)),
    ...stubs,
  ];
}

/** As the controllers of a cluster make it. */
function sliceOf({ atZero = [] }: Story, link: Link, service: object): object {
  const body = service as Parameters<typeof textAt>[0];
  const name = textAt(body, 'metadata', 'name') ?? '';
  const [port] = (service as { readonly spec: { readonly ports: readonly { readonly name?: string }[] } }).spec.ports;
  const own = WORKLOADS.filter((one) => one.cluster === link && one.app === name && !atZero.includes(one.name));
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-abcde`,
      namespace: NAMESPACE,
      labels: { 'kubernetes.io/service-name': name },
    },
    addressType: 'IPv4',
    ports: [{ name: port?.name, port: POD_PORT, protocol: 'TCP' }],
    endpoints: own.map((one) => ({ addresses: [addressOf(one.name)], conditions: { ready: true } })),
  };
}
