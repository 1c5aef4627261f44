// A planner in somebody else's hands: it writes whatever documents the planner may write, and publishes tasks. What is
// not its to write (approvals, finished revisions, records) is denied to it.
import type { Random } from '../../../infra/emulators/kit/random.ts';
import { canonicalJson, digestOf } from '../../../lib/core/index.ts';
import type { Change } from '../../../lib/diff/index.ts';
import { runIdOf } from '../../../lib/execute/index.ts';
import { type AppliedState, type DesiredState, refKey } from '../../../lib/model/index.ts';
import { digestOfPlan, makePlan, type Plan, type PlanEnvelope } from '../../../lib/plan/index.ts';
import type { Store } from '../../../lib/ports/index.ts';
import { appliedStates, desiredStates, type Head, heads, plans, revisions } from '../../../lib/state/index.ts';
import { asSeenBy } from '../harness/rights.ts';
import type { ProofWorld } from '../harness/world.ts';
import type { Harm } from './lost-documents.ts';
import { pick } from './pick.ts';
import { RULES } from '../../../functions/wiring/rules.ts';

const NEVER = new AbortController().signal;

interface Aim {
  readonly head: Head;
  readonly applied: AppliedState;
  readonly random: Random;
}

/** What it has the worker do to a unit; undefined where nothing is left to forge. */
type Forge = (aim: Aim) => readonly Change[];

const PLOTS: Readonly<Record<string, Forge>> = {
  'everything goes': ({ applied }) => changesOf(applied, () => true, deleting),
  'one resource goes': ({ applied, random }) => {
    const key = pick(random, Object.keys(applied.resources));
    return changesOf(applied, (one) => one === key, deleting);
  },
  'what serves goes, as if it were nothing': ({ applied }) =>
    changesOf(
      applied,
      (key) => /\/(?:forwardingRules|targetHttpProxies|addresses)\//.test(key),
      (change) => ({
        ...deleting(change),
        before: {},
      }),
    ),
  'hosts go, as if there had been none': ({ applied }) =>
    changesOf(
      applied,
      (key) => key.includes('/urlMaps/'),
      ({ before, ...change }) => ({
        ...change,
        kind: 'update',
        fields: [],
        before: { ...before, hostRules: [], pathMatchers: [] },
        after: { ...before, hostRules: [], pathMatchers: [] },
      }),
    ),
  'backends go, as if there had been none': ({ applied }) =>
    changesOf(
      applied,
      (key) => key.includes('/backendServices/'),
      ({ before, ...change }) => ({
        ...change,
        kind: 'update',
        fields: [],
        before: { ...before, backends: [] },
        after: { ...before, backends: [] },
      }),
    ),
};

/** Writes one forgery and has the worker begin. */
export async function capturedPlanner(random: Random, world: ProofWorld): Promise<Harm | undefined> {
  const store = asSeenBy('planner', world.store, () => {});
  const { found } = await appliedStates.list(store, ['prod'], NEVER);
  const head = await readOr(heads.at('prod').look(store, NEVER));
  if (found.length === 0 || head === undefined) return undefined;
  const { value: applied } = pick(random, found);
  if (Object.keys(applied.resources).length === 0) return undefined;
  const kind = pick(random, [...Object.keys(PLOTS), 'a policy that allows all']);
  const plot = PLOTS[kind];
  const policy = {
    ...head.fleet.policy,
    apply: 'merge' as const,
    drift: 'heal' as const,
    maxDeletes: 10_000,
    maxCapacityLoss: 100,
    takeover: true,
  };
  const loose: Head = { ...head, seq: head.seq + 1, fleet: { ...head.fleet, policy } };
  if (plot === undefined) {
    await heads.at('prod').update(store, () => loose, NEVER);
    await announce(store, loose, []);
    world.bus.publish({ topic: 'tasks', data: { type: 'finish', fleet: 'prod' } });
  } else {
    const changes = plot({ head, applied, random });
    const isHasty = random.next() < 0.5;
    const plan = makePlan(RULES, 'prod', applied.unit, changes);
    if (plan !== undefined) await order(world, store, head, applied, isHasty ? hasty(plan) : plan);
  }
  return { kind: `captured planner: ${kind}`, met: ['worker'], told: `captured planner: ${kind}, ${applied.unit}` };
}

/** The plan is the head's, and nothing stands against it. */
async function order(world: ProofWorld, store: Store, head: Head, applied: AppliedState, plan: Plan): Promise<void> {
  const { unit } = applied;
  const gone: ReadonlySet<string> = new Set(plan.changes.filter(({ kind }) => kind === 'delete').map(({ key }) => key));
  const standing = Object.entries(applied.resources).filter(([key]) => !gone.has(key));
  const goal: DesiredState = { fleet: 'prod', unit, resources: standing.map(([, resource]) => resource) };
  const desired = digestOf(goal);
  await desiredStates.at('prod', desired).create(store, goal, NEVER);
  await plans.at('prod', plan.digest).create(store, plan, NEVER);
  await announce(store, head, [{ unit, plan: plan.digest, desired }]);
  const runId = runIdOf(head.seq, plan.digest, applied.runId);
  const { seq, commit } = head;
  world.bus.publish({
    topic: 'tasks',
    data: { type: 'run', fleet: 'prod', unit, seq, commit, plan: plan.digest, desired, runId },
  });
}

async function announce(
  store: Store,
  head: Head,
  units: readonly Pick<PlanEnvelope, 'unit' | 'plan' | 'desired'>[],
): Promise<void> {
  await revisions.at('prod', head.commit, 'head').update(
    store,
    (revision) =>
      revision && {
        ...revision,
        seq: head.seq,
        verdict: 'ready',
        diagnostics: [],
        units: units.map((one) => ({
          ...one,
          counts: { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, abandon: 0 },
          impact: 'none' as const,
          gates: [],
          partial: false,
          unknown: [],
        })),
      },
    NEVER,
  );
}

/** Nothing waits for anything. */
function hasty(plan: Plan): Plan {
  const { fleet, unit, changes } = plan;
  const content = { fleet, unit, changes, steps: plan.steps.map((step) => ({ ...step, needs: [] })) };
  return { ...content, digest: digestOfPlan(content) };
}

function changesOf(
  { resources }: AppliedState,
  isMeant: (key: string) => boolean,
  forge: (change: Change) => Change,
): readonly Change[] {
  return Object.entries(resources)
    .filter(([key]) => isMeant(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { ref, maker, owners, body }]) =>
      forge({
        key: refKey(ref),
        ref,
        maker,
        owners,
        needs: [],
        kind: 'update',
        cause: 'pending',
        fields: [],
        impact: 'none',
        why: 'it is so',
        before: JSON.parse(canonicalJson(body)) as NonNullable<Change['before']>,
      }),
    );
}

function deleting(change: Change): Change {
  return { ...change, kind: 'delete' };
}

async function readOr<T>(
  reading: Promise<{ readonly found: { readonly value: T } | undefined } | { readonly damage: unknown }>,
): Promise<T | undefined> {
  const read = await reading;
  return 'found' in read ? read.found?.value : undefined;
}
