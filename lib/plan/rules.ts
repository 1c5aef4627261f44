// What the plan asks the features: by which steps something moves, what a person has to approve, what has to find room
// beside what stands. The plan itself knows no kind. Pure.
import { type Diagnostic, type JsonObject, RangelightError } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import type { Facts, Fleet } from '../fleet/index.ts';
import type { AppliedState, DesiredState, KindId, Kinds, ObjectKey, ObservedState, RefKey } from '../model/index.ts';
import type { GateCode } from './gate-codes.ts';
import type { Override } from './override.ts';
import type { Step } from './plan.ts';

/** A gate before it has a place in a file: which object, and which path in it, the reader should look at. */
export interface GateFinding {
  readonly code: GateCode;
  /** No word opens it. */
  readonly isFinal?: true;
  readonly message: string;
  readonly key: RefKey;
  readonly owners: readonly ObjectKey[];
  readonly path: readonly string[];
}

/** What the whole fleet has. */
export interface Fleetwide {
  readonly fleet: Fleet;
  readonly facts: Facts;
  /** By unit. */
  readonly applied: ReadonlyMap<string, AppliedState>;
  /** Units without a record that can be used: while there are any, it is not known what stands where. */
  readonly lost: readonly string[];
  /** What open runs work towards. */
  readonly inFlight: readonly DesiredState[];
}

/** What is known around the changes of one unit. */
export interface Surroundings {
  /** Tells of what no change is about. */
  readonly observed: ObservedState;
  /** Of the unit; undefined: no record tells what it had, and what served. */
  readonly applied: Pick<AppliedState, 'unit' | 'resources' | 'addresses'> | undefined;
  /** Undefined where it is not known what the whole fleet has: nothing is free to go then. */
  readonly fleetwide?: Fleetwide | undefined;
}

/** What is known of a unit beside a change that takes something away. */
export interface Retiring {
  readonly desired: DesiredState;
  readonly observed: ObservedState;
}

/** What stands of one unit. */
export interface Standing {
  readonly kinds: Kinds;
  readonly applied: AppliedState | undefined;
  readonly observed: ObservedState;
}

/** What is known around one change when its steps are made. */
export interface Around {
  /** Ids of the steps after which all that it needs stands. */
  readonly needs: readonly string[];
  /** Who needs a resource, as it is wanted. */
  readonly neededBy: (key: RefKey) => readonly Change[];
  /** Ids of the steps after which another one stands; none for one that waits until something is handed over. */
  readonly standing: (change: Change) => readonly string[];
}

/**
 * How one kind moves. What is left out is as it is by default: one step, after what it needs; deleted after what
 * referred to it.
 */
export interface KindRules {
  /** The data plane has to take it up: that is waited for before anything around it is taken away. */
  readonly serves?: true;
  /**
   * The steps, in place of one that applies it, by which something comes or changes while all of it that served serves
   * on.
   */
  readonly stand?: (change: Change, around: Around) => readonly Step[];
  /** Its body in the stage `warm`. */
  readonly warm?: (change: Change) => JsonObject;
  /**
   * Of an update: what has work to do from then on that it had not, or does it otherwise → whose work that was, and
   * which part of it, 0 to 1; nothing said: all.
   */
  readonly watch?: (change: Change) => Iterable<readonly [key: RefKey, from: RefKey, share?: number]>;
  /**
   * What people judge as one: changes of which this is the same are approved and run together, though nothing refers
   * from one to the other.
   */
  readonly together?: (one: Pick<Change, 'ref'>) => string;
  /** What stands in its place serves nobody: it goes before all that is watched. */
  readonly goesAtOnce?: (change: Change) => boolean;
  /**
   * Others use it who do not refer to it: when nothing refers to it any more, it is deleted only after these are waited
   * for.
   */
  readonly usedElsewhere?: true;
  /**
   * What leads requests to it, or to what a change takes out of it, and will lead them elsewhere: until the data plane
   * shows that none come any more it is left to be retired. None: it goes with the plan.
   */
  readonly servedBy?: (change: Change, around: Retiring) => readonly RefKey[];
  /**
   * What the data plane sends requests to, or more of them, from when it takes the change up: whoever lags may begin
   * with that long after a later change.
   */
  readonly leads?: (change: Change) => readonly RefKey[];
  /** What it would lose by a rollback may be what serves: then it stays as it is. */
  readonly staysInRollback?: true;
}

/** How the kinds of one feature move. */
export interface FeatureRules {
  readonly kinds?: Readonly<Record<KindId, KindRules>>;
  /** What may not be done without a person's approval of exactly that plan, in the order of the changes of one unit. */
  readonly gates?: (changes: readonly Change[], around: Surroundings) => readonly GateFinding[];
  /** What is wanted of one unit, with room beside what stands; as it is when it has that. */
  readonly settle?: (wanted: DesiredState, beside: Standing) => DesiredState;
  /**
   * What is wanted of one unit, with what something of another one still needs of it; as it is when that is nothing.
   */
  readonly keep?: (wanted: DesiredState, fleetwide: Fleetwide) => DesiredState;
  /** What people know (a VIP) and the changes of one unit do not bring back, sorted. */
  readonly lost?: (changes: readonly Change[], around: Surroundings) => readonly string[];
  /** People's words on what stands and is ours. */
  readonly overrides?: (observed: ObservedState) => readonly Override[];
  /** The same for whoever reads a plan, or asks where a fleet stands: one finding for each word. */
  readonly toldOverrides?: (observed: ObservedState) => readonly Diagnostic[];
}

/** The kinds of an installation, and how they move: whoever plans is handed it. */
export interface Rules {
  readonly kinds: Kinds;
  /** Of a kind; empty for one of which no feature says anything. */
  readonly of: (kind: KindId) => KindRules;
  readonly gates: NonNullable<FeatureRules['gates']>;
  readonly settle: (wanted: DesiredState, beside: Omit<Standing, 'kinds'>) => DesiredState;
  readonly keep: NonNullable<FeatureRules['keep']>;
  readonly lost: NonNullable<FeatureRules['lost']>;
  readonly overrides: NonNullable<FeatureRules['overrides']>;
  readonly toldOverrides: NonNullable<FeatureRules['toldOverrides']>;
}

/**
 * @param features in the order in which they are asked. Fails with `unexpected` where two have rules for one kind, or
 * one for none.
 */
export function rulesOf(kinds: Kinds, features: readonly FeatureRules[]): Rules {
  const byKind = new Map<KindId, KindRules>();
  for (const [kind, own] of features.flatMap((feature) => Object.entries(feature.kinds ?? {}))) {
    if (byKind.has(kinds.of(kind).id)) throw new RangelightError('unexpected', 'rules', `two features move ${kind}`);
    byKind.set(kind, own);
  }
  return {
    kinds,
    of: (kind) => byKind.get(kind) ?? {},
    gates: (changes, around) => features.flatMap(({ gates }) => gates?.(changes, around) ?? []),
    settle: (wanted, beside) =>
      features.reduce((state, { settle }) => settle?.(state, { ...beside, kinds }) ?? state, wanted),
    keep: (wanted, fleetwide) => features.reduce((state, { keep }) => keep?.(state, fleetwide) ?? state, wanted),
    lost: (changes, around) => features.flatMap(({ lost }) => lost?.(changes, around) ?? []).sort(),
    overrides: (observed) => features.flatMap(({ overrides }) => overrides?.(observed) ?? []),
    toldOverrides: (observed) => features.flatMap(({ toldOverrides }) => toldOverrides?.(observed) ?? []),
  };
}
