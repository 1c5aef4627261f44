// Looks into clusters and Compute for what stops no plan: whatever cannot be read is undefined, and so many are on
// their way at once.
import pLimit from 'p-limit';
import { type JsonObject, RangelightError } from '../core/index.ts';
import type { ClusterApi, ClusterLink, ComputeRef } from '../model/index.ts';
import type { Clusters, Compute, EndpointHealth, ReadKind } from '../ports/index.ts';

const CONCURRENCY = 8;

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
  /** Whether there is any. */
  readonly has: (cluster: ClusterLink, kind: ReadKind, where: Where) => Promise<boolean | undefined>;
}

export interface HealthLook extends Look {
  /** Of the endpoints of a group, as the probes of what sends requests to it see them. */
  readonly health: (sender: ComputeRef, group: ComputeRef) => Promise<readonly EndpointHealth[] | undefined>;
}

export function lookInto(clusters: Clusters, signal: AbortSignal): Look {
  const look = looking(signal);
  return {
    read: (cluster, kind, where) => look(() => clusters.read(cluster, kind, where, signal)),
    has: (cluster, kind, where) => look(() => clusters.has(cluster, kind, where, signal)),
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
