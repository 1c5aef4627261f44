// A world in memory for use cases: state, topics, Compute, clusters. Kinds and what features bring are handed in.
import {
  appliedStates,
  desiredStates,
  type Head,
  heads,
  latestFacts,
  openRuns,
  type Place,
  plans,
  revisions,
} from '../../../lib/state/index.ts';
import type { Facts, Fleet, Policy } from '../../../lib/fleet/index.ts';
import { runTask } from '../../../lib/app/running/run-task.ts';
import type { TaskResult, WorkerOptions } from '../../../lib/app/running/execution.ts';
import type { PlanningWorld } from '../../../lib/app/world.ts';
import { readJournal } from '../../../lib/app/records/run-journal.ts';
import { type Change, diff } from '../../../lib/diff/index.ts';
import { type JournalEntry, runIdOf } from '../../../lib/execute/index.ts';
import type { DesiredState, ObservedState } from '../../../lib/model/index.ts';
import { makePlan, type Plan, type Revision, type Rules, setApart, withoutWaiting } from '../../../lib/plan/index.ts';
import { digestOf } from '../../../lib/core/index.ts';
import { readCloud } from '../../../lib/app/cloud/read-cloud.ts';
import type { Log, RunTask, TaskMessage } from '../../../lib/ports/index.ts';
import { createFixedClock, type FixedClock } from '../../fakes/fixed-clock.ts';
import { createMemoryClusters, type MemoryClusters } from '../../fakes/memory-clusters.ts';
import { createMemoryCompute, type MemoryCompute } from '../../fakes/memory-compute.ts';
import { createMemoryFleetHub, type MemoryFleetHub } from '../../fakes/memory-fleet-hub.ts';
import { createMemoryPublisher, type MemoryPublisher } from '../../fakes/memory-publisher.ts';
import { createMemorySecrets, type MemorySecrets } from '../../fakes/memory-secrets.ts';
import { createMemoryStore, type MemoryStore } from '../../fakes/memory-store.ts';
import { EU, FLEET, OWNER, PROJECT, UNIT, US } from '../fleet-of-two.ts';

export const NEVER = new AbortController().signal;

/** Where the fleet lives. */
export const REPOSITORY = 'acme/ingress';

export const OPTIONS: WorkerOptions = {
  holder: 'worker-1',
  budgetMs: 600_000,
  leaseMs: 60_000,
  callTimeoutMs: 10_000,
  stepsAtOnce: 8,
  timings: {
    settleMs: 120_000,
    bakeMs: 300_000,
    drainMs: 60_000,
    pollMs: 5_000,
    retireAfterMs: 3_600_000,
    quietMs: 600_000,
  },
};

/** Of a project where no hosted controller is. */
const QUIET: Facts = { fleet: FLEET, clusters: {}, addresses: {}, hostedConfigCluster: null };

const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface Rig {
  readonly clock: FixedClock;
  readonly store: MemoryStore;
  readonly publisher: MemoryPublisher;
  readonly compute: MemoryCompute;
  readonly clusters: MemoryClusters;
  readonly hub: MemoryFleetHub;
  readonly secrets: MemorySecrets;
  readonly world: PlanningWorld;
  readonly fleet: (policy?: Partial<Policy>) => Fleet;
  /** Takes a commit as head, with the plan for a desired state as its revision; the task for it, when there is one. */
  head(seq: number, desired: DesiredState, policy?: Partial<Policy>): Promise<RunTask | undefined>;
  /** The cloud as it is. */
  observe(): Promise<ObservedState>;
  run(task: RunTask, options?: Partial<WorkerOptions>): Promise<TaskResult>;
  /** Any task. */
  obey(task: TaskMessage, options?: Partial<WorkerOptions>): Promise<TaskResult>;
  /** Runs a task, and again each time its wait is over. */
  runToEnd(task: RunTask, options?: Partial<WorkerOptions>): Promise<TaskResult>;
  journal(task: RunTask): Promise<readonly JournalEntry[]>;
  value<T>(place: Place<T>): Promise<T | undefined>;
  readonly put: <T>(place: Place<T>, value: T) => Promise<void>;
}

/** As the planner makes it: what may still be used is left to be retired. */
export function planBeside(
  rules: Rules,
  changes: readonly Change[],
  around: { readonly desired: DesiredState; readonly observed: ObservedState },
): Plan | undefined {
  const later = setApart(rules, changes, around);
  const toDo = withoutWaiting(rules, changes, later);
  const retires = later.flatMap((change) => (toDo.includes(change) ? change.key : []));
  return makePlan(rules, FLEET, around.desired.unit, toDo, retires);
}

/** What a rig is made with. */
export type Brought = Pick<PlanningWorld, 'features' | 'rules' | 'looks' | 'runs'>;

