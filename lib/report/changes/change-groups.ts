// The changes of a unit in the order in which people think: what is made in Compute for each root (a load balancer),
// then the member clusters, then each config cluster.
import type { Change } from '../../diff/index.ts';
import { FLEET_UNIT, isComputeRef, isRootObject, type Kinds, type ObjectKey } from '../../model/index.ts';
import type { Plan } from '../../plan/index.ts';

export type GroupOf =
  /**
   * Compute resources that are made for these objects, under the heading of their kinds; more than one object share
   * them.
   */
  | { readonly type: 'roots'; readonly heading: string; readonly roots: readonly ObjectKey[] }
  /** Compute resources that are made for no root: the firewall rule, or leftovers. */
  | { readonly type: 'compute' }
  | { readonly type: 'member-clusters' }
  /** More than one when they get exactly the same. */
  | { readonly type: 'config-clusters'; readonly clusters: readonly string[] };

export interface ChangeGroup {
  readonly of: GroupOf;
  readonly changes: readonly Change[];
}

const ORDER: readonly GroupOf['type'][] = ['roots', 'compute', 'member-clusters', 'config-clusters'];

export function groupsOf(kinds: Kinds, changes: readonly Change[]): readonly ChangeGroup[] {
  const groups = new Map<string, { readonly of: GroupOf; readonly changes: Change[] }>();
  for (const change of changes) {
    const of = groupOf(kinds, change);
    const id = `${ORDER.indexOf(of.type)} ${JSON.stringify(of)}`;
    const group = groups.get(id) ?? { of, changes: [] };
    group.changes.push(change);
    groups.set(id, group);
  }
  const sorted = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { of, changes: own }]) => ({ of, changes: own.sort((a, b) => position(kinds, a) - position(kinds, b)) }));
  return withTwinsTogether(sorted);
}

/** The config clusters hold copies: what is the same in both is told once, with the changes of the first. */
function withTwinsTogether(groups: readonly ChangeGroup[]): readonly ChangeGroup[] {
  const told: ChangeGroup[] = [];
  const twins = new Map<string, number>();
  for (const group of groups) {
    const { of } = group;
    const what = of.type === 'config-clusters' ? JSON.stringify(group.changes.map(withoutCluster)) : undefined;
    const index = what === undefined ? undefined : twins.get(what);
    const twin = index === undefined ? undefined : told[index];
    if (of.type === 'config-clusters' && index !== undefined && twin?.of.type === 'config-clusters') {
      told[index] = { ...twin, of: { ...of, clusters: [...twin.of.clusters, ...of.clusters] } };
      continue;
    }
    if (what !== undefined) twins.set(what, told.length);
    told.push(group);
  }
  return told;
}

function withoutCluster({ ref, kind, why, impact, fields, after }: Change): unknown {
  return { kind, why, impact, fields, after, of: [ref.kind, 'namespace' in ref ? ref.namespace : '', ref.name] };
}

/** From the front end to the endpoints, as a request travels. */
function position(kinds: Kinds, { ref }: Change): number {
  return (isComputeRef(ref) ? kinds.ofCompute(ref.kind).reportPlace : undefined) ?? -1;
}

function groupOf(kinds: Kinds, change: Change): GroupOf {
  const { ref } = change;
  if (!isComputeRef(ref)) {
    const type = kinds.ofCluster(ref.kind).reportGroup;
    return type === 'member-clusters' ? { type } : { type, clusters: [ref.cluster] };
  }
  const roots = change.owners.filter((owner) => isRootObject(kinds, owner));
  if (roots.length === 0) return { type: 'compute' };
  return { type: 'roots', heading: kinds.ofCompute(ref.kind).reportGroup, roots };
}

/** Whether a plan is of what belongs to the whole fleet. */
export function isFleetWide(plan: Plan): boolean {
  return plan.unit === FLEET_UNIT;
}
