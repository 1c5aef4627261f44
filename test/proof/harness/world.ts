// Everything in one process: the cloud, the state, the topics, Git, and the functions' use cases as functions/* wire
// them. State and GitHub are the fakes that sit the ports' contract suites; Compute, Kubernetes and GKE Hub are the
// real clients on the emulators' handlers.
import { sleep, type VirtualClock, virtualClock } from '../../../infra/emulators/kit/clock.ts';
import type { PropagationProfile } from '../../../infra/emulators/compute/data-plane/index.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import type { WorkerOptions } from '../../../lib/app/running/index.ts';
import type { ApprovalWorld } from '../../../lib/app/words/index.ts';
import type { World } from '../../../lib/app/world.ts';
import { type Json, valueAt } from '../../../lib/core/index.ts';
import type { Clock, Log } from '../../../lib/ports/index.ts';
import { schemaName } from '../../../lib/state/index.ts';
import { createMemoryCodeHost, type MemoryCodeHost } from '../../fakes/memory-code-host.ts';
import { createMemoryConversations, type MemoryConversations } from '../../fakes/memory-conversations.ts';
import { createMemoryStore, type MemoryStore } from '../../fakes/memory-store.ts';
import { type Bus, createBus, type Delivery, type Message } from './bus.ts';
import { type Cloud, createCloud, type Paced, type ZoneCounts } from './cloud.ts';
import type { Clients } from './clients.ts';
import { createFunctions, type Served } from './functions.ts';
import {
  type Call,
  createInvocations,
  type CrashPoint,
  type Ending,
  type Invocations,
  isDead,
  type Loss,
  never,
} from './invocation.ts';
import { type BranchRepository, createBranchRepository, type Tree } from './repository.ts';
import { asSeenBy, type Denial } from './rights.ts';

export interface ProofOptions {
  readonly seed?: number;
  readonly propagation?: PropagationProfile;
  readonly operations?: Paced;
  /** Namespaces with pods of their own, beside `blue`. */
  readonly namespaces?: readonly string[];
  /** Limits of the project by metric; others are as by default. */
  readonly quotas?: Readonly<Record<string, number>>;
  /** Zones of a cluster, when it has more than the usual ones. */
  readonly zones?: ZoneCounts;
  readonly timings?: Partial<WorkerOptions['timings']>;
  readonly crash?: CrashPoint | undefined;
  readonly dies?: (call: Call, when: 'before' | 'after') => boolean;
  readonly loses?: (call: Call) => Loss | undefined;
  readonly turn?: (call: Call, clock: VirtualClock) => Promise<void>;
  /** Whether the code host shows the head before the last push, as a replica that lags does. */
  readonly headIsStale?: () => boolean;
  readonly deliveries?: (message: Message) => readonly Delivery[];
  /** How many messages of a topic are delivered at once. */
  readonly windows?: Parameters<typeof createBus>[0]['windows'];
  /** A repository that the same deployment serves, beside the first one. */
  readonly second?: string;
  /** Whether the branches are polled, as the drift function has it done. */
  readonly polls?: boolean;
  readonly onCall?: (call: Call, when: 'before' | 'after') => void;
  /** Puts something between the functions and the cloud: a planner without a guard. */
  readonly tamper?: (world: World) => World;
  /**
   * Another installation, in whose cloud and time this one lives: with a bucket, topics and a repository of its own.
   */
  readonly beside?: { readonly installation: string; readonly world: ProofWorld };
}

export interface ProofWorld {
  readonly clock: VirtualClock;
  readonly cloud: Cloud;
  readonly store: MemoryStore;
  /** Of the first repository. */
  readonly host: MemoryCodeHost;
  readonly conversations: MemoryConversations;
  readonly repository: BranchRepository;
  /** Of all repositories, by name. */
  readonly served: ReadonlyMap<string, Served>;
  readonly bus: Bus;
  readonly invocations: Invocations;
  readonly log: readonly LogLine[];
  /** Writes that a function asked for and had no right to. */
  readonly denials: readonly Denial[];
  /** The store and the topics, for a person with the command line. */
  readonly person: ApprovalWorld;
  /** Pushes a tree to the branch; GitHub's delivery follows. `to`: the first repository unless said otherwise. */
  push(tree: Tree, options?: { readonly onto?: string; readonly forced?: boolean; readonly to?: string }): string;
  /**
   * Lets deliveries and ticks go on until nothing is left to do. Fails with StillBusy after four virtual hours, and
   * when a message was given up.
   */
  untilIdle(): Promise<void>;
  close(): Promise<void>;
}

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Where the fleet lives. */
export const REPOSITORY = 'acme/ingress';