export function createBareRig({ features, rules, looks, runs }: Brought): Rig {
  const { kinds } = rules;
  const clock = createFixedClock();
  const store = createMemoryStore(clock, kinds);
  const publisher = createMemoryPublisher();
  const compute = createMemoryCompute(kinds);
  const clusters = createMemoryClusters(kinds);
  const hub = createMemoryFleetHub(
    [EU, US].map((link) => ({ name: link.split('/')[1] ?? '', location: 'global', link })),
  );
  const secrets = createMemorySecrets();
  for (const cluster of [EU, US]) clusters.seed(cluster, 'namespace', [{ metadata: { name: UNIT } }]);
  const world: PlanningWorld = {
    kinds,
    rules,
    looks,
    runs,
    features,
    clock,
    log: SILENT,
    store,
    publisher,
    open: async () => ({ compute, clusters, hub, secrets }),
    random: () => 0.5,
    installation: OWNER.installation,
  };
  const rig: Rig = {
    clock,
    store,
    publisher,
    compute,
    clusters,
    hub,
    secrets,
    world,
    fleet: fleetWith,
    async head(seq, desired, policy) {
      const fleet = fleetWith(policy);
      const applied = await rig.value(appliedStates.at(FLEET, UNIT));
      const observed = await rig.observe();
      const { changes } = diff({ kinds, desired, applied, observed, takeover: false, pendingCause: 'pending' });
      const plan = planBeside(rules, changes, { desired, observed });
      const commit = `commit-${seq}`;
      await rig.put(heads.at(FLEET), headOf(fleet, seq, commit));
      // As the planner reads them, where the test has none of its own.
      const known = await latestFacts.at(FLEET).look(store, NEVER);
      if (!('found' in known) || known.found === undefined) await rig.put(latestFacts.at(FLEET), QUIET);
      await rig.put(desiredStates.at(FLEET, digestOf(desired)), desired);
      await rig.put(revisions.at(FLEET, commit, 'head'), revisionOf(commit, seq, desired, plan));
      if (plan === undefined) return undefined;
      await rig.put(plans.at(FLEET, plan.digest), plan);
      const runId = runIdOf(seq, plan.digest, applied?.runId);
      return {
        type: 'run',
        fleet: FLEET,
        unit: UNIT,
        seq,
        commit,
        plan: plan.digest,
        desired: digestOf(desired),
        runId,
      };
    },
    observe: () =>
      readCloud({ installation: OWNER.installation, kinds }, fleetWith(), { compute, clusters, hub }, NEVER),
    obey: (task, options) => runTask(world, task, { ...OPTIONS, ...options }, NEVER),
    run: (task, options) => runTask(world, task, { ...OPTIONS, ...options }, NEVER),
    async runToEnd(task, options) {
      for (let turn = 0; turn < 50; turn += 1) {
        const result = await rig.run(task, options);
        if (result !== 'waiting') return result;
        const open = await rig.value(openRuns.at(FLEET, UNIT));
        clock.advance(Math.max(0, (open?.wakeAt ?? 0) - clock.now()));
      }
      return 'waiting';
    },
    journal: async (task) => (await readJournal(store, task, NEVER)) ?? [],
    value: async (place) => (await place.read(store, NEVER))?.value,
    put: (place, value) => place.update(store, () => value, NEVER),
  };
  return rig;
}

function fleetWith(policy: Partial<Policy> = {}): Fleet {
  const cluster = (link: string) => {
    const [membershipLocation = '', membership = ''] = link.split('/');
    const source = { file: 'rangelight.yaml', line: 1, column: 1 };
    return { link, membership, membershipLocation, negs: 'gke' as const, source };
  };
  return {
    name: FLEET,
    folder: '',
    project: PROJECT,
    fleetProject: PROJECT,
    network: `projects/${PROJECT}/global/networks/default`,
    primary: EU,
    backup: US,
    clusters: [cluster(EU), cluster(US)],
    manifests: ['**/*.yaml'],
    controller: 'rangelight',
    policy: { apply: 'merge', drift: 'report', maxDeletes: 20, takeover: false, ...policy },
    source: { file: 'rangelight.yaml', line: 1, column: 1 },
    nameSource: { file: 'rangelight.yaml', line: 3, column: 9 },
  };
}

/** As it is after a push of the fleet file in the root. */
export function headOf(fleet: Fleet, seq: number, commit: string): Head {
  return { seq, repository: REPOSITORY, folder: '', commit, fleet, first: fleet.policy };
}

function revisionOf(commit: string, seq: number, desired: DesiredState, plan: Plan | undefined): Revision {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, abandon: 0 };
  return {
    fleet: FLEET,
    occasion: { type: 'head', repository: REPOSITORY, commit },
    seq,
    facts: '',
    verdict: plan === undefined ? 'nothing-to-do' : 'ready',
    diagnostics: [],
    sources: { [`networking.gke.io/MultiClusterIngress/${UNIT}/one`]: { file: 'one.yaml', line: 1, column: 1 } },
    units: [
      {
        unit: UNIT,
        plan: plan?.digest ?? null,
        desired: digestOf(desired),
        counts,
        impact: 'none',
        gates: [],
        partial: false,
        unknown: [],
      },
    ],
  };
}
