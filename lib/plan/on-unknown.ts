// What hangs together with something that could not be read: nothing of it is taken away, because what is not known may
// need it. Parts of everything that a unit wants, has on record and has in the cloud: what could not be read has no
// change, and between changes alone what stands on it would look free.
import { reach, textAt } from '../core/index.ts';
import { markedIn } from '../diff/index.ts';
import {
  type AppliedState,
  type DesiredResource,
  type DesiredState,
  isIn,
  type ObservedState,
  type RefKey,
  referencesIn,
  refKey,
  refOfPath,
  type ResourceRef,
  type UnknownPart,
} from '../model/index.ts';
import type { Rules } from './rules.ts';

export interface UnitStates {
  readonly unit: string;
  /** What is wanted of the unit, by the commit and by its open runs. */
  readonly desired: readonly DesiredState[];
  readonly applied: Pick<AppliedState, 'resources'> | undefined;
  readonly observed: ObservedState;
}

/** Keys of resources, and keys of the objects that they derive from. */
export type OnUnknown = ReadonlySet<string>;

/**
 * @param unknown what could not be read; of a cluster also where only the facts about it could not.
 * @returns all that is connected with a resource of those parts: by what refers to what, by one object that both derive
 * from, by a value that
 * one hands to the other, and by what people judge as one.
 */
export function onUnknown(rules: Rules, states: UnitStates, unknown: readonly UnknownPart[]): OnUnknown {
  const graph = new Map<string, Set<string>>();
  const found = new Set<string>();
  const join = (one: string, other: string): void => {
    graph.set(one, (graph.get(one) ?? new Set<string>()).add(other));
    graph.set(other, (graph.get(other) ?? new Set<string>()).add(one));
  };
  if (unknown.length === 0) return found;
  const note = (key: RefKey, ref: ResourceRef | undefined): void => {
    if (ref !== undefined && unknown.some((part) => isIn(part, ref))) found.add(key);
  };
  const nodes = nodesOf(states);
  const said = new Set(nodes.flatMap(({ ref, owners }) => (owners === undefined ? [] : [refKey(ref)])));
  for (const { ref, body, owners = [], dependsOn = [] } of nodes) {
    const key = refKey(ref);
    note(key, ref);
    // Of what only carries the mark nobody knows what it hangs together with.
    if (!said.has(key)) found.add(key);
    for (const other of referencesIn(body)) {
      const named = refOfPath(rules.kinds, other);
      // A network, or what else is of no kind of ours, joins nobody.
      if (named !== undefined) join(key, other);
      note(other, named);
    }
    for (const other of [...dependsOn, ...owners, ...namesOf(rules, { ref, body })]) join(key, other);
  }
  return reach(found, (at) => graph.get(at) ?? []);
}

type Node = Pick<DesiredResource, 'ref' | 'body'> & Partial<Pick<DesiredResource, 'owners' | 'dependsOn'>>;

function nodesOf({ unit, desired, applied, observed }: UnitStates): readonly Node[] {
  const said = [...desired.flatMap(({ resources }) => resources), ...Object.values(applied?.resources ?? {})];
  const named = said.flatMap(({ ref }) => observed.resources.get(refKey(ref)) ?? []);
  const marked = (markedIn(observed).get(unit) ?? []).map(([, seen]) => seen);
  return [...said, ...new Set([...named, ...marked])];
}

/** What joins resources though none refers to the other; no key is written so. */
function namesOf({ kinds, of }: Rules, { ref, body }: Node): readonly string[] {
  const handed = Object.entries(kinds.of(ref.kind).fields).flatMap(([member, { handedOver }]) =>
    handedOver === true ? (textAt(body, member) ?? []) : [],
  );
  return [...handed, of(ref.kind).together?.({ ref }) ?? []].flat().map((name) => `${ref.kind} ${name}`);
}
