// Planners and timings with one guard off each: with any of them the prober must see failures, else it could not see
// one.
import type { World } from '../../lib/app/world.ts';
import { RangelightError } from '../../lib/core/index.ts';
import { digestOfPlan, type Plan, type Step } from '../../lib/plan/index.ts';
import type { Bucket } from '../../lib/ports/index.ts';
import { entryNumber, journalEntries, openRuns, plans } from '../../lib/state/index.ts';
import type { Tree } from './harness/repository.ts';
import type { ProofOptions } from './harness/world.ts';

export interface WithoutGuard {
  readonly name: string;
  /** The scenario in which it is missed. */
  readonly scenario: string;
  readonly options: Pick<ProofOptions, 'tamper' | 'timings' | 'seed'>;
  /** Nothing is ever reached without it; else what fails has served before. */
  readonly neverServes?: true;
  /** Changes what is pushed. */
  readonly tree?: (tree: Tree) => Tree;
}

export const WITHOUT_GUARDS: readonly WithoutGuard[] = [
  {
    name: 'unsafe order',
    scenario: 'selector change',
    options: {
      tamper: (world) =>
        withPlans(
          withoutRetiring(world),
          withSteps((steps) => steps.map(atOnce)),
        ),
    },
  },
  {
    name: 'no warm-up',
    scenario: 'selector change',
    // With this seed an edge knows the URL map before it knows who is healthy.
    options: { seed: 2, tamper: (world) => withPlans(world, withSteps(withoutWarmUp)) },
  },
  // The bake is a wait too, and would cover for it.
  {
    name: 'settle = 0',
    scenario: 'selector change',
    options: { timings: { settleMs: 0, bakeMs: 0 }, tamper: withoutRetiring },
  },
  // Without the time in the backend services nothing that is in flight gets to its end, however long the worker waits.
  {
    name: 'drain = 0',
    scenario: 'cluster removed',
    options: { timings: { drainMs: 0 }, tamper: withoutRetiring },
    tree: withoutDraining,
  },
  {
    name: 'no firewall rule',
    scenario: 'selector change',
    options: { tamper: (world) => withPlans(world, withSteps(withoutFirewall)) },
    neverServes: true,
  },
];

/** What a planner does that waits for nothing but the API's own refusals. */
export const NAIVE: WithoutGuard = {
  name: 'naive',
  scenario: 'selector change',
  options: {
    tamper: (world) =>
      withPlans(
        withoutRetiring(world),
        withSteps((steps) => withoutWarmUp(steps).map(atOnce)),
      ),
    timings: { settleMs: 0, bakeMs: 0, drainMs: 0 },
  },
};

/** Every plan takes away what it replaces, as soon as its own waits are over: evidence makes up for none of them. */
export function withoutRetiring(world: World): World {
  const { rules } = world;
  const of: World['rules']['of'] = (kind) => {
    const { servedBy: _, ...rest } = rules.of(kind);
    return rest;
  };
  return { ...world, rules: { ...rules, of } };
}

type Tamper = (plan: Plan) => Plan;

export function withSteps(change: (steps: readonly Step[]) => readonly Step[]): Tamper {
  return (plan) => ({ ...plan, steps: change(plan.steps) });
}

/** By a BackendConfig, as a user could. */
function withoutDraining(tree: Tree): Tree {
  const hasty = {
    apiVersion: 'cloud.google.com/v1',
    kind: 'BackendConfig',
    metadata: { name: 'hasty', namespace: 'blue' },
    spec: { connectionDraining: { drainingTimeoutSec: 0 } },
  };
  const annotations = { 'cloud.google.com/backend-config': '{"default":"hasty"}' };
  const services = Object.entries(tree).flatMap(([path, text]) => {
    if (!path.startsWith('manifests/service-')) return [];
    const service = JSON.parse(text) as { readonly metadata: object };
    return [[path, JSON.stringify({ ...service, metadata: { ...service.metadata, annotations } })] as const];
  });
  return { ...tree, ...Object.fromEntries(services), 'manifests/hasty.yaml': JSON.stringify(hasty) };
}

/** What is taken away waits for nothing. */
function atOnce(step: Step): Step {
  return step.phase === 'contract' ? { ...step, needs: [] } : step;
}

export function withoutWarmUp(steps: readonly Step[]): readonly Step[] {
  const isWarmUp = ({ action }: Step): boolean =>
    action.type === 'await-health' || (action.type === 'apply' && action.stage === 'warm');
  return without(steps, isWarmUp);
}

function withoutFirewall(steps: readonly Step[]): readonly Step[] {
  return without(steps, ({ action }) => 'key' in action && action.key.includes('/firewalls/'));
}

export function without(steps: readonly Step[], drop: (step: Step) => boolean): readonly Step[] {
  const dropped = new Set(steps.filter(drop).map(({ id }) => id));
  const kept = steps.filter((step) => !dropped.has(step.id));
  return kept.map((step) => ({ ...step, needs: step.needs.filter((need) => !dropped.has(need)) }));
}

/**
 * With something changed in each plan after the worker has looked at it, when its run begins: the worker carries out no
 * plan with other steps than its changes ask for. It dies there, and the next one goes on with the other plan.
 */
export function withPlans(world: World, change: Tamper): World {
  const write: Bucket['write'] = async (key, text, generation, signal) => {
    const written = await world.store.state.write(key, text, generation, signal);
    const [fleet, unit, , number] = journalEntries.partsOf(key) ?? [];
    if (fleet === undefined || unit === undefined || number !== entryNumber(0)) return written;
    const open = await openRuns.at(fleet, unit).read(world.store, signal);
    const plan = open && (await plans.at(fleet, open.value.plan).read(world.store, signal));
    if (plan === undefined) return written;
    const { digest: _, ...body } = change(plan.value);
    const digest = digestOfPlan(body);
    await plans.at(fleet, digest).create(world.store, { ...body, digest }, signal);
    await openRuns.at(fleet, unit).update(world.store, (run) => run && { ...run, plan: digest }, signal);
    throw new RangelightError('unavailable', 'storage', 'the worker dies');
  };
  return { ...world, store: { ...world.store, state: { ...world.store.state, write } } };
}
