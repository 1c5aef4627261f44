// One member cluster as the importer sees it: its own copies of what is exported there, kept by list and watch. A
// cluster that cannot be reached stays as it was seen last.
import type { Clock } from '../kit/clock.ts';
import { createKubeClient, type KubeClient, type KubeObject } from '../kit/controllers/kube-client.ts';
import { createWatched, keyOf, type Watched } from '../kit/controllers/watched.ts';
import type { Handler } from '../kit/serve.ts';
import {
  type EndpointSlice,
  IMPORTED_NAME,
  MANAGER,
  SERVICE_NAME,
  type Service,
  type ServiceExport,
  type ServiceImport,
} from './objects.ts';

export interface MemberOptions {
  /** `projects/NUMBER/locations/LOCATION/memberships/NAME` */
  readonly membership: string;
  /** By which headless names tell its pods from those of others: one DNS label or two. */
  readonly clusterId: string;
  readonly api: Handler;
  /** Presented as bearer token. */
  readonly token: string;
}

export interface Member {
  readonly membership: string;
  readonly clusterId: string;
  readonly client: KubeClient;
  hasNamespace(namespace: string): boolean;
  /** Anybody's, of either group, the older first. @param key `namespace/name` */
  export(key: string): ServiceExport | undefined;
  service(key: string): Service | undefined;
  import(key: string): ServiceImport | undefined;
  /** Those of the Service, made in this cluster. */
  slices(key: string): readonly EndpointSlice[];
  /** Those of the name, made by the importer. */
  imported(key: string): readonly EndpointSlice[];
  /** Names that are exported here. */
  exported(): readonly string[];
  /** Names whose import here the importer made. */
  managed(): readonly string[];
  /** Resolves when everything was listed once. */
  readonly synced: Promise<unknown>;
  /** Calls `fn` with each name of which something may have changed. */
  onChange(fn: (key: string) => void): void;
  /** Calls `fn` with a namespace that came or went. */
  onNamespace(fn: (namespace: string) => void): void;
  run(): void;
}

export function createMember(
  { membership, clusterId, api, token }: MemberOptions,
  clock: Clock,
  signal: AbortSignal,
): Member {
  const client = createKubeClient(api, token, signal);
  const watched = <T extends KubeObject>(path: string): Watched<T> => createWatched<T>(client, clock, path);
  const ofGke = watched<ServiceExport>('/apis/net.gke.io/v1/serviceexports');
  const exports = [ofGke, watched<ServiceExport>('/apis/multicluster.x-k8s.io/v1alpha1/serviceexports')];
  const services = watched<Service>('/api/v1/services');
  const slices = watched<EndpointSlice>('/apis/discovery.k8s.io/v1/endpointslices');
  const namespaces = watched<KubeObject>('/api/v1/namespaces');
  const imports = watched<ServiceImport>('/apis/net.gke.io/v1/serviceimports');
  const all = [...exports, services, slices, namespaces, imports];
  const labelled = (label: string, key: string): readonly EndpointSlice[] =>
    slices.values().filter((one) => `${one.metadata.namespace}/${one.metadata.labels?.[label]}` === key);
  return {
    membership,
    clusterId,
    client,
    hasNamespace: (namespace) => {
      const found = namespaces.get(namespace);
      return found !== undefined && found.metadata.deletionTimestamp === undefined;
    },
    export: (key) =>
      exports
        .flatMap((group) => group.get(key) ?? [])
        .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
        .sort((a, b) => madeAt(a) - madeAt(b))[0],
    service: (key) => services.get(key),
    import: (key) => imports.get(key),
    slices: (key) => labelled(SERVICE_NAME, key).filter((one) => one.metadata.labels?.[IMPORTED_NAME] === undefined),
    imported: (key) => labelled(IMPORTED_NAME, key),
    exported: () => exports.flatMap((group) => group.values().map(keyOf)),
    managed: () =>
      imports
        .values()
        .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === MANAGER)
        .map(keyOf),
    // A cluster that does not serve the other group never lists it.
    synced: Promise.all([ofGke, services, slices, namespaces, imports].map((one) => one.synced)),
    onChange(fn) {
      for (const one of [...exports, services, imports]) one.onChange((object) => fn(keyOf(object)));
      slices.onChange(({ metadata: { namespace, labels = {} } }) =>
        fn(`${namespace}/${labels[IMPORTED_NAME] ?? labels[SERVICE_NAME]}`),
      );
    },
    onNamespace: (fn) => namespaces.onChange(({ metadata }) => fn(metadata.name)),
    run() {
      for (const one of all) void one.run(signal);
    },
  };
}

/** Milliseconds since the epoch. */
export function madeAt({ metadata }: ServiceExport): number {
  return Date.parse(metadata.creationTimestamp ?? '');
}
