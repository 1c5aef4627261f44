// A fleet for tests of the importer: embedded API servers of clusters without workloads, on a virtual clock, and the
// importer over them.
import { virtualClock, type VirtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createImporter, type Importer, type Propagation } from '../../../infra/emulators/importer/index.ts';
import { createKubernetesEmulator, type KubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import {
  SERVICE_EXPORT_DEFINITIONS,
  SERVICE_IMPORT_DEFINITION,
} from '../../../infra/emulators/kubernetes/multi-cluster-services.ts';

export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly creationTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: object;
  readonly status?: object;
}

export interface Fleet {
  readonly clock: VirtualClock;
  readonly importer: Importer;
  api(cluster: string): KubernetesEmulator;
  /** Writes an object by server-side apply. */
  put(cluster: string, path: string, object: object): Promise<void>;
  remove(cluster: string, path: string): Promise<void>;
  /** Of a collection in all namespaces, sorted by name. */
  list<T extends KubeObject>(cluster: string, path: string): Promise<readonly T[]>;
  /** Lets everything that is due happen, and so many seconds pass. */
  pass(seconds?: number): Promise<void>;
  close(): void;
}

const TOKEN = 'token';
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

export const EXPORTS = '/apis/net.gke.io/v1/serviceexports';
export const IMPORTS = '/apis/net.gke.io/v1/serviceimports';
export const SLICES = '/apis/discovery.k8s.io/v1/endpointslices';
export const SERVICES = '/api/v1/services';

/** `/api/v1/namespaces/NS/services/NAME` of the collection `/api/v1/services`. */
export function at(collection: string, key: string): string {
  const [namespace = '', name = ''] = key.split('/');
  const [plural = '', ...group] = collection.split('/').reverse();
  return `${group.reverse().join('/')}/namespaces/${namespace}/${plural}/${name}`;
}

/** @param clusters `location/name`. @param seed of the importer's delays. */
export async function startFleet(
  clusters: readonly string[],
  propagation: Propagation = 'none',
  seed = 1,
): Promise<Fleet> {
  const clock = virtualClock();
  const tokens = new Map([[TOKEN, 'admin' as const]]);
  const apis = new Map(
    clusters.map((link, index) => [
      link,
      createKubernetesEmulator({ name: link, clock, random: seededRandom(seed * 100 + index), tokens }),
    ]),
  );
  const api = (cluster: string): KubernetesEmulator => {
    const found = apis.get(cluster);
    if (found === undefined) throw new RangeError(`no cluster ${cluster}`);
    return found;
  };
  const send = async (cluster: string, method: string, path: string, body?: object): Promise<unknown> => {
    const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': type };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await api(cluster).handler(new Request(`http://kubernetes${path}`, init));
    const text = await answer.text();
    if (!answer.ok) throw new TypeError(`${method} ${path} in ${cluster}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  for (const cluster of clusters)
    for (const definition of [...SERVICE_EXPORT_DEFINITIONS, SERVICE_IMPORT_DEFINITION])
      await send(cluster, 'POST', CRDS, definition);
  const importer = createImporter({
    members: clusters.map((link) => ({
      membership: membershipOf(link),
      clusterId: link.split('/').reverse().join('.'),
      api: api(link).handler,
      token: TOKEN,
    })),
    origin: { project: 'demo-project', network: 'default' },
    clock,
    random: seededRandom(seed),
    propagation,
  });
  const requests = (): number => [...apis.values()].reduce((sum, one) => sum + one.journal.entries.length, 0);
  const settle = async (): Promise<void> => {
    let [seen, still] = [-1, 0];
    while (still < STILL_TURNS) {
      await clock.advance(0);
      const now = requests();
      still = now === seen ? still + 1 : 0;
      seen = now;
    }
  };
  const started = importer.start();
  await settle();
  await started;
  return {
    clock,
    importer,
    api,
    put: async (cluster, path, object) => void (await send(cluster, 'PATCH', `${path}?fieldManager=test`, object)),
    remove: async (cluster, path) => void (await send(cluster, 'DELETE', path)),
    async list<T extends KubeObject>(cluster: string, path: string) {
      const { items } = (await send(cluster, 'GET', path)) as { readonly items: readonly T[] };
      return items.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    },
    async pass(seconds = 0) {
      await settle();
      for (let left = seconds; left > 0; left -= STEP_SECONDS) {
        await clock.advance(Math.min(left, STEP_SECONDS) * 1_000);
        await settle();
      }
    },
    close: () => importer.close(),
  };
}

/** What a request and its answer take in one process, and more. */
const STILL_TURNS = 8;
const STEP_SECONDS = 15;

export function membershipOf(link: string): string {
  const [location, name] = link.split('/');
  return `projects/123456789012/locations/${location}/memberships/${name}`;
}

export const namespaceOf = (name: string): object => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

export const exportOf = (key: string): object => {
  const [namespace, name] = key.split('/');
  return { apiVersion: 'net.gke.io/v1', kind: 'ServiceExport', metadata: { name, namespace } };
};

export const serviceOf = (key: string, spec: object): object => {
  const [namespace, name] = key.split('/');
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec };
};

/** As the endpoints controller makes it, of ready pods with these addresses. */
export const sliceOf = (key: string, ports: readonly object[], endpoints: readonly object[]): object => {
  const [namespace, name = ''] = key.split('/');
  const labels = {
    'kubernetes.io/service-name': name,
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
  };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-abcde`, namespace, labels },
    addressType: 'IPv4',
    ports,
    endpoints,
  };
};
