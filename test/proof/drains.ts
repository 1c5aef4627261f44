// People who move load balancers away from a site: the verbs of the command line with the real client of Compute, while
// a prober asks every route from every region and functions, bucket and GitHub may be down.
import { expect, vi } from 'vitest';
import { sleep } from '../../infra/emulators/kit/clock.ts';
import { systemClock } from '../../lib/adapters/clock/index.ts';
import { RangelightError } from '../../lib/core/index.ts';
import type { Topic } from '../../lib/ports/index.ts';
import { marker } from '../../lib/report/markdown/marker.ts';
import { rangelight } from '../scenarios/cli-process.ts';
import { type Clients, COMPUTE } from './harness/clients.ts';
import { PROJECT } from './harness/cloud.ts';
import type { Route } from './harness/invariants.ts';
import type { Tree } from './harness/repository.ts';
import { createProofWorld, type ProofOptions, type ProofWorld, REPOSITORY } from './harness/world.ts';
import { probe } from './traffic.ts';

const SECOND_MS = 1_000;
/** So much time passes while a command of a person works. */
const TURN_MS = 100;
/** Longer requests overlap with the next ones. */
const PROBE_MS = 5_000;
export const MINUTE_MS = 60_000;
/** Longer than an edge lags behind. */
export const TAKEN_UP_MS = 5 * MINUTE_MS;

export interface DrainStory {
  readonly world: ProofWorld;
  /** Whether the functions reach anything at all: no bucket, no topic, no GitHub, no cloud. */
  down: boolean;
  /** One command of a person, in emulated time. */
  readonly person: (...args: readonly string[]) => Promise<{ readonly code: number | null; readonly text: string }>;
  /**
   * Says something in a comment on issue 1, or on an open pull request, as somebody who may write.
   * @returns its number; the reply is `reply(number)`.
   */
  readonly say: (body: string, by?: string, pull?: number) => number;
  readonly reply: (comment: number) => string;
  /** The comment that says that a cluster cannot be given its requests back; empty for none. */
  readonly warning: (comment: number) => string;
  /** How long work took against the longest of its writes to Compute, of which none can end sooner; seconds. */
  readonly timed: <T>(
    work: () => Promise<T>,
  ) => Promise<{ readonly done: T; readonly took: number; readonly bound: number }>;
  /** Ends the prober: how many requests were sent, and why some failed. */
  readonly probed: () => Promise<{ readonly sent: number; readonly reasons: Readonly<Record<string, number>> }>;
  /** Cluster → sum of the capacities of its backends, over all backend services. */
  readonly capacities: () => Readonly<Record<string, number>>;
  /** Requests to groups in zones that begin so, within the last minutes, as Cloud Monitoring has them. */
  readonly requestsTo: (zones: string, minutes: number) => number;
}

/** Fails where that is not so after so many minutes. It is asked once at each turn: what is counted is up to chance. */
export async function until(story: DrainStory, minutes: number, isSo: () => boolean): Promise<void> {
  let isReached = isSo();
  for (let minute = 0; minute < minutes && !isReached; minute += 0.25) {
    await story.world.clock.advance(MINUTE_MS / 4);
    isReached = isSo();
  }
  expect(isReached).toBe(true);
}

