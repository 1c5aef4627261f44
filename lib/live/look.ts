// Looks into clusters and Compute for what stops no plan: whatever cannot be read is undefined, and so many are on
// their way at once. A look is of one moment: the same question is asked once, and many selections of one namespace are
// made out of one answer.
import pLimit from 'p-limit';
import { type JsonObject, objectAt, RangelightError } from '../core/index.ts';
import type { ClusterApi, ClusterLink, ComputeRef } from '../model/index.ts';
import type { Clusters, Compute, EndpointHealth, ReadKind } from '../ports/index.ts';

const CONCURRENCY = 32;
/** So many selections of the objects of one namespace are asked for one by one; of all others the whole is read. */
const ALONE = 2;

interface Where {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface Look {
  /** Objects of a cluster. */
  readonly read: (
    cluster: ClusterLink,
    kind: ReadKind | ClusterApi,
    where: Where,
  ) => Promise<readonly JsonObject[] | undefined>;
}

export interface HealthLook extends Look {
  /** Of the endpoints of a group, as the probes of what sends requests to it see them. */
  readonly health: (sender: ComputeRef, group: ComputeRef) => Promise<readonly EndpointHealth[] | undefined>;
}

export function lookInto(clusters: Clusters, signal: AbortSignal): Look {
  const look = looking(signal);
  const answers = new Map<string, ReturnType<Look['read']>>();
  const selected = new Map<string, Set<string>>();
  const once: Look['read'] = (cluster, kind, where) => {
    const question = JSON.stringify([cluster, kind, where]);
    const answer = answers.get(question) ?? look(() => clusters.read(cluster, kind, where, signal));
    answers.set(question, answer);
    return answer;
  };
  return {
    async read(cluster, kind, where) {
      const { namespace, labels = {} } = where;
      if (namespace === undefined || Object.keys(labels).length === 0) return once(cluster, kind, where);
      const place = JSON.stringify([cluster, kind, namespace]);
      const selection = JSON.stringify(labels);
      const alone = selected.get(place) ?? new Set();
      selected.set(place, alone);
      if (alone.size < ALONE) alone.add(selection);
      if (alone.has(selection)) return once(cluster, kind, where);
      return (await once(cluster, kind, { namespace }))?.filter((object) => hasLabels(object, labels));
    },
  };
}

export function lookAtHealth(
  { clusters, compute }: { readonly clusters: Clusters; readonly compute: Compute },
  signal: AbortSignal,
): HealthLook {
  const look = looking(signal);
  return {
    ...lookInto(clusters, signal),
    health: (sender, group) => look(() => compute.health(sender, group, signal)),
  };
}

function hasLabels(object: JsonObject, labels: Readonly<Record<string, string>>): boolean {
  const own = objectAt(object, 'metadata', 'labels');
  return Object.entries(labels).every(([name, value]) => own[name] === value);
}

function looking(signal: AbortSignal): <T>(read: () => Promise<T>) => Promise<T | undefined> {
  const limit = pLimit(CONCURRENCY);
  return (read) =>
    limit(async () => {
      try {
        return await read();
      } catch (error) {
        if (signal.aborted || !(error instanceof RangelightError)) throw error;
        return undefined;
      }
    });
}
