// Pods move without anybody merging anything: what hangs on resources the sweep compares itself. What stands to be
// retired is kept up like what is wanted: requests may still reach it.
import { RangelightError } from '../../core/index.ts';
import type { Change } from '../../diff/index.ts';
import {
  type ClusterLink,
  type DesiredResource,
  isComputeRef,
  isUnknown,
  type ObservedState,
  refKey,
} from '../../model/index.ts';
import type { Runs } from '../../live/index.ts';
import type { FleetPorts } from '../world.ts';

export interface EndpointChanges {
  readonly changes: readonly Change[];
  /** Clusters with a group whose endpoints cannot be compared now. */
  readonly unread: readonly ClusterLink[];
}

/** @param resources those that are wanted, and those that stand until they are retired. */
export async function endpointChanges(
  runs: Runs,
  resources: readonly DesiredResource[],
  observed: ObservedState,
  ports: FleetPorts,
  signal: AbortSignal,
): Promise<EndpointChanges> {
  const changes: Change[] = [];
  const unread: ClusterLink[] = [];
  for (const resource of resources) {
    const { ref, endpoints: source } = resource;
    const key = refKey(ref);
    const { companion } = runs.of(ref.kind);
    if (source === undefined || companion === undefined || !isComputeRef(ref)) continue;
    const isUnread = isUnknown(observed, ref);
    if (isUnread) unread.push(source.cluster);
    // Neither what is not there nor what is somebody else's.
    if (isUnread || observed.resources.get(key)?.ours !== true) continue;
    try {
      const why = await companion.differs(ref, source, ports, signal);
      if (why === undefined) continue;
      changes.push({
        key,
        ref,
        kind: 'update',
        cause: 'fact',
        maker: 'rangelight',
        owners: resource.owners,
        needs: [],
        fields: [],
        impact: 'none',
        why,
        after: resource.body,
        endpoints: source,
      });
    } catch (error) {
      // The cluster cannot be read: its endpoints stay as they are, health checks decide.
      if (signal.aborted || !(error instanceof RangelightError)) throw error;
      unread.push(source.cluster);
    }
  }
  return { changes, unread };
}