export async function drainStory(
  clients: Clients,
  tree: Tree,
  routes: readonly Route[],
  work: (story: DrainStory) => Promise<void>,
  options: Partial<ProofOptions> = {},
): Promise<void> {
  const passed: { readonly at: number; readonly zone: string }[] = [];
  const state = { down: false };
  const spies = [vi.spyOn(systemClock, 'now'), vi.spyOn(systemClock, 'sleep')] as const;
  const world = await createProofWorld(clients, {
    propagation: 'long',
    operations: 'fast',
    ...options,
    loses: () =>
      state.down ? { when: 'before', error: new RangelightError('unavailable', 'everything', 'is down') } : undefined,
  });
  spies[0].mockImplementation(() => world.clock.now());
  spies[1].mockImplementation((ms) => sleep(world.clock, ms));
  try {
    world.push(tree);
    await world.untilIdle();
    await world.clock.advance(TAKEN_UP_MS);
    const prober = probe(world, routes, PROBE_MS);
    const stopCounting = world.cloud.onPassed((request) => void passed.push(request));
    const story: DrainStory = Object.assign(state, {
      world,
      person: (...args: readonly string[]) =>
        inTime(world, rangelight([...args, '--project', PROJECT, '--compute-endpoint', COMPUTE])).then(
          ({ code, stdout, stderr }) => ({ code, text: stdout + stderr }),
        ),
      say(body: string, by = 'ann', pull?: number) {
        const { conversations, bus } = world;
        const id = 100 + conversations.comments.size;
        const number = pull ?? 1;
        conversations.permissions.set('ann', 'write');
        conversations.topics.set(number, pull === undefined ? { type: 'issue', number } : openPull(pull));
        conversations.comments.set(id, { id, number, by, isBot: false, isEdited: false, body });
        const data = { type: 'comment', repository: REPOSITORY, comment: id, issue: number } as const;
        bus.publish({ topic: 'reports', data });
        return id;
      },
      reply: (comment: number) => told(world, comment, `comment-${comment}`),
      warning: (comment: number) => told(world, comment, `drain-ended-${comment}`),
      timed: async <T>(timedWork: () => Promise<T>) => {
        const { journal } = world.cloud.compute;
        const [from, since] = [world.clock.now(), journal.entries.length];
        const done = await timedWork();
        const writes = journal.mutations(since).map(({ startedAt }) => startedAt);
        const waits = journal.entries.slice(since).filter(({ path }) => path.includes('/wait'));
        const longest = Math.max(...writes.map((startedAt, at) => (waits[at]?.at ?? startedAt) - startedAt));
        const toSeconds = (ms: number): number => ms / SECOND_MS;
        return { done, took: toSeconds(world.clock.now() - from), bound: toSeconds(longest) };
      },
      probed: async () => {
        prober.stop();
        await world.clock.advance(MINUTE_MS);
        const { sent, reasons } = prober.result();
        return { sent, reasons };
      },
      capacities: () => capacitiesIn(world),
      requestsTo: (zones: string, minutes: number) =>
        passed.filter(({ at, zone }) => zone.startsWith(zones) && at > world.clock.now() - minutes * MINUTE_MS).length,
    });
    await work(story);
    stopCounting();
  } finally {
    state.down = false;
    for (const spy of spies) spy.mockRestore();
    await world.close();
  }
}

function openPull(number: number): Topic {
  const of = { author: 'ben', head: 'f'.repeat(40), baseBranch: 'main' } as const;
  return { type: 'pull-request', number, state: 'open', ...of };
}

/** What stands on the thread of a comment. */
function told({ conversations, host }: ProofWorld, comment: number, name: string): string {
  return host.comment(conversations.comments.get(comment)?.number ?? 0, marker('command', [name])) ?? '';
}

/** Emulated time goes on until something is done. */
async function inTime<T>({ clock }: ProofWorld, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const done = work.finally(() => over.abort());
  while (!over.signal.aborted) await clock.advance(TURN_MS);
  return done;
}

interface SeenBackend {
  readonly description?: string;
  readonly capacityScaler?: number;
}

function capacitiesIn({ cloud }: ProofWorld): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { resource } of cloud.compute.view.list('backendServices'))
    for (const { description = '', capacityScaler = 1 } of (resource['backends'] ?? []) as readonly SeenBackend[]) {
      const cluster = /cluster=(\S+)/.exec(description)?.[1] ?? 'unsaid';
      sums[cluster] = (sums[cluster] ?? 0) + capacityScaler;
    }
  return sums;
}
