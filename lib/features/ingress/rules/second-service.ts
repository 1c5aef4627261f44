// A backend service whose old and new groups together are more than one can hold gets a second one beside it: the new
// groups go there, it is warmed up and has to be healthy, the routes move, and the old one goes, as with every
// replacement under a second name. Which of them stands is read off the cloud, so a plan made after it finds nothing to
// do.
import { compareText, isJsonList, isJsonObject, type Json, type JsonObject } from '../../../core/index.ts';
import { servingTest } from '../../../diff/index.ts';
import {
  type AppliedState,
  type ComputeRef,
  type DesiredResource,
  type DesiredState,
  isComputeRef,
  isUnknown,
  type Kinds,
  names,
  type ObservedState,
  type RefKey,
  refKey,
  type ResourceRef,
} from '../../../model/index.ts';
import { BACKENDS_LIMIT, backendServiceView } from '../views/index.ts';

/**
 * A run that is taken over may leave one beside the one that serves, and so may the next: more than that is not ours to
 * sort out.
 */
const MOST_BESIDE = 3;

/**
 * The desired state, with each backend service under the name that it can have now; as it is when none needs another.
 */
export function withSecondServices(
  kinds: Kinds,
  desired: DesiredState,
  applied: AppliedState | undefined,
  observed: ObservedState,
): DesiredState {
  // Asked for only where two of a kind stand: it looks at the whole fleet.
  let known: ReturnType<typeof servingTest> | undefined;
  const serves = (): NonNullable<typeof known> =>
    (known ??= servingTest(kinds, observed, applied === undefined ? [] : [applied]));
  const renamed = new Map<string, string>();
  for (const { ref, body } of desired.resources) {
    if (ref.kind !== 'backendService' || !isComputeRef(ref)) continue;
    const chosen = placeOf(ref, groupsOf(body), { kinds, applied, observed, serves });
    if (chosen.name === ref.name) continue;
    renamed.set(ref.name, chosen.name);
    renamed.set(refKey(ref), refKey(chosen));
  }
  if (renamed.size === 0) return desired;
  const resources = desired.resources
    .map((resource) => withNames(resource, renamed))
    .sort((a, b) => compareText(refKey(a.ref), refKey(b.ref)));
  return { ...desired, resources };
}

interface Known {
  readonly kinds: Kinds;
  readonly applied: AppliedState | undefined;
  readonly observed: ObservedState;
  readonly serves: () => (key: RefKey) => boolean;
}

/** The one that serves, when the groups fit in; else one that stands; else the first that does not. */
function placeOf(ref: ComputeRef, groups: readonly string[], { kinds, applied, observed, serves }: Known): ResourceRef {
  const refs = [ref, ...beside(kinds, ref)];
  // Nothing is moved on the strength of what nobody could read.
  if (isUnknown(observed, ref)) return refs.find((one) => applied?.resources[refKey(one)] !== undefined) ?? ref;
  const standing = refs.flatMap((one) => observed.resources.get(refKey(one)) ?? []);
  const fitting = standing.filter(({ body }) => fits(body, groups)).map((one) => one.ref);
  const free = refs.find((one) => !observed.resources.has(refKey(one)));
  const [one, another] = fitting;
  if (another !== undefined) return fitting.find((two) => serves()(refKey(two))) ?? one ?? ref;
  return one ?? free ?? ref;
}

function beside(kinds: Kinds, ref: ComputeRef): readonly ComputeRef[] {
  return Array.from({ length: MOST_BESIDE }, (_, index) => ({
    ...ref,
    name: names.nameBeside(kinds.of(ref.kind), ref.name, index + 1),
  }));
}

function fits(standing: JsonObject, groups: readonly string[]): boolean {
  return new Set([...groupsOf(standing), ...groups]).size <= BACKENDS_LIMIT;
}

function groupsOf(body: JsonObject): readonly string[] {
  return backendServiceView(body).backends.map(({ group }) => group);
}

function withNames(resource: DesiredResource, renamed: ReadonlyMap<string, string>): DesiredResource {
  const { ref, body, dependsOn } = resource;
  return {
    ...resource,
    ref: { ...ref, name: renamed.get(ref.name) ?? ref.name },
    body: replaced(body, renamed) as JsonObject,
    dependsOn: dependsOn.map((key) => renamed.get(key) ?? key).sort(),
  };
}

/** Names carry a hash: a text that is one of them means it. */
function replaced(value: Json | undefined, renamed: ReadonlyMap<string, string>): Json | undefined {
  if (typeof value === 'string') return renamed.get(value) ?? value;
  if (isJsonList(value)) return value.map((item) => replaced(item, renamed) ?? null);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replaced(member, renamed)]));
}
