// A world whose commits want what a test says, with kinds and rules of its own, over the ports that it hands in:
// planned by the planner, and carried out by the worker.
import assert from 'node:assert/strict';
import { planFleet } from '../../../lib/app/planning/plan-fleet.ts';
import { runTask } from '../../../lib/app/running/run-task.ts';
import type { FleetPorts, PlanningWorld } from '../../../lib/app/world.ts';
import type { Fleet } from '../../../lib/fleet/index.ts';
import { type FeatureLooks, type FeatureRuns, looksOf, runsOf } from '../../../lib/live/index.ts';
import { manifestKinds } from '../../../lib/manifest/index.ts';
import type { DesiredResource, Kinds } from '../../../lib/model/index.ts';
import { type FeatureRules, type Plan, type Revision, rulesOf } from '../../../lib/plan/index.ts';
import type { RunTask } from '../../../lib/ports/index.ts';
import { appliedStates, heads, plans } from '../../../lib/state/index.ts';
import { createBareRig, headOf, NEVER, OPTIONS, REPOSITORY, type Rig } from '../app/bare-rig.ts';
import { FLEET, UNIT } from '../fleet-of-two.ts';
import { manifest } from './made-up.ts';

/** So that the commit declares something, whatever is wanted. */
const ONE = `apiVersion: acme.example/v1\nkind: Widget\nmetadata: {name: one, namespace: ${UNIT}}\n`;
const FILES = new Map([['one.yaml', new TextEncoder().encode(ONE)]]);

export interface Planned {
  readonly revision: Revision;
  /** The first that is released. */
  readonly task: RunTask | undefined;
  readonly plan: Plan | undefined;
}

export interface Walk {
  readonly rig: Rig;
  readonly world: PlanningWorld;
  /** Takes a commit that wants these as head and plans it. */
  readonly push: (seq: number, wanted: readonly DesiredResource[]) => Promise<Planned>;
  readonly run: (task: RunTask | undefined) => ReturnType<typeof runTask>;
  /** Plans and runs a commit, which succeeds; planning it again then finds nothing. @returns its plan. */
  readonly carryOut: (seq: number, wanted: readonly DesiredResource[]) => Promise<Plan | undefined>;
}

export async function createWalk(
  kinds: Kinds,
  brought: {
    readonly rules?: FeatureRules;
    readonly runs?: FeatureRuns;
    readonly looks?: FeatureLooks;
    /** Of the fleet file. */
    readonly sections?: NonNullable<Fleet['features']>;
  },
  portsOf: (rig: Rig) => Promise<Partial<FleetPorts>>,
): Promise<Walk> {
  const { sections } = brought;
  let wants: readonly DesiredResource[] = [];
  const rig = createBareRig({
    features: {
      kinds: manifestKinds([manifest], {}),
      compilers: [() => ({ resources: new Map([[UNIT, wants]]), held: new Set(), secrets: [], diagnostics: [] })],
    },
    rules: rulesOf(kinds, [brought.rules ?? {}]),
    looks: looksOf([brought.looks ?? {}]),
    runs: runsOf(kinds, [brought.runs ?? {}]),
  });
  const { compute, clusters, hub, secrets } = rig;
  const ports = { compute, clusters, hub, secrets, ...(await portsOf(rig)) };
  const world = { ...rig.world, open: async () => ports };

  const walk: Walk = {
    rig,
    world,
    async push(seq, wanted) {
      wants = wanted;
      const commit = `c${seq}`;
      const fleet = { ...rig.fleet({ drift: 'heal' }), ...(sections === undefined ? {} : { features: sections }) };
      await rig.put(heads.at(FLEET), headOf(fleet, seq, commit));
      const occasion = { type: 'head', repository: REPOSITORY, commit } as const;
      const head = { name: FLEET, fleet, diagnostics: [], files: FILES, occasion, seq, inForce: fleet };
      const revision = await planFleet(world, head, NEVER);
      const [task] = rig.publisher.takeTasks().flatMap((one) => (one.type === 'run' ? [one] : []));
      const digest = revision.units.find(({ unit }) => unit === UNIT)?.plan;
      return { revision, task, plan: digest ? await rig.value(plans.at(FLEET, digest)) : undefined };
    },
    run(task) {
      if (task === undefined) throw new TypeError('nothing is released');
      return runTask(world, task, OPTIONS, NEVER);
    },
    async carryOut(seq, wanted) {
      const { task, plan } = await walk.push(seq, wanted);
      assert.equal(await walk.run(task), 'finished');
      assert.equal((await rig.value(appliedStates.at(FLEET, UNIT)))?.result, 'succeeded');
      assert.equal((await walk.push(seq + 1, wanted)).revision.verdict, 'nothing-to-do');
      return plan;
    },
  };
  return walk;
}
