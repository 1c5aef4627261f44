// The functions' use cases, as functions/<name>/compose.ts wire them: each with the store through its own rights, and
// every call of a port an outgoing call of its invocation.
import { FEATURES } from '../../../functions/wiring/features.ts';
import type { Identity } from '../../../infra/deploy/contract.ts';
import { SERVICES } from '../../../infra/deploy/services.ts';
import { stepsAtOnce } from '../../../lib/config/index.ts';
import { planRevision } from '../../../lib/app/planning/index.ts';
import { report } from '../../../lib/app/reporting/index.ts';
import { runTask, type WorkerOptions } from '../../../lib/app/running/index.ts';
import { sweep } from '../../../lib/app/sweeping/index.ts';
import type { PlannerWorld, ReporterWorld, ReporterWorlds, World } from '../../../lib/app/world.ts';
import type {
  Clock,
  Log,
  Publisher,
  ReportMessage,
  Repository,
  RevisionHint,
  Store,
  TaskMessage,
} from '../../../lib/ports/index.ts';
import type { MemoryCodeHost } from '../../fakes/memory-code-host.ts';
import type { MemoryConversations } from '../../fakes/memory-conversations.ts';
import type { Clients } from './clients.ts';
import type { Invocations } from './invocation.ts';
import type { BranchRepository } from './repository.ts';
import { asSeenBy, type Denial } from './rights.ts';
import { watchedPort } from './watched-port.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { TELLING } from '../../../functions/wiring/report-parts.ts';
import { LOOKS } from '../../../functions/wiring/looks.ts';
import { RULES } from '../../../functions/wiring/rules.ts';
import { RUNS } from '../../../functions/wiring/runs.ts';

/** A repository, and what is told there. */
export interface Served {
  readonly repository: BranchRepository;
  readonly host: MemoryCodeHost;
  readonly conversations: MemoryConversations;
}

export interface Functions {
  plan(hint: RevisionHint): Promise<unknown>;
  work(task: TaskMessage): Promise<unknown>;
  report(message: ReportMessage): Promise<unknown>;
  sweep(): Promise<unknown>;
}

/** The signature that GitHub's bodies have here. */
export const SIGNATURE = 'sha256=signed';

/** Writes to Compute that an instance of the worker may make in a minute. */
const DEPLOYED_WRITES = Math.floor(SERVICES.worker.shares.COMPUTE_WRITES_PER_MINUTE / SERVICES.worker.mostInstances);
/** On the virtual clock: how long a call may outlive its lease. */
const VIRTUAL_CALL_MS = 10_000;
/** As a deployment has them. */
export const DEPLOYED_TIMINGS: Partial<WorkerOptions['timings']> = { retireAfterMs: 3_600_000, quietMs: 600_000 };
/** What is replaced stands for some minutes: the traffic proofs have the hour that it is in life. */
export const TIMINGS: WorkerOptions['timings'] = {
  settleMs: 120_000,
  bakeMs: 60_000,
  drainMs: 60_000,
  pollMs: 5_000,
  retireAfterMs: 180_000,
  quietMs: 120_000,
};

const NEVER_ABORTED = new AbortController().signal;
const STORE_READS: ReadonlySet<string> = new Set(['read', 'writtenAt', 'list']);
/** All of it: the planner's credential can do no more. */
const OF_REPOSITORY: Readonly<Record<keyof Repository, true>> = {
  head: true,
  pullRequest: true,
  testMerge: true,
  changedFiles: true,
  openPullRequests: true,
  commitsOf: true,
  pushesOf: true,
  movesOf: true,
  mayWrite: true,
  compare: true,
  commitsBetween: true,
  files: true,
};
const REPOSITORY_READS: ReadonlySet<string> = new Set(Object.keys(OF_REPOSITORY));
const HOST_READS: ReadonlySet<string> = new Set(['pullsMergedAs']);
const TALK_READS: ReadonlySet<string> = new Set(['comment', 'topic', 'checkRun', 'permission', 'isTeamMember', 'file']);

