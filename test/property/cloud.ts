// A cloud of a map: carries out plan steps in any order that `needs` allows, and cries out when something that is there
// refers to something that is not.
import { diff } from '../../lib/diff/index.ts';
import {
  type AppliedState,
  type DesiredResource,
  type DesiredState,
  isComputeRef,
  type ObservedState,
  type RefKey,
  referencesIn,
  type ResourceRef,
} from '../../lib/model/index.ts';
import type { Json, JsonObject } from '../../lib/core/index.ts';
import { bodyAt, makePlan, type Plan, type Step } from '../../lib/plan/index.ts';
import { KINDS } from '../../functions/wiring/kinds.ts';
import { RULES } from '../../functions/wiring/rules.ts';

export interface Standing {
  readonly ref: ResourceRef;
  readonly body: JsonObject;
  readonly maker: 'rangelight' | 'gke';
  /** What it rests on without naming it: a NEG on its Service. */
  readonly dependsOn: readonly RefKey[];
}

export type Cloud = ReadonlyMap<RefKey, Standing>;

export function observe(cloud: Cloud): ObservedState {
  const resources = [...cloud].map(([key, { ref, body }]) => {
    const ip: Record<string, Json> = ref.kind === 'address' ? { address: `ip of ${ref.name}` } : {};
    return [key, { ref, body: { ...withLiteralAddress(body), ...ip }, ours: true }] as const;
  });
  return { resources: new Map(resources), unknown: [] };
}

function withLiteralAddress(body: JsonObject): JsonObject {
  const reference = body['IPAddress'];
  return typeof reference === 'string' ? { ...body, IPAddress: `ip of ${reference.split('/').at(-1) ?? ''}` } : body;
}

export function planFor(
  desired: DesiredState,
  applied: AppliedState | undefined,
  cloud: Cloud,
): { readonly plan: Plan | undefined; readonly unresolved: number } {
  const found = diff({
    kinds: KINDS,
    desired,
    applied,
    observed: observe(cloud),
    takeover: false,
    pendingCause: 'pending',
  });
  const plan = makePlan(RULES, desired.fleet, desired.unit, found.changes);
  return { plan, unresolved: found.diagnostics.length + found.unknown.length };
}

/**
 * Carries out a plan.
 * @param pick which of the steps that may start goes next, given how many there are.
 * @returns the cloud afterwards, and every sentence about something that broke on the way.
 */
export function carryOut(
  plan: Plan,
  cloud: Cloud,
  pick: (count: number) => number,
): { readonly cloud: Cloud; readonly broken: readonly string[] } {
  const resources = new Map(cloud);
  const broken: string[] = [];
  const left = new Map(plan.steps.map((step) => [step.id, step]));
  while (left.size > 0) {
    const ready = [...left.values()].filter((step) => step.needs.every((need) => !left.has(need)));
    const step = ready[pick(ready.length)];
    if (step === undefined) return { cloud: resources, broken: [...broken, 'no step can start'] };
    left.delete(step.id);
    perform(plan, step, resources);
    for (const sentence of dangling(resources)) broken.push(`after ${step.id}: ${sentence}`);
  }
  return { cloud: resources, broken };
}

function perform(plan: Plan, { action }: Step, resources: Map<RefKey, Standing>): void {
  if (!('key' in action)) return;
  const change = plan.changes.find((one) => one.key === action.key);
  if (change === undefined) return;
  const { key, ref, maker } = change;
  if (action.type === 'delete') {
    resources.delete(key);
    collectNegs(resources);
  } else if (action.type !== 'endpoints' && action.type !== 'await-health') {
    const stage = action.type === 'apply' ? action.stage : 'final';
    const body = bodyAt(RULES, change, stage);
    const dependsOn = isComputeRef(ref) && ref.kind === 'networkEndpointGroup' ? change.needs : [];
    resources.set(key, { ref, body, maker, dependsOn });
  }
}

/** GKE removes a NEG whose Service is gone, unless a backend service still uses it. */
function collectNegs(resources: Map<RefKey, Standing>): void {
  for (const [key, { maker, dependsOn }] of resources) {
    if (maker !== 'gke' || dependsOn.every((need) => resources.has(need))) continue;
    const used = [...resources.values()].some(({ body }) => referencesIn(body).includes(key));
    if (!used) resources.delete(key);
  }
}

function dangling(resources: ReadonlyMap<RefKey, Standing>): readonly string[] {
  return [...resources].flatMap(([key, { body, dependsOn }]) =>
    [...referencesIn(body), ...dependsOn]
      .filter((need) => !resources.has(need) && isUsed(key, resources))
      .map((need) => `${key} stands on ${need}, which is not there`),
  );
}

/** A NEG that nobody uses may outlive its Service for a moment. */
function isUsed(key: RefKey, resources: ReadonlyMap<RefKey, Standing>): boolean {
  if (resources.get(key)?.ref.kind !== 'networkEndpointGroup') return true;
  return [...resources.values()].some(({ body }) => referencesIn(body).includes(key));
}

export function cloudOf(resources: readonly DesiredResource[], keyOf: (ref: ResourceRef) => RefKey): Cloud {
  return new Map(
    resources.map(({ ref, body, maker, dependsOn }) => [
      keyOf(ref),
      { ref, body, maker, dependsOn: ref.kind === 'networkEndpointGroup' ? dependsOn : [] },
    ]),
  );
}
