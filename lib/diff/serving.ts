// What traffic passes through now: everything that a root (a forwarding rule) reaches, and the derived Services behind
// the groups. A newcomer that is only warmed up serves nobody.
import { isJsonList, type Json, type JsonObject, oncePer, reach, textAt } from '../core/index.ts';
import {
  type AppliedState,
  type FieldRule,
  hasEndpoints,
  isComputeRef,
  type Kinds,
  type ObservedResource,
  type ObservedState,
  referencesIn,
  type RefKey,
} from '../model/index.ts';

/**
 * Tells what serves, by what was seen and by what we know of the groups' Services. Without any record of what we wrote
 * we do not know which Services stand behind groups: then everything counts as serving.
 */
export function servingTest(
  kinds: Kinds,
  observed: ObservedState,
  applied: Iterable<Pick<AppliedState, 'resources'>>,
): (key: RefKey) => boolean {
  const known = new Map([...applied].flatMap(({ resources }) => Object.entries(resources)));
  const reached = reachedIn(kinds)(observed);
  // A group's body names no Service. Of all others the record tells less than the body: a URL map's has its warm-up in
  // it.
  const servicesOf = (key: RefKey): readonly RefKey[] =>
    isGroup(kinds, observed.resources.get(key)) ? (known.get(key)?.dependsOn ?? []) : [];
  const first = [...known.keys()].flatMap((key) => (reached.has(key) ? servicesOf(key) : []));
  const behind = reach(first, (key) => [...referredFrom(kinds, observed, key), ...servicesOf(key)]);
  return (key) => reached.has(key) || behind.has(key) || known.size === 0;
}

/** What a root reaches by what was seen alone. */
const reachedIn = oncePer((kinds: Kinds) =>
  oncePer((observed: ObservedState): ReadonlySet<RefKey> => {
    const isRoot = ({ ref }: ObservedResource): boolean =>
      isComputeRef(ref) && kinds.ofCompute(ref.kind).isRoot === true;
    const roots = [...observed.resources].filter(([, seen]) => isRoot(seen)).map(([key]) => key);
    return reach(roots, (key) => referredFrom(kinds, observed, key));
  }),
);

function isGroup(kinds: Kinds, seen: ObservedResource | undefined): boolean {
  return seen !== undefined && hasEndpoints(kinds, seen.ref);
}

function referredFrom(kinds: Kinds, { resources }: ObservedState, key: RefKey): readonly RefKey[] {
  const seen = resources.get(key);
  return seen === undefined ? [] : referencesIn(forward(kinds, seen));
}

/** Without the back-references that the server adds, and without what is only warmed up. */
function forward(kinds: Kinds, { ref, body }: ObservedResource): JsonObject {
  const { users: _users, usedBy: _usedBy, ...kept } = body;
  const { fields } = kinds.of(ref.kind);
  const standing = Object.entries(kept).map(([name, value]) => [name, withoutTemporary(value, fields[name]?.items)]);
  return Object.fromEntries(standing) as JsonObject;
}

function withoutTemporary(value: Json | undefined, items: FieldRule['items']): Json | undefined {
  const prefix = items?.temporary;
  if (items === undefined || prefix === undefined || !isJsonList(value)) return value;
  return value.filter((one) => textAt(one, items.key)?.startsWith(prefix) !== true);
}
