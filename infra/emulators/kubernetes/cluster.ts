// The parts of one API server that every verb needs, and how a write was asked for.
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import { timestamp } from './object.ts';
import type { Registry } from './registry.ts';
import type { Admission, KindContext } from './resource.ts';
import type { Store } from './store.ts';

export interface Cluster {
  readonly store: Store;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  /** Absent: objects are created as they were sent. */
  readonly admission?: Admission;
}

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  readonly fieldManager: string;
  /** What was sent was laid over the object; else it is the object. */
  readonly isPatch: boolean;
  /** Members that the body names twice, as field validation tells them. */
  readonly duplicates: readonly string[];
  /** Collects texts for `Warning` headers. */
  readonly warn: (text: string) => void;
}

export function now(cluster: Cluster): string {
  return timestamp(cluster.clock.now());
}

export function contextOf(cluster: Cluster): KindContext {
  return { list: (group, plural) => cluster.store.list({ group, plural }), now: now(cluster) };
}

/** A random (version 4) UUID from the cluster's seeded source. */
export function newUid(random: Random): string {
  const h = random.hex(32);
  const variant = (8 + random.integer(0, 3)).toString(16);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`;
}
