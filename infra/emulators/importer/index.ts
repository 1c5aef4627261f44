// GKE's hosted importer of multi-cluster Services, for the members of one fleet: what is exported in one is made
// callable in all that have the namespace. It sees the members through their API servers alone, one event at a time.
// See BEHAVIOR.md.
import type { Clock } from '../kit/clock.ts';
import { createWorkQueue } from '../kit/controllers/work-queue.ts';
import type { Random } from '../kit/random.ts';
import type { Origin } from './made-objects.ts';
import { createMember, type MemberOptions } from './member.ts';
import { type Limits, shapeOf, sourcesOf } from './merged.ts';
import { createWriter, type Published } from './write.ts';

export { OF_STANDARD } from './made-objects.ts';
export type { MemberOptions } from './member.ts';

export type Propagation = 'none' | 'short' | 'long';

export interface ImporterOptions {
  readonly members: readonly MemberOptions[];
  readonly origin: Origin;
  readonly clock: Clock;
  readonly random: Random;
  /** How long it takes until what is exported is made. */
  readonly propagation: Propagation;
  /** Default: GKE's. */
  readonly limits?: Limits;
  /** API versions of imports that stand beside those of GKE, for readers of other groups; default none. */
  readonly twins?: readonly string[];
}

export interface Importer {
  /** Resolves when every member was read once. Call it once. */
  start(): Promise<void>;
  /** Stops; what it made stays. */
  close(): void;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * Bounds of the delays in emulated milliseconds. `long` is what GKE documents: 5 minutes at most, 20 for the first name
 * of a fleet.
 */
const DELAYS = {
  none: { first: [0, 0], usual: [0, 0], endpoints: [0, 0] },
  short: { first: [5 * SECOND, 20 * SECOND], usual: [5 * SECOND, 20 * SECOND], endpoints: [SECOND, 2 * SECOND] },
  long: { first: [5 * MINUTE, 20 * MINUTE], usual: [MINUTE, 5 * MINUTE], endpoints: [2 * SECOND, 10 * SECOND] },
} as const satisfies Readonly<Record<Propagation, object>>;

/** Source: GKE, Multi-cluster Services, limitations. */
const GKE_LIMITS: Limits = { clusters: 5, pods: 250, ports: 250 };

const BACK_OFF = { first: SECOND, most: MINUTE };

export function createImporter(options: ImporterOptions): Importer {
  const { origin, clock, random, propagation, limits = GKE_LIMITS, twins = [] } = options;
  const closing = new AbortController();
  const members = options.members.map((one) => createMember(one, clock, closing.signal));
  const writers = new Map(members.map((member) => [member, createWriter(member, origin, twins)]));
  const published = new Map<string, Published>();
  /** Names that were made at any time: only these are ever taken away. */
  const made = new Set<string>();
  const pending = new Map<string, () => void>();
  let isSynced = false;

  const queues = members.map((member) =>
    createWorkQueue(clock, BACK_OFF, async (key) => {
      const [namespace = ''] = key.split('/');
      if (made.has(key) && member.hasNamespace(namespace)) await writers.get(member)?.write(key, published.get(key));
    }),
  );
  const writeEverywhere = (key: string): void => {
    for (const queue of queues) queue.add(key);
  };

  /** Of two that are under way for one reason the earlier stays. */
  function later(what: string, [least, most]: readonly [number, number], fn: () => void): void {
    if (pending.has(what)) return;
    const cancel = clock.after(random.integer(least, most), () => {
      pending.delete(what);
      fn();
    });
    pending.set(what, cancel);
  }

  function publish(key: string): void {
    const shape = shapeOf(key, members, limits);
    if (shape !== undefined && isTooMany(key, shape.ports.length)) return;
    if (shape === undefined) published.delete(key);
    else published.set(key, { shape, sources: sourcesOf(key, members, shape, limits.pods) });
    made.add(key);
    writeEverywhere(key);
  }

  function isTooMany(key: string, ports: number): boolean {
    const others = [...published].filter(([other]) => other !== key).map(([, { shape }]) => shape.ports.length);
    return others.reduce((sum, one) => sum + one, ports) > limits.ports;
  }

  function publishEndpoints(key: string): void {
    const now = published.get(key);
    if (now === undefined) return;
    published.set(key, { ...now, sources: sourcesOf(key, members, now.shape, limits.pods) });
    writeEverywhere(key);
  }

  function look(key: string): void {
    if (!isSynced) return;
    const now = published.get(key);
    const { first, usual, endpoints } = DELAYS[propagation];
    if (!isSame(now?.shape, shapeOf(key, members, limits)))
      later(`shape ${key}`, made.size === 0 ? first : usual, () => publish(key));
    if (now !== undefined && !isSame(now.sources, sourcesOf(key, members, now.shape, limits.pods)))
      later(`endpoints ${key}`, endpoints, () => publishEndpoints(key));
  }

  for (const [index, member] of members.entries()) {
    member.onChange((key) => {
      look(key);
      // Somebody may have changed what was made.
      if (made.has(key)) queues[index]?.add(key);
    });
    member.onNamespace((namespace) => {
      for (const key of made) if (key.startsWith(`${namespace}/`)) queues[index]?.add(key);
    });
  }

  return {
    async start() {
      for (const member of members) member.run();
      await Promise.all(members.map(({ synced }) => synced));
      isSynced = true;
      // What an earlier process made, and nobody exports any more.
      const before = new Set(members.flatMap((member) => member.managed()));
      for (const key of before) made.add(key);
      for (const key of before) if (shapeOf(key, members, limits) === undefined) publish(key);
      for (const key of new Set(members.flatMap((member) => member.exported()))) look(key);
    },
    close() {
      closing.abort();
      for (const queue of queues) queue.close();
      for (const cancel of pending.values()) cancel();
    },
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
