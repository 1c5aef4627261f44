// What the worker, and drift, ask features: how healthy something is, what hangs on it, how it is written, and what a
// Secret is used as.
import { type JsonObject, RangelightError } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import type { Fleet, SecretUse } from '../fleet/index.ts';
import {
  type ComputeRef,
  type DesiredState,
  type EndpointSource,
  type KindId,
  type Kinds,
  type Owner,
  type RefKey,
  refOfPath,
  type ResourceRef,
} from '../model/index.ts';
import type { Drains } from './drains.ts';
import type { EndsOverride } from './ends-override.ts';
import type { FleetPorts, SeenBody } from './fleet-ports.ts';
import type { ReadSecret, SecretUses } from './secret-uses.ts';
import type { Quiet, Usage } from './usage.ts';

/** What a feature works with inside a step. */
export interface Doing {
  readonly kinds: Kinds;
  readonly runs: Runs;
  readonly ports: FleetPorts;
  /** As the fleet file of the run has it. */
  readonly fleet: Fleet;
  /** Whose marks are ours. */
  readonly owner: Owner;
  /** Milliseconds since the epoch, when the step was started. */
  readonly now: number;
  /**
   * What the run is to reach, worker-kept groups with the source of their endpoints; undefined when the document is
   * gone.
   */
  desired(signal: AbortSignal): Promise<DesiredState | undefined>;
  /** What the run saw of it when it began, if it wrote nothing since: for what does not change, and guarded writes. */
  readonly seen: (ref: ComputeRef) => SeenBody | undefined;
  /** Whether this worker has just made it, so that nothing is in it; false once this step was tried. */
  readonly isMadeHere: (ref: ComputeRef) => boolean;
  /** A UUID that is the same when this attempt is repeated; `part` tells several calls of one step apart. */
  requestId(part: string): string;
}

export interface ServiceHealth {
  /**
   * Healthy endpoints by region, sorted; every region in which it is to have some is there. An absent service has none.
   */
  readonly healthy: Readonly<Record<string, number>>;
  /** False where there are endpoints and nobody says how any of them is. */
  readonly isKnown: boolean;
}

export interface PodsBehind {
  /** Pods that are not on their way out. */
  readonly present: number;
  /** Those among them that were there before. */
  readonly standing: number;
}

/** How well something that sends requests does, for who waits before a switch and the bake after it. */
export interface Health {
  /** What leads requests, and so probes, to it: `forwarding rule`. */
  readonly entrance: string;
  readonly of: (ref: ComputeRef, doing: Doing, signal: AbortSignal) => Promise<ServiceHealth>;
  /** Whether anything leads to it; true where that cannot be read. */
  readonly isReached: (ref: ComputeRef, doing: Doing, signal: AbortSignal) => Promise<boolean>;
  /**
   * What it should reach in a region: an application that rolls out or scales itself loses healthy endpoints as a
   * broken route does.
   * @param before milliseconds since the epoch.
   * @returns undefined when it cannot be known.
   */
  readonly behind: (
    ref: ComputeRef,
    region: string,
    before: number,
    doing: Doing,
    signal: AbortSignal,
  ) => Promise<PodsBehind | undefined>;
  /**
   * Puts what is missing behind it while it waits for its health, and takes nothing away.
   * @returns what kept it from that, in words; undefined when nothing did. Fails with `paused` when somebody pulled the
   * brake.
   */
  readonly fill: (ref: ComputeRef, doing: Doing, signal: AbortSignal) => Promise<string | undefined>;
}

/** Endpoints that hang on a resource: kept up by a step of its own, and by drift. */
export interface Companion {
  /** In words what is not as it should be; undefined when nothing is. */
  readonly differs: (
    ref: ComputeRef,
    source: EndpointSource,
    ports: FleetPorts,
    signal: AbortSignal,
  ) => Promise<string | undefined>;
  /**
   * @returns whether anything was written, and what, in words. Fails with `denied` where something is to be written and
   * it is not ours.
   */
  readonly sync: (
    ref: ComputeRef,
    source: EndpointSource,
    doing: Doing,
    signal: AbortSignal,
  ) => Promise<{ readonly wrote: boolean; readonly note: string }>;
}

