// What is done with a Deployment, on whatever cluster: the same for the emulated one and for Kubernetes itself.
import type { KubeClient } from '../../infra/emulators/kit/controllers/kube-client.ts';

export const APPS = '/apis/apps/v1/namespaces/shop';
const PODS = '/api/v1/namespaces/shop/pods';
const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';

interface Meta {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly object[];
  readonly deletionTimestamp?: string;
}

export interface PlainObject {
  readonly metadata: Meta;
  readonly spec: {
    readonly replicas?: number;
    readonly containers?: readonly { readonly image: string }[];
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

export interface World {
  /** Resolves with the body of the answer, whatever its status. */
  readonly send: (method: string, path: string, body?: object, type?: string) => Promise<unknown>;
  readonly until: (holds: () => Promise<boolean>) => Promise<void>;
  readonly client: Pick<KubeClient, 'list' | 'watch'>;
}

export type Story = ReturnType<typeof deploymentStory>;

export function deploymentStory({ send, until, client }: World) {
  const list = async (path: string): Promise<readonly PlainObject[]> =>
    ((await send('GET', path)) as { readonly items: readonly PlainObject[] }).items.toSorted((a, b) =>
      a.metadata.name < b.metadata.name ? -1 : 1,
    );
  const isLiving = ({ metadata }: PlainObject): boolean => metadata.deletionTimestamp === undefined;
  const living = async (): Promise<readonly PlainObject[]> => (await list(PODS)).filter(isLiving);
  const isReady = ({ status }: PlainObject): boolean =>
    status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;
  const get = async (name = 'a'): Promise<PlainObject & { readonly metadata: { readonly generation?: number } }> =>
    (await send('GET', `${APPS}/deployments/${name}`)) as PlainObject;

  const settled = (replicas: number, name = 'a'): Promise<void> =>
    until(async () => {
      const { status = {}, metadata } = await get(name);
      const counts = [status.replicas, status.updatedReplicas, status.readyReplicas, status.availableReplicas];
      return status.observedGeneration === metadata.generation && counts.every((count = 0) => count === replicas);
    });

  return {
    send,
    get,
    settled,
    /** Resolves when pods are taken: Kubernetes makes a namespace's account after a moment. */
    async begin(): Promise<void> {
      await send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
      await until(async () => {
        const found = await send('GET', '/api/v1/namespaces/shop/serviceaccounts/default');
        return (found as { readonly code?: number }).code !== 404;
      });
    },
    async create(replicas: number, name = 'a'): Promise<void> {
      const labels = { app: name };
      await send('POST', `${APPS}/deployments`, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name },
        spec: {
          replicas,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { containers: [{ name: 'c', image: 'i:v1', ports: [{ containerPort: 8080 }] }] },
          },
        },
      });
      await settled(replicas, name);
    },
    async scale(replicas: number): Promise<void> {
      await send('PATCH', `${APPS}/deployments/a/scale`, { spec: { replicas } }, MERGE);
      await settled(replicas);
      await until(async () => (await list(PODS)).length === replicas);
    },
    patch: (patch: object) => send('PATCH', `${APPS}/deployments/a`, patch, STRATEGIC),
    /** The returned function resolves with the least number of ready pods that there was since. */
    async watchReady() {
      const over = new AbortController();
      const { items, resourceVersion } = await client.list<PlainObject>(PODS);
      const pods = new Map(items.map((pod) => [pod.metadata.name, pod]));
      const ready = (): number => [...pods.values()].filter((pod) => isLiving(pod) && isReady(pod)).length;
      let least = ready();
      const watching = (async () => {
        for await (const { type, object } of client.watch<PlainObject>(PODS, resourceVersion, over.signal)) {
          if (type === 'DELETED') pods.delete(object.metadata.name);
          else if (type === 'ADDED' || type === 'MODIFIED') pods.set(object.metadata.name, object);
          least = Math.min(least, ready());
        }
      })();
      return async () => {
        over.abort();
        await watching;
        return least;
      };
    },
    remove: (propagationPolicy: string, name = 'a') =>
      send('DELETE', `${APPS}/deployments/${name}`, { propagationPolicy }).then(() =>
        until(async () => (await get(name)).metadata?.name === undefined),
      ),
    gone: (name: string) =>
      until(async () => (await list(PODS)).every(({ metadata }) => metadata.labels?.['app'] !== name)),
    /** Resolves with so many ready pods, of which this is none any more. */
    async replaced(name: string, replicas: number): Promise<readonly string[]> {
      const ready = async () => (await living()).filter(isReady).map(({ metadata }) => metadata.name);
      await until(async () => {
        const now = await ready();
        return now.length === replicas && !now.includes(name);
      });
      return ready();
    },
    sets: () => list(`${APPS}/replicasets`),
    pods: async () => (await living()).map(({ metadata }) => metadata.name),
    readyPods: async () => (await living()).filter(isReady).map(({ metadata }) => metadata.name),
    images: async () => (await living()).map(({ spec }) => spec.containers?.[0]?.image),
  };
}