export class StillBusy extends Error {}
/** A function asked for what it has no right to. */
export class Forbidden extends Error {}

const TICK_MS = 60_000;
/** A look at each branch is asked for every five minutes. */
const POLL_TICKS = 5;
/**
 * So long that what the clusters' controllers still do is over: a NEG controller that was cut off looks again within 30
 * s, and collects what nobody wants any more every two minutes.
 */
const IDLE_TICKS = 5;
/** Of a load balancer that nobody can visit nothing is ever retired; all others are by then. */
const RETIRED_TICKS = 12;
const LONGEST_MS = 4 * 3_600_000;

export async function createProofWorld(clients: Clients, options: ProofOptions = {}): Promise<ProofWorld> {
  const seed = options.seed ?? 1;
  const { beside, deliveries } = options;
  const { clock, invocations, cloud } = beside?.world ?? (await surroundings(seed, options));
  const portClock = clockOf(clock);
  clients.connect({ origins: cloud.origins, clock: portClock, invocations });
  const run = (name: string, work: () => Promise<unknown>): Promise<Ending> =>
    invocations.run(beside === undefined ? name : `${name} of ${beside.installation}`, work);
  const store = createMemoryStore(clock);
  const served = new Map(
    [REPOSITORY, ...(options.second === undefined ? [] : [options.second])].map((name) => [
      name,
      {
        repository: createBranchRepository(options.headIsStale),
        host: createMemoryCodeHost(),
        conversations: createMemoryConversations(),
      },
    ]),
  );
  const first = served.get(REPOSITORY) as Served;
  const { log, lines } = keptLog();
  const random = seededRandom(seed);
  const bus: Bus = createBus({
    clock,
    invocations,
    handle,
    windows: options.windows,
    ...(deliveries && { deliveries }),
  });
  const denials: Denial[] = [];
  const denied = (denial: Denial): void => void denials.push(denial);
  const functions = createFunctions({
    clients,
    clock: portClock,
    invocations,
    store,
    served,
    log,
    publisher: bus.publisher,
    denied,
    random: () => random.next(),
    installation: beside?.installation ?? 'proof',
    tamper: options.tamper,
    timings: options.timings ?? {},
  });

  function handle(message: Message): Promise<Ending> {
    switch (message.topic) {
      case 'revisions':
        return run('planner', () => functions.plan(message.data));
      case 'tasks':
        return run('worker', () => functions.work(message.data));
      case 'reports':
        return run('reporter', () => functions.report(message.data));
    }
  }

  let sweeping = false;
  let idle: PromiseWithResolvers<void> | undefined;
  let idleSince = 0;
  let cancelTick = (): void => {};
  let deliveriesSent = 0;
  let ticks = 0;
  let callsSeen = 0;

  /** A look at what is to be retired comes again and again, for what nobody can know for ever. */
  const isLook = ({ topic, data }: Message): boolean => topic === 'tasks' && data.type === 'retire';
  const asked = (): number => bus.sent.filter((message) => !isLook(message)).length;

  /** A look that has something go writes to the cloud, whose controllers then clean up. */
  function hasWritten(): boolean {
    const { calls } = invocations;
    const fresh = calls.slice(callsSeen);
    callsSeen = calls.length;
    return fresh.some(({ system, write }) => write && (system === 'compute' || system === 'kubernetes'));
  }

  async function tick(): Promise<void> {
    cancelTick = clock.after(TICK_MS, () => void tick());
    if (sweeping) return;
    sweeping = true;
    const before = asked();
    ticks += 1;
    const polled = options.polls === true && ticks % POLL_TICKS === 0 ? [...served.keys()] : [];
    await run('drift', () => functions.sweep());
    sweeping = false;
    // The lease of somebody who died stays until the next one takes it.
    const isOpen = store.state
      .keys()
      .some((key) => key.startsWith('open/') && isOpenRun(store.state.textOf(key) ?? ''));
    const isBusy = hasWritten() || isOpen || !bus.isQuiet(isLook) || asked() !== before;
    idleSince = isBusy ? 0 : idleSince + 1;
    const isRetiring = store.state.keys().some((key) => key.startsWith('retirements/'));
    if (idleSince >= (isRetiring ? RETIRED_TICKS : IDLE_TICKS)) idle?.resolve();
    for (const repository of polled)
      bus.publish({ topic: 'revisions', data: { type: 'poll', repository, delivery: `poll-${clock.now()}` } });
  }
  cancelTick = clock.after(TICK_MS, () => void tick());

  return {
    clock,
    cloud,
    store,
    ...first,
    served,
    bus,
    invocations,
    log: lines,
    denials,
    person: {
      clock: portClock,
      publisher: bus.publisher,
      store: asSeenBy('person', store, denied),
    },
    push(tree, { onto, forced = false, to = REPOSITORY } = {}) {
      const { commit, before } = (served.get(to) ?? first).repository.push(tree, onto);
      deliveriesSent += 1;
      const data = {
        type: 'push',
        repository: to,
        delivery: `push-${deliveriesSent}`,
        branch: 'main',
        forced,
        after: commit,
      } as const;
      bus.publish({ topic: 'revisions', data: { ...data, ...(before !== undefined && { before }) } });
      return commit;
    },
    async untilIdle() {
      idleSince = 0;
      const waiting = Promise.withResolvers<void>();
      idle = waiting;
      const cancel = clock.after(LONGEST_MS, () =>
        waiting.reject(new StillBusy('there is always something left to do')),
      );
      await clock.until(waiting.promise);
      cancel();
      const [given] = bus.deadLetters;
      if (given !== undefined) throw new StillBusy(`given up: ${JSON.stringify(given)}`);
      const [denial] = denials;
      if (denial !== undefined) throw new Forbidden(`${denial.by} has no right to ${denial.bucket}/${denial.key}`);
    },
    async close() {
      cancelTick();
      if (beside === undefined) await cloud.close();
    },
  };
}