/** How a resource of Compute is written where its body alone does not say it. */
export interface Writes {
  /** The members that change, with what the API keeps beside ours in them. */
  readonly whole?: (
    current: JsonObject,
    changed: JsonObject,
    doing: Pick<Doing, 'fleet' | 'now' | 'kinds' | 'ports'>,
    ref: ComputeRef,
    signal: AbortSignal,
  ) => Promise<JsonObject>;
  /** Whether an update of these members writes the private part too. */
  readonly isPrivate?: (changed: JsonObject) => boolean;
  /**
   * What calls of their own write, once the body is there.
   * @param there the body as it was before the step, undefined for a new one; `rotates`: whether another value is to be
   * written in this step.
   * @returns whether anything was written.
   */
  readonly beside?: (
    change: Change,
    ref: ComputeRef,
    there: { readonly body: JsonObject | undefined; readonly rotates: boolean },
    doing: Doing,
    signal: AbortSignal,
  ) => Promise<boolean>;
}

/**
 * What one kind brings to a run. What is left out is as it is by default: a body that is written as it stands in the
 * plan.
 */
export interface KindRun {
  readonly health?: Health;
  readonly companion?: Companion;
  readonly writes?: Writes;
  readonly override?: EndsOverride;
  /**
   * Whether what a change takes away is still used: what was seen of it through something that led requests to it. What
   * cannot be read, or is late, is `unknown`.
   */
  readonly usage?: (
    change: Change,
    by: RefKey,
    quiet: Quiet,
    doing: Pick<Doing, 'kinds' | 'ports' | 'now'>,
    signal: AbortSignal,
  ) => Promise<Usage>;
  /**
   * What is missing, in words, until something that stands is what it is awaited for (a token that is issued);
   * undefined for nothing.
   */
  readonly lacks?: (ref: ResourceRef, doing: Doing, signal: AbortSignal) => Promise<string | undefined>;
  /** Who still uses it that does not refer to it, in words; undefined when certainly nobody does. */
  readonly usedBy?: (ref: ResourceRef, doing: Doing, signal: AbortSignal) => Promise<string | undefined>;
  /** Who makes it where Rangelight only waits for it, in words: `the NEG controller of the cluster`. */
  readonly madeBy?: string;
}

export interface FeatureRuns {
  readonly kinds?: Readonly<Record<KindId, KindRun>>;
  readonly secrets?: SecretUses;
  readonly drains?: Drains;
}

/** What all features bring to a run. */
export interface Runs {
  /** Of a kind; empty for one of which no feature says anything. */
  readonly of: (kind: KindId) => KindRun;
  /** Fails with `unexpected` for a use of which no feature says anything. */
  readonly secret: (use: SecretUse) => ReadSecret;
  /** Of the features that can keep requests away from a cluster. */
  readonly drains: readonly Drains[];
}

/**
 * Fails with `unexpected` where two features say something of one kind or of one use, or one of a kind that there is
 * not.
 */
export function runsOf(kinds: Kinds, features: readonly FeatureRuns[]): Runs {
  const once = <T>(what: string, all: readonly (readonly [string, T])[]): ReadonlyMap<string, T> => {
    const found = new Map(all);
    if (found.size < all.length) throw new RangelightError('unexpected', 'runs', `two features bring one ${what}`);
    return found;
  };
  const byKind = once(
    'kind',
    features.flatMap((feature) => Object.entries(feature.kinds ?? {})),
  );
  for (const kind of byKind.keys()) kinds.of(kind);
  const byUse = once(
    'use of Secrets',
    features.flatMap(({ secrets }) => Object.entries(secrets ?? {})),
  );
  return {
    of: (kind) => byKind.get(kind) ?? {},
    drains: features.flatMap(({ drains }) => drains ?? []),
    secret: (use) => {
      const read = byUse.get(use);
      if (read === undefined) throw new RangelightError('unexpected', 'plan', `no Secret is used as ${use}`);
      return read;
    },
  };
}

/**
 * The resource that a plan names, and how healthy such things are told to be. Fails with `unexpected` where no feature
 * says it.
 */
export function healthOf(
  { kinds, runs }: Pick<Doing, 'kinds' | 'runs'>,
  key: RefKey,
): { readonly ref: ComputeRef; readonly health: Health } {
  const ref = refOfPath(kinds, key);
  if (ref === undefined) throw new RangelightError('unexpected', 'plan', `${key} is no resource of Compute`);
  const { health } = runs.of(ref.kind);
  if (health === undefined) throw new RangelightError('unexpected', 'plan', `nothing tells how healthy ${key} is`);
  return { ref, health };
}
