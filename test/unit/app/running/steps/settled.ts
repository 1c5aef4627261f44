// A fleet whose first revision is applied, and tasks for it that anybody could have published.
import { EVERY_GATE } from '../../../../../functions/wiring/codes.ts';
import { expect } from 'vitest';
import { readCloud } from '../../../../../lib/app/cloud/read-cloud.ts';
import { runTask } from '../../../../../lib/app/running/run-task.ts';
import { digestOf } from '../../../../../lib/core/index.ts';
import { type Change, diff } from '../../../../../lib/diff/index.ts';
import { runIdOf } from '../../../../../lib/execute/index.ts';
import type { Policy } from '../../../../../lib/fleet/index.ts';
import { type DesiredState, refOfPath } from '../../../../../lib/model/index.ts';
import { makePlan, type Plan, type PlanEnvelope, type Revision } from '../../../../../lib/plan/index.ts';
import type { RunTask } from '../../../../../lib/ports/index.ts';
import {
  appliedStates,
  desiredStates,
  heads,
  plans,
  revisions,
  type Sightings,
  sightings,
} from '../../../../../lib/state/index.ts';
import { balancer, desiredOf, EU, FLEET, UNIT, US } from '../../../balancer.ts';
import { createRig, NEVER, OPTIONS, planBeside, REPOSITORY, type Rig } from '../../rig.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { RULES } from '../../../../../functions/wiring/rules.ts';

export const one = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'] });
export const first = desiredOf(one.resources);
export const more = desiredOf(
  balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example', 'b.example'] }).resources,
);
export const fewer = desiredOf(balancer({ name: 'one', clusters: [EU, US] }).resources);
export const ALICE = { by: 'alice', reason: 'seen', opens: EVERY_GATE };

/** A fleet whose head, the first revision, is applied: there is nothing left to do. */
export async function settled(policy: Partial<Policy> = {}): Promise<Rig> {
  const rig = createRig();
  const task = await rig.head(1, first, policy);
  if (task === undefined) throw new TypeError('the first revision has a plan');
  expect(await rig.runToEnd(task)).toBe('finished');
  expect(await rig.head(1, first, policy)).toBeUndefined();
  rig.publisher.takeRevisions();
  return rig;
}

/**
 * The plan towards a state as things are, stored as one that somebody proposed is; the head does not list it. What
 * somebody changed by hand was seen twice.
 */
export async function planTowards(rig: Rig, desired: DesiredState, takeover = false): Promise<Plan> {
  const applied = await rig.value(appliedStates.at(FLEET, UNIT));
  const observed = await readCloud(rig.world, rig.fleet(), rig, NEVER);
  const { changes } = diff({ kinds: KINDS, desired, applied, observed, takeover, pendingCause: 'fact' });
  await rig.put(desiredStates.at(FLEET, digestOf(desired)), desired);
  const plan = planBeside(RULES, changes, { desired, observed });
  if (plan === undefined) throw new TypeError('there is something to do');
  await rig.put(plans.at(FLEET, plan.digest), plan);
  const { runId } = await taskFor(rig, plan, digestOf(desired));
  await rig.put(sightings.at(FLEET, UNIT), healedBy(runId, changes));
  return plan;
}

/** What the sweep notes before it has drift put back. */
export function healedBy(runId: string, changes: readonly Change[]): Sightings {
  const drifted = changes.filter(({ cause }) => cause === 'drift');
  const healed = Object.fromEntries(drifted.map(({ key }) => [key, [{ runId, at: 0 }]]));
  return { unit: UNIT, commit: 'commit-1', seen: {}, healed };
}

export async function store(rig: Rig, changes: readonly Change[], unit = UNIT): Promise<Plan> {
  const plan = makePlan(RULES, FLEET, unit, changes);
  if (plan === undefined) throw new TypeError('there is something to do');
  await rig.put(plans.at(FLEET, plan.digest), plan);
  return plan;
}

/** A task at the head that is right in everything but what it is for. */
export async function taskFor(
  rig: Rig,
  { digest }: Pick<Plan, 'digest'>,
  desired: string,
  unit = UNIT,
): Promise<RunTask> {
  const head = await rig.value(heads.at(FLEET));
  const applied = await rig.value(appliedStates.at(FLEET, unit));
  const { seq, commit } = head ?? { seq: 0, commit: '' };
  const runId = runIdOf(seq, digest, applied?.runId);
  return { type: 'run', fleet: FLEET, unit, seq, commit, plan: digest, desired, runId };
}

/** Changes what the head's revision says of itself, or of its unit. */
export async function revise(
  rig: Rig,
  unit: Partial<PlanEnvelope>,
  others: readonly PlanEnvelope[] = [],
  more: Partial<Revision> = {},
): Promise<Revision> {
  const head = await rig.value(heads.at(FLEET));
  const place = revisions.at(FLEET, head?.commit ?? '', 'head');
  const revision = await rig.value(place);
  if (revision === undefined) throw new TypeError('the head was planned');
  const units = [...revision.units.map((own) => ({ ...own, ...unit })), ...others];
  await rig.put(place, { ...revision, units, ...more });
  return revision;
}

/** How much was asked of the cloud. */
export const writes = (rig: Rig) => rig.compute.asked.length + rig.clusters.mutations.length;

/** Why a task is not carried out; nothing is written for it, and a plan of what the head asks for is asked for. */
export async function refusal(rig: Rig, task: RunTask): Promise<unknown> {
  const told: unknown[] = [];
  const log = { ...rig.world.log, warn: ({ why }: { readonly why?: unknown }) => void told.push(why) };
  const before = writes(rig);
  rig.publisher.takeRevisions();
  expect(await runTask({ ...rig.world, log }, task, OPTIONS, NEVER)).toBe('ignored');
  expect(writes(rig)).toBe(before);
  expect(await rig.journal(task)).toEqual([]);
  expect(rig.publisher.takeRevisions()).toMatchObject([
    { type: 'facts', repository: REPOSITORY, delivery: expect.stringMatching(/^unreleased-prod-/) },
  ]);
  expect(told).toHaveLength(1);
  return told[0];
}

/** Somebody changes the load balancer by hand: its hosts are gone. */
export function meddle(rig: Rig): void {
  const ref = refOfPath(KINDS, one.keys.urlMap);
  if (ref !== undefined)
    rig.compute.put(ref, { ...rig.compute.body(one.keys.urlMap), hostRules: [], pathMatchers: [] });
}