const opened =
  (open: Clients['open']): World['open'] =>
  (fleet) =>
    Promise.resolve(open(fleet));

export function createFunctions(around: {
  readonly clients: Clients;
  readonly clock: Clock;
  readonly invocations: Invocations;
  readonly store: Store;
  /** By name; the first is where what belongs to none is told. */
  readonly served: ReadonlyMap<string, Served>;
  readonly log: Log;
  readonly publisher: Publisher;
  readonly denied: (denial: Denial) => void;
  readonly random: () => number;
  readonly installation: string;
  /** Undefined: nothing stands between the functions and the cloud, and each has its own rights and no more. */
  readonly tamper: ((world: World) => World) | undefined;
  readonly timings: Partial<WorkerOptions['timings']>;
}): Functions {
  const { clients, clock, invocations, served, log, publisher, random, installation } = around;
  const storeFor = (identity: Identity): Store => {
    // What is put in between writes in everybody's name.
    const isItself = around.tamper === undefined;
    const { kinds, state, release, audit } = isItself ? asSeenBy(identity, around.store, around.denied) : around.store;
    const watched = (bucket: Store['state']): Store['state'] =>
      watchedPort(bucket, 'storage', invocations, STORE_READS);
    return { kinds, state: watched(state), release: watched(release), audit: watched(audit) };
  };
  const worldOf = (identity: Identity, open: Clients['open']): World => {
    const store = storeFor(identity);
    const world = {
      kinds: KINDS,
      rules: RULES,
      looks: LOOKS,
      runs: RUNS,
      clock,
      log,
      store,
      publisher,
      random,
      installation,
      open: opened(open),
    };
    return around.tamper?.(world) ?? world;
  };
  const planning = { ...worldOf('planner', clients.open), features: FEATURES };
  const working = worldOf('worker', clients.openAsWorker);
  const drifting = worldOf('drift', clients.openWithSecrets);
  const planner = (name: string): PlannerWorld | undefined => {
    const at = served.get(name);
    const repository = at && watchedPort(at.repository, 'github', invocations, REPOSITORY_READS);
    return repository && { ...planning, name, branch: 'main', repository };
  };
  const reporting = {
    ...TELLING,
    rules: RULES,
    looks: LOOKS,
    runs: RUNS,
    clock,
    log,
    store: storeFor('reporter'),
    publisher,
  };
  const reporterAt = (name: string, at: Served): ReporterWorld => ({
    ...reporting,
    name,
    branch: 'main',
    host: watchedPort(at.host, 'github', invocations, HOST_READS),
    conversations: watchedPort(at.conversations, 'github', invocations, TALK_READS),
    history: watchedPort(at.repository, 'github', invocations, REPOSITORY_READS),
    isSigned: (_, signature) => Promise.resolve(signature === SIGNATURE),
  });
  const reporters = new Map([...served].map(([name, at]) => [name, reporterAt(name, at)]));
  const [home] = reporters.values();
  if (home === undefined) throw new TypeError('no repository is served');
  const reporterWorlds: ReporterWorlds = {
    ...reporting,
    at: (name) => reporters.get(name),
    home,
    redeliverFailed: () => Promise.resolve([]),
  };
  const options = {
    budgetMs: 540_000,
    leaseMs: 60_000,
    callTimeoutMs: VIRTUAL_CALL_MS,
    stepsAtOnce: stepsAtOnce(DEPLOYED_WRITES),
    timings: { ...TIMINGS, ...around.timings },
  };
  let holders = 0;
  return {
    plan: (hint) => planRevision({ ...planning, at: planner }, hint, NEVER_ABORTED),
    work(task) {
      holders += 1;
      return runTask(working, task, { ...options, holder: `worker-${holders}` }, NEVER_ABORTED);
    },
    report: (message) => report(reporterWorlds, message, NEVER_ABORTED),
    sweep: () => sweep(drifting, NEVER_ABORTED),
  };
}
