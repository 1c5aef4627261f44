// What a plan takes away of the capacity that serves: ready endpoints of each MultiClusterService before and after,
// over all clusters. Planner and worker both ask. What cannot be read is not counted: a plan of which part is unknown
// shrinks nothing.
import { objectAt, oncePer } from '../../../core/index.ts';
import { membersOf } from '../../../fleet/index.ts';
import { type ClusterLink, type ClusterRef, isComputeRef, type ObjectKey, refKey } from '../../../model/index.ts';
import type { Look, Moving } from '../../../live/index.ts';
import type { Gate } from '../../../plan/index.ts';
import { readyInSlices, readyPods, serviceAmong } from './ready-endpoints.ts';

/** Of what serves, in percent: what may go without an approval where the fleet file says nothing. */
export const MAX_CAPACITY_LOSS = 25;

/** One gate for each service that loses too much, in the order of their names. */
export async function capacityGates(moving: Moving, look: Look): Promise<readonly Gate[]> {
  const most = moving.maxLossPercent ?? MAX_CAPACITY_LOSS;
  const gates = [...servicesIn(moving)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(async ([object, moves]) => {
      const counts = await Promise.all(
        moves.map(async ({ now, next }) => {
          const where = now.namespace === undefined ? {} : { namespace: now.namespace };
          const before = readyInSlices(await look.read(now.cluster, 'endpointSlice', where), now.name);
          if (before === null) return { before: 0, after: 0 };
          if (next === 'same') return { before, after: before };
          if (next === 'gone') return { before, after: 0 };
          return {
            before,
            after: readyPods(await look.read(now.cluster, 'pod', { ...where, labels: next })) ?? before,
          };
        }),
      );
      const [before, after] = [sum(counts.map((one) => one.before)), sum(counts.map((one) => one.after))];
      const loss = before === 0 ? 0 : ((before - after) / before) * 100;
      return loss > most ? [gateOf(object, before, after, most)] : [];
    });
  return (await Promise.all(gates)).flat();
}

interface Move {
  readonly now: ClusterRef;
  /** `gone`; `same`; or the pods that are selected from then on. */
  readonly next: 'gone' | 'same' | Readonly<Record<string, string>>;
}

/** Services that serve, stay, and are touched; with what becomes of them in each cluster. */
function servicesIn({ fleet, changes, standing, serves }: Moving): ReadonlyMap<ObjectKey, readonly Move[]> {
  const members = membersOf(fleet);
  const derived = changes.flatMap((change) => {
    const object = serviceAmong(change.owners);
    return object === undefined || isComputeRef(change.ref) || change.ref.kind !== 'service'
      ? []
      : [{ ...change, object, ref: change.ref }];
  });
  const found = new Map<ObjectKey, Map<ClusterLink, Move>>();
  const serving = new Set<ObjectKey>();
  const all = derivedAmong(standing);
  const concerned = new Set(changes.flatMap(({ owners }) => serviceAmong(owners) ?? []));
  for (const [object, ref] of [...concerned].flatMap((one) => all.get(one) ?? [])) {
    if (serves(refKey(ref))) serving.add(object);
    const moves = found.get(object) ?? new Map<ClusterLink, Move>();
    found.set(object, moves);
    if (moves.has(ref.cluster)) continue;
    const own = derived.filter((change) => change.object === object && change.ref.cluster === ref.cluster);
    const made = own.find(({ kind }) => kind !== 'delete' && kind !== 'abandon');
    const isGone = !members.has(ref.cluster) || (made === undefined && own.length > 0);
    const selector = objectAt(made?.after ?? {}, 'spec', 'selector') as Readonly<Record<string, string>>;
    moves.set(ref.cluster, { now: ref, next: isGone ? 'gone' : made === undefined ? 'same' : selector });
  }
  const touched = [...found].filter(([object, moves]) => {
    const all = [...moves.values()];
    // A service that goes altogether takes its routes along, which have gates of their own.
    return serving.has(object) && all.some(({ next }) => next !== 'same') && all.some(({ next }) => next !== 'gone');
  });
  return new Map(touched.map(([object, moves]) => [object, [...moves.values()]]));
}

/** Of a unit, whose parts are asked one by one. */
const derivedAmong = oncePer(
  (standing: Moving['standing']): ReadonlyMap<ObjectKey, readonly (readonly [ObjectKey, ClusterRef])[]> => {
    const derived = standing.flatMap(({ ref, owners }) => {
      const object = serviceAmong(owners);
      return object === undefined || isComputeRef(ref) || ref.kind !== 'service' ? [] : [[object, ref] as const];
    });
    return Map.groupBy(derived, ([object]) => object);
  },
);

function gateOf(object: ObjectKey, before: number, after: number, most: number): Gate {
  const [, , namespace, name] = object.split('/');
  const message = `would take capacity away from ${namespace}/${name}: ${before} → ${after} ready; policy.maxCapacityLoss allows ${most} %`;
  return { code: 'capacity-shrinks', message };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
