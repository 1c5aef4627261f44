// What features look up in clouds beside a plan, as planner, worker and drift ask for it: facts to compile with, what a
// reviewer should know, gates that need a look, and where a repair would send requests.
import type { CompileInput } from '../compile/index.ts';
import type { Diagnostic, JsonObject } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import type { Facts, Fleet } from '../fleet/index.ts';
import type {
  AppliedState,
  ClusterLink,
  DesiredResource,
  DesiredState,
  Kinds,
  ObjectKey,
  ObservedState,
  RefKey,
} from '../model/index.ts';
import type { Backing, Gate } from '../plan/index.ts';
import type { FleetPorts } from './fleet-ports.ts';
import type { HealthLook, Look } from './look.ts';

/** A unit as it is planned. */
export interface UnitAtHand {
  /** Of all its plans. */
  readonly changes: readonly Change[];
  /** What is wanted in the end, when all plans are carried out. */
  readonly desired: DesiredState;
  /** A cluster that leaves the fleet keeps what it has, and no change tells of that. */
  readonly applied: Pick<AppliedState, 'resources'> | undefined;
  /** Clusters that were asked in vain already, which took their time. */
  readonly silent: ReadonlySet<ClusterLink>;
}

/** The whole fleet at one commit, beside what stands. */
export interface FleetAtHand {
  readonly input: CompileInput;
  readonly observed: ObservedState;
  /** What was shown of the branch's head; undefined where a proposal is compared with nothing, and for the head. */
  readonly before?: Outlook;
}

/**
 * What people are shown of a feature beside plans, by its section of the fleet file: kept in the revision, and read by
 * its report.
 */
export type Outlook = Readonly<Record<string, JsonObject>>;

/** What a sweep knows, for whoever asks whether others made what was expected of them. */
export interface Expectations {
  readonly fleet: Fleet;
  readonly facts: Facts;
  readonly observed: ObservedState;
  /** By unit. */
  readonly applied: ReadonlyMap<string, Pick<AppliedState, 'resources'>>;
  /** What the feature kept at the last sweep; undefined for nothing. */
  readonly memory: JsonObject | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Verified {
  /** To be kept until the next sweep. */
  readonly memory: JsonObject;
  /** What is late, missing or wrong: of what, why, and since when it is expected. */
  readonly found: readonly { readonly subject: string; readonly why: string; readonly since: number }[];
}

/** What is found beside a manifest object, or at a place of the fleet file. */
export type Finding = ObjectFinding | Diagnostic;

export interface ObjectFinding extends Omit<Diagnostic, 'source'> {
  readonly owner: ObjectKey;
  /** The place in it. */
  readonly path: readonly string[];
}

/** What a plan moves. */
export interface Moving {
  readonly fleet: Fleet;
  readonly changes: readonly Change[];
  /** What stands of the unit as far as it is ours. */
  readonly standing: readonly Pick<DesiredResource, 'ref' | 'owners'>[];
  readonly serves: (key: RefKey) => boolean;
  /** In force: the share of what serves that may go without an approval, in percent; undefined: the default. */
  readonly maxLossPercent: number | undefined;
}

export interface FactsInput {
  readonly fleet: Fleet;
  readonly ports: FleetPorts;
  /** As they were known before; undefined the first time. */
  readonly last: Facts | undefined;
  /** As they are being read now. */
  readonly clusters: Promise<Facts['clusters']>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Undefined where the changes touch nothing that something stands behind. */
export type BackingOf = (changes: readonly Change[]) => Promise<Readonly<Record<RefKey, Backing>> | undefined>;

export interface FeatureLooks {
  /** The stable inputs of compiling, beside those of all clusters. What cannot be read keeps its last value. */
  readonly facts?: (input: FactsInput, signal: AbortSignal) => Promise<Partial<Facts>>;
  /** What a reviewer should know. It stops no plan. */
  readonly checks?: (units: readonly UnitAtHand[], look: Look, whole: FleetAtHand) => Promise<readonly Finding[]>;
  /** What a reviewer is shown of the whole fleet; undefined for nothing. It decides nothing and is in no plan. */
  readonly outlook?: (units: readonly UnitAtHand[], look: Look, whole: FleetAtHand) => Promise<Outlook | undefined>;
  /**
   * Whether others made what they are expected to make of what is applied: after runs, in each sweep. No run waits for
   * it.
   */
  readonly verify?: Readonly<Record<string, (given: Expectations, look: Look) => Promise<Verified | undefined>>>;
  /** Of a unit: what stands behind what the changes of one of its plans touch, for a reviewer's eyes. */
  readonly backing?: (unit: UnitAtHand, look: Look) => BackingOf;
  /**
   * Gates that need a look. Planner and worker both ask. What cannot be read is not counted: a plan of which part is
   * unknown shrinks nothing.
   */
  readonly gates?: (moving: Moving, look: Look) => Promise<readonly Gate[]>;
  /**
   * Clusters that putting a change back would send requests to again, and that cannot take them or cannot be asked;
   * sorted.
   */
  readonly unwell?: (
    change: Change,
    desired: DesiredState,
    kinds: Kinds,
    look: HealthLook,
  ) => Promise<readonly ClusterLink[]>;
}

/** What all features look up, in one order. */
export type Looks = Required<FeatureLooks>;

export function looksOf(features: readonly FeatureLooks[]): Looks {
  const all = async <T>(ask: (feature: FeatureLooks) => Promise<readonly T[]> | undefined): Promise<readonly T[]> =>
    (await Promise.all(features.map(async (feature) => (await ask(feature)) ?? []))).flat();
  return {
    facts: async (input, signal) =>
      Object.assign({}, ...(await all(async ({ facts }) => (facts === undefined ? [] : [await facts(input, signal)])))),
    checks: (units, look, whole) => all(({ checks }) => checks?.(units, look, whole)),
    outlook: async (units, look, whole) => {
      const told = await all(async ({ outlook }) => [await outlook?.(units, look, whole)]);
      const known = told.filter((one) => one !== undefined);
      return known.length === 0 ? undefined : Object.assign({}, ...known);
    },
    verify: Object.assign({}, ...features.map(({ verify }) => verify ?? {})),
    backing: (unit, look) => {
      const asked = features.flatMap(({ backing }) => backing?.(unit, look) ?? []);
      return async (changes) => {
        const found = await Promise.all(asked.map((ask) => ask(changes)));
        const known = found.filter((one) => one !== undefined);
        return known.length === 0 ? undefined : Object.assign({}, ...known);
      };
    },
    gates: (moving, look) => all(({ gates }) => gates?.(moving, look)),
    unwell: async (change, desired, kinds, look) =>
      [...new Set(await all(({ unwell }) => unwell?.(change, desired, kinds, look)))].sort(),
  };
}
