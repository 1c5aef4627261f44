// The deployment controller: one ReplicaSet for each template that a Deployment had, grown and shrunk by its strategy,
// and what is told of it.
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../kit/clock.ts';
import type { KubeClient } from '../../../kit/controllers/kube-client.ts';
import { createWorkQueue } from '../../../kit/controllers/work-queue.ts';
import { keyOf, type Watched } from '../../../kit/controllers/watched.ts';
import { type Deployment, isOwnedBy, ownerOf, type ReplicaSet, REVISION, TEMPLATE_HASH } from './objects.ts';
import { wantedReplicas } from './rollout.ts';

const MANAGER = 'deployment-controller';
// The real controller's back-off: 5 ms doubled up to 1000 s.
const BACK_OFF = { first: 5, most: 1_000_000 };

export interface DeploymentsView {
  readonly deployments: Watched<Deployment>;
  readonly replicaSets: Watched<ReplicaSet>;
}

/** Starts working on changes in `view`; the returned function stops it. */
export function startDeploymentController(
  client: KubeClient,
  clock: Clock,
  { deployments, replicaSets }: DeploymentsView,
): () => void {
  const queue = createWorkQueue(clock, BACK_OFF, reconcile);
  deployments.onChange((one) => queue.add(keyOf(one)));
  replicaSets.onChange((set) => {
    const owner = ownerOf(set);
    if (owner?.kind === 'Deployment') queue.add(`${set.metadata.namespace}/${owner.name}`);
  });

  async function reconcile(key: string): Promise<void> {
    await replicaSets.synced;
    const deployment = deployments.get(key);
    if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return;
    const own = replicaSets
      .values()
      .filter((set) => isOwnedBy(set, deployment.metadata.uid))
      .sort((a, b) => revisionOf(a) - revisionOf(b));
    const hash = hashOf(deployment);
    const known = own.find(({ metadata }) => metadata.labels?.[TEMPLATE_HASH] === hash);
    const old = own.filter((set) => set !== known);
    const isPaused = deployment.spec.paused === true;
    if (known === undefined && isPaused) return tell(deployment, undefined, own);
    const next = Math.max(0, ...old.map(revisionOf)) + 1;
    const now = known ?? (await client.apply<ReplicaSet>(...setOf(deployment, hash, next, 0)));
    const revision = Math.max(revisionOf(now), next);
    if (revision !== revisionOf(now)) await client.apply(...setOf(deployment, hash, revision, now.spec.replicas ?? 0));
    if (deployment.metadata.annotations?.[REVISION] !== String(revision))
      await client.patch(pathOf(deployment), MANAGER, { metadata: { annotations: { [REVISION]: String(revision) } } });
    for (const { set, replicas } of wantedReplicas(deployment, now, isPaused ? [] : old))
      await client.patch(setPath(set), MANAGER, { spec: { replicas } });
    await clean(deployment, old);
    await tell(deployment, now, own);
  }

  /** Those that are empty, but for so many that a person may go back to. */
  async function clean({ spec }: Deployment, old: readonly ReplicaSet[]): Promise<void> {
    const empty = old.filter((set) => set.spec.replicas === 0 && (set.status?.replicas ?? 0) === 0);
    const kept = spec.revisionHistoryLimit ?? 10;
    for (const set of empty.slice(0, Math.max(0, empty.length - kept))) await client.remove(setPath(set));
  }

  async function tell(deployment: Deployment, now: ReplicaSet | undefined, own: readonly ReplicaSet[]): Promise<void> {
    const sum = (of: (set: ReplicaSet) => number | undefined): number =>
      own.reduce((total, set) => total + (of(set) ?? 0), 0);
    const desired = deployment.spec.replicas ?? 1;
    const available = sum(({ status }) => status?.availableReplicas);
    const status = {
      observedGeneration: deployment.metadata.generation,
      replicas: sum((set) => set.status?.replicas),
      updatedReplicas: own.find((set) => set.metadata.uid === now?.metadata.uid)?.status?.replicas ?? 0,
      readyReplicas: sum((set) => set.status?.readyReplicas),
      availableReplicas: available,
      unavailableReplicas: Math.max(0, desired - available),
    };
    const isDone = status.updatedReplicas === desired && status.replicas === desired && available === desired;
    const conditions = [
      condition('Available', available >= desired - lackingOf(deployment), 'MinimumReplicas'),
      {
        type: 'Progressing',
        status: 'True',
        reason: isDone ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
      },
    ];
    // Zeros are not stored.
    const said = Object.fromEntries(Object.entries(status).filter(([, value]) => value !== 0));
    const live = (deployment as { readonly status?: { readonly conditions?: readonly Record<string, unknown>[] } })
      .status;
    if (isDeepStrictEqual({ ...said, conditions }, { ...live, conditions: live?.conditions?.map(withoutTimes) }))
      return;
    const at = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    const timed = conditions.map((one) => {
      const before = live?.conditions?.find(({ type }) => type === one.type);
      const since = before?.['status'] === one.status ? before['lastTransitionTime'] : at;
      return { ...one, lastUpdateTime: at, lastTransitionTime: since };
    });
    await client.apply(`${pathOf(deployment)}/status`, MANAGER, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: deployment.metadata.name, namespace: deployment.metadata.namespace },
      status: { ...said, conditions: timed },
    });
  }

  return () => queue.close();
}

function condition(type: string, holds: boolean, reason: string) {
  return { type, status: holds ? 'True' : 'False', reason: `${reason}${holds ? 'Available' : 'Unavailable'}` };
}

function withoutTimes({ lastUpdateTime: _update, lastTransitionTime: _transition, ...rest }: Record<string, unknown>) {
  return rest;
}

function lackingOf({ spec }: Deployment): number {
  const said = spec.strategy?.rollingUpdate?.maxUnavailable ?? 0;
  return typeof said === 'number' ? said : Math.floor((Number.parseInt(said, 10) * (spec.replicas ?? 1)) / 100);
}

/** Of another digest than the real one's. */
function hashOf({ spec }: Deployment): string {
  return createHash('sha256').update(JSON.stringify(spec.template)).digest('hex').slice(0, 10);
}

function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}

function setOf(
  { metadata: { name, namespace = '', uid }, spec }: Deployment,
  hash: string,
  revision: number,
  replicas: number,
): [string, string, object] {
  const own = { [TEMPLATE_HASH]: hash };
  const { template, selector } = spec;
  const labels = { ...template.metadata?.labels, ...own };
  const setName = `${name}-${hash}`;
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true, blockOwnerDeletion: true };
  const object = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: setName,
      namespace,
      labels,
      annotations: { [REVISION]: String(revision) },
      ownerReferences: [owner],
    },
    spec: {
      replicas,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, ...own } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
  return [`/apis/apps/v1/namespaces/${namespace}/replicasets/${setName}`, MANAGER, object];
}

function setPath({ metadata: { namespace, name } }: ReplicaSet): string {
  return `/apis/apps/v1/namespaces/${namespace}/replicasets/${name}`;
}

function pathOf({ metadata: { namespace, name } }: Deployment): string {
  return `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
}
