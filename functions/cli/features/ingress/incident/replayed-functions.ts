// Planner, worker and drift of a replay: the same use cases, on an emulated cloud and its clock. Messages come once,
// one after the other, and are tried again when they fail.
import { createCompute } from '../../../../../lib/adapters/compute/index.ts';
import { createFleetHub } from '../../../../../lib/adapters/gkehub/index.ts';
import { createClusters } from '../../../../../lib/adapters/kubernetes/index.ts';
import { createMonitoring } from '../../../../../lib/adapters/monitoring/index.ts';
import { planRevision } from '../../../../../lib/app/planning/index.ts';
import { runTask } from '../../../../../lib/app/running/index.ts';
import { sweep } from '../../../../../lib/app/sweeping/index.ts';
import { approve } from '../../../../../lib/app/words/index.ts';
import type { FleetPorts, World } from '../../../../../lib/app/world.ts';
import type { Tree } from '../../../../../lib/core/index.ts';
import type { Fleet } from '../../../../../lib/fleet/index.ts';
import type { Log, RevisionHint, TaskMessage } from '../../../../../lib/ports/index.ts';
import { revisions } from '../../../../../lib/state/index.ts';
import { EVERY_GATE } from '../../../../wiring/codes.ts';
import { FEATURES } from '../../../../wiring/features.ts';
import { KINDS } from '../../../../wiring/kinds.ts';
import { LOOKS } from '../../../../wiring/looks.ts';
import { RULES } from '../../../../wiring/rules.ts';
import { RUNS } from '../../../../wiring/runs.ts';
import { bucketsInMemory } from './buckets.ts';
import type { EmulatedCloud } from './emulated-cloud.ts';
import { pushedRepository } from './repository.ts';

const REPOSITORY = 'local/replay';
const TICK_MS = 60_000;
const AGAIN_MS = 10_000;
const MOST_TRIES = 8;
/** Real milliseconds: a call in one process that takes so long never ends. */
const CALL_TIMEOUT_MS = 60_000;
/** As a deployment has them, and as a run has them where a fleet file says nothing else. */
const TIMINGS = {
  settleMs: 120_000,
  bakeMs: 60_000,
  drainMs: 60_000,
  pollMs: 5_000,
  retireAfterMs: 3_600_000,
  quietMs: 600_000,
};
const WORKER = { budgetMs: 540_000, leaseMs: 60_000, callTimeoutMs: 10_000, stepsAtOnce: 63, timings: TIMINGS };
const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

export interface ReplayedFunctions {
  /** Merges a tree. Every gate that its plans meet is opened: what is asked is what happens then. */
  push(tree: Tree): void;
  /** What was given up, in words; empty: nothing. */
  readonly failures: readonly string[];
  /** What kept a function from its work last, in words, also where trying again helped. */
  lastError(): string | undefined;
  stop(): void;
}

/** Takes global fetch for as long as it is not stopped. */
export async function replayedFunctions(
  cloud: EmulatedCloud,
  fleet: Fleet,
  signal: AbortSignal,
): Promise<ReplayedFunctions> {
  const { clock, origins } = cloud;
  const platform = globalThis.fetch;
  globalThis.fetch = cloud.fetch;
  const store = bucketsInMemory(clock);
  const repository = pushedRepository();
  const failures: string[] = [];
  const planned = new Set<string>();
  let last = Promise.resolve();
  let lastError: string | undefined;
  let holders = 0;
  let deliveries = 0;

  const ports = await portsOf(cloud, fleet);
  const world: World = {
    kinds: KINDS,
    rules: RULES,
    looks: LOOKS,
    runs: RUNS,
    clock,
    log: SILENT,
    store,
    publisher: {
      publishRevision: (hint) => Promise.resolve(queue(() => plan(hint))),
      publishTask: (task) => Promise.resolve(queue(() => work(task))),
      publishReport: () => Promise.resolve(),
    },
    random: () => 0.5,
    installation: 'replay',
    open: () => Promise.resolve(ports),
  };
  const at = { ...world, features: FEATURES, name: REPOSITORY, branch: 'main', repository: repository.port };

  function queue(job: () => Promise<unknown>): void {
    last = last.then(() => tried(job));
  }

  async function tried(job: () => Promise<unknown>): Promise<void> {
    for (let tries = 1; !signal.aborted; tries += 1) {
      try {
        await job();
        return;
      } catch (error) {
        lastError = error instanceof Error ? error.message : String(error);
        if (tries === MOST_TRIES) {
          failures.push(lastError);
          return;
        }
      }
      await clock.sleep(AGAIN_MS, signal);
    }
  }

  async function plan(hint: RevisionHint): Promise<void> {
    await planRevision({ ...world, features: FEATURES, at: () => at }, hint, signal);
    const head =
      hint.after === undefined ? undefined : await revisions.at(fleet.name, hint.after, 'head').read(store, signal);
    for (const unit of head?.value.units ?? []) {
      if (unit.plan !== null && unit.gates.length > 0) await open(unit.plan);
    }
  }

  async function open(digest: string): Promise<void> {
    if (planned.has(digest)) return;
    planned.add(digest);
    const act = { by: 'replay', reason: 'what would happen if it were approved', opens: EVERY_GATE };
    await approve(world, fleet.name, digest, act, signal);
  }

  async function work(task: TaskMessage): Promise<void> {
    holders += 1;
    await runTask(world, task, { ...WORKER, holder: `replay-${holders}` }, signal);
  }

  let cancelTick = (): void => {};
  const tick = (): void => {
    cancelTick = clock.after(TICK_MS, tick);
    queue(() => sweep(world, signal));
  };
  tick();

  return {
    failures,
    lastError: () => lastError,
    push(tree) {
      const { after, before } = repository.push(tree);
      deliveries += 1;
      const hint = { type: 'push', repository: REPOSITORY, delivery: `push-${deliveries}`, branch: 'main' } as const;
      const moved = { forced: false, after, ...(before !== undefined && { before }) };
      queue(() => plan({ ...hint, ...moved }));
    },
    stop() {
      cancelTick();
      globalThis.fetch = platform;
    },
  };

  async function portsOf({ token }: EmulatedCloud, { clusters }: Fleet): Promise<FleetPorts> {
    const to = { callTimeoutMs: CALL_TIMEOUT_MS };
    const connections = new Map(
      clusters.map(({ link }) => {
        const connection = { baseUrl: origins.ofCluster(link), token: () => Promise.resolve(token) };
        return [link, connection] as const;
      }),
    );
    return {
      compute: await createCompute({ kinds: KINDS, endpoint: origins.compute, clock, ...to }),
      hub: createFleetHub({ endpoint: origins.hub, ...to }),
      monitoring: createMonitoring({ endpoint: origins.monitoring, ...to }),
      clusters: createClusters({ kinds: KINDS, connections, clock, ...to }),
    };
  }
}