/** A mark that is damaged stands until the unit's next run, for which a person's word may be missing. */
function isOpenRun(text: string): boolean {
  try {
    return valueAt(JSON.parse(text) as Json, 'schema') === schemaName('open-run');
  } catch {
    return false;
  }
}

/** Longer than a lease and a call, so that somebody else has gone on by then. */
const HELD_MS = 150_000;

/** What several installations share. */
async function surroundings(
  seed: number,
  options: ProofOptions,
): Promise<Pick<ProofWorld, 'clock' | 'cloud' | 'invocations'>> {
  const clock = virtualClock();
  const { onCall, crash, dies, loses, turn } = options;
  const paced = turn && ((call: Call) => turn(call, clock));
  const later = (work: () => void): void => void clock.after(HELD_MS, work);
  const invocations = createInvocations({ crash, dies, later, loses, turn: paced, ...(onCall && { onCall }) });
  const cloud = await createCloud({
    clock,
    seed,
    propagation: options.propagation ?? 'none',
    operations: options.operations ?? 'instant',
    namespaces: options.namespaces ?? [],
    ...(options.zones && { zones: options.zones }),
    ...(options.quotas && { quotas: options.quotas }),
  });
  return { clock, cloud, invocations };
}

/** The virtual clock as the functions' own; whoever is dead sleeps for ever. */
export function clockOf(clock: VirtualClock): Clock {
  return {
    now: () => clock.now(),
    async sleep(ms, signal) {
      await sleep(clock, ms, signal);
      if (isDead()) await never();
    },
  };
}

function keptLog(): { readonly log: Log; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine['level']) =>
    (fields: LogLine['fields'], message: string): void =>
      void lines.push({ level, message, fields });
  return { log: { info: at('info'), warn: at('warn'), error: at('error') }, lines };
}
