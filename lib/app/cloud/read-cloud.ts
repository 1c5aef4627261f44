// Reads everything that a fleet's plan is compared with: Compute by list per kind, each cluster by list per kind.
// A failure is a reading too.
import pLimit from 'p-limit';
import { isFailure, RangelightError } from '../../core/index.ts';
import { asksFor, type Fleet } from '../../fleet/index.ts';
import {
  type AppliedState,
  type ClusterKindDefinition,
  type ClusterLink,
  type KindDefinition,
  type KindId,
  type Kinds,
  MANAGED_BY,
  type ObservedState,
} from '../../model/index.ts';
import { observe, type Reading } from '../../observe/index.ts';
import { loadApplied } from '../records/applied.ts';
import { formerConfigClusters } from './former-config-clusters.ts';
import type { FleetPorts, World } from '../world.ts';

const CONCURRENCY = 16;

/** As `readCloud`, and of former config clusters what is still there by the records of the units. */
export async function readCloudOf(
  world: Pick<World, 'installation' | 'kinds' | 'store'>,
  fleet: Fleet,
  ports: FleetPorts,
  signal: AbortSignal,
): Promise<ObservedState> {
  const { applied } = await loadApplied(world.store, fleet.name, signal);
  const recorded = { configs: formerConfigClusters(world.kinds, fleet, applied), kinds: kindsIn(applied) };
  return readCloud(world, fleet, ports, signal, recorded);
}

/** What is read because it is on record, though the fleet file asks for it no more. */
interface Recorded {
  /** Members that hold copies although they are no config clusters any more. */
  readonly configs: ReadonlySet<ClusterLink>;
  readonly kinds: ReadonlySet<KindId>;
}

const NOTHING: Recorded = { configs: new Set(), kinds: new Set() };

function kindsIn(applied: ReadonlyMap<string, AppliedState>): ReadonlySet<KindId> {
  return new Set([...applied.values()].flatMap(({ resources }) => Object.values(resources).map(({ ref }) => ref.kind)));
}

/** @param installation of `world`: whose marks count as ours. */
export async function readCloud(
  { installation, kinds }: Pick<World, 'installation' | 'kinds'>,
  fleet: Fleet,
  ports: FleetPorts,
  signal: AbortSignal,
  recorded: Recorded = NOTHING,
): Promise<ObservedState> {
  return observe(kinds, { installation, fleet: fleet.name }, await readParts(kinds, fleet, ports, signal, recorded));
}

/** What was read, not yet judged as to whose it is. */
export async function readParts(
  kinds: Kinds,
  fleet: Fleet,
  ports: FleetPorts,
  signal: AbortSignal,
  recorded: Recorded = NOTHING,
): Promise<readonly Reading[]> {
  const configs = new Set([fleet.primary, fleet.backup, ...recorded.configs]);
  const limit = pLimit(CONCURRENCY);
  const isAskedFor = ({ id, section }: KindDefinition): boolean => asksFor(fleet, section) || recorded.kinds.has(id);
  const compute = kinds.compute.filter(isAskedFor).map(({ id }) => limit(() => readCompute(fleet, ports, id, signal)));
  const inClusters = kinds.cluster.filter(isAskedFor);
  const clusters = fleet.clusters.map(({ link }) =>
    limit(() => readCluster(inClusters, ports, link, configs.has(link), signal)),
  );
  return (await Promise.all([...compute, ...clusters])).flat();
}

async function readCompute(fleet: Fleet, ports: FleetPorts, kind: KindId, signal: AbortSignal): Promise<Reading> {
  try {
    const { items, unreachable } = await ports.compute.list(kind, fleet.project, signal);
    return { part: 'compute', kind, items, unreachable };
  } catch (error) {
    return { part: 'compute', kind, failed: reasonOf(error, signal) };
  }
}

/**
 * Its kinds side by side: one that cannot be read says nothing of the others, and a cluster that is away is waited for
 * once.
 */
function readCluster(
  kinds: readonly ClusterKindDefinition[],
  ports: FleetPorts,
  cluster: ClusterLink,
  isConfig: boolean,
  signal: AbortSignal,
): Promise<readonly Reading[]> {
  const asked = kinds.filter(({ observed }) => observed?.where === 'members' || (observed !== undefined && isConfig));
  return Promise.all(
    asked.map(async ({ id: kind, observed }): Promise<Reading> => {
      try {
        const items = await ports.clusters.list(cluster, kind, observed?.which === 'marked' ? MANAGED_BY : {}, signal);
        return { part: 'cluster', cluster, kind, items };
      } catch (error) {
        const refused = isFailure(error, 'denied') ? ({ refused: true } as const) : {};
        return { part: 'cluster', cluster, kind, failed: reasonOf(error, signal), ...refused };
      }
    }),
  );
}

/** Only what an outside system said becomes a reading; a bug or an abort goes on up. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted || !(error instanceof RangelightError)) throw error;
  return error.message;
}
