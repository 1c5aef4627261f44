// Planners and timings with one guard off each: with any of them the prober must see failures, else it could not see one.
// May import: lib, its own folder.
import type { World } from '../../lib/app/index.ts';
import { runIdOf } from '../../lib/execute/index.ts';
import { digestOfPlan, type Plan, type Step } from '../../lib/plan/index.ts';
import { appliedStates, plans, revisions } from '../../lib/state/index.ts';
import type { Tree } from './harness/repository.ts';
import type { ProofOptions } from './harness/world.ts';

export interface WithoutGuard {
  readonly name: string;
  /** The scenario in which it is missed. */
  readonly scenario: string;
  readonly options: Pick<ProofOptions, 'tamper' | 'timings'>;
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
          world,
          withSteps((steps) => steps.map(atOnce)),
        ),
    },
  },
  {
    name: 'no warm-up',
    scenario: 'selector change',
    options: { tamper: (world) => withPlans(world, withSteps(withoutWarmUp)) },
  },
  // The bake is a wait too, and would cover for it.
  { name: 'settle = 0', scenario: 'selector change', options: { timings: { settle: 0, bake: 0 } } },
  // Without the time in the backend services nothing that is in flight gets to its end, however long the worker waits.
  { name: 'drain = 0', scenario: 'cluster removed', options: { timings: { drain: 0 } }, tree: withoutDraining },
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
        world,
        withSteps((steps) => withoutWarmUp(steps).map(atOnce)),
      ),
    timings: { settle: 0, bake: 0, drain: 0 },
  },
};

type Tamper = (plan: Plan) => Plan;

function withSteps(change: (steps: readonly Step[]) => readonly Step[]): Tamper {
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

function withoutWarmUp(steps: readonly Step[]): readonly Step[] {
  const isWarmUp = ({ action }: Step): boolean =>
    action.type === 'gate' || (action.type === 'apply' && action.stage === 'warm');
  return without(steps, isWarmUp);
}

function withoutFirewall(steps: readonly Step[]): readonly Step[] {
  return without(steps, ({ action }) => 'key' in action && action.key.includes('/firewalls/'));
}

function without(steps: readonly Step[], drop: (step: Step) => boolean): readonly Step[] {
  const dropped = new Set(steps.filter(drop).map(({ id }) => id));
  const kept = steps.filter((step) => !dropped.has(step.id));
  return kept.map((step) => ({ ...step, needs: step.needs.filter((need) => !dropped.has(need)) }));
}

/** The planner as it is, with something changed in each plan that it sends out. */
function withPlans(world: World, change: Tamper): World {
  const publishTask: World['publisher']['publishTask'] = async (task, signal) => {
    if (task.type !== 'run') return world.publisher.publishTask(task, signal);
    const stored = await plans.at(task.fleet, task.plan).read(world.store, signal);
    const applied = await appliedStates.at(task.fleet, task.unit).read(world.store, signal);
    const runId = (plan: string): string => runIdOf(task.seq, plan, applied?.value.runId);
    // A run that is woken has its plan already.
    if (stored === undefined || task.runId !== runId(task.plan)) return world.publisher.publishTask(task, signal);
    const { digest: _, ...body } = change(stored.value);
    const digest = digestOfPlan(body);
    await plans.at(task.fleet, digest).create(world.store, { ...body, digest }, signal);
    // The worker carries out what the head's revision says, and nothing else.
    await revisions.at(task.fleet, task.commit, 'head').update(
      world.store,
      (revision) =>
        revision && {
          ...revision,
          units: revision.units.map((unit) => (unit.plan === task.plan ? { ...unit, plan: digest } : unit)),
        },
      signal,
    );
    return world.publisher.publishTask({ ...task, plan: digest, runId: runId(digest) }, signal);
  };
  return { ...world, publisher: { ...world.publisher, publishTask } };
}
