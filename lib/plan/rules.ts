// What the plan asks the features: what a person has to approve, what has to find room beside what stands, what people lose. The plan
// itself knows no kind. Pure. May import: core, model.
import type { Change } from '../diff/index.ts';
import type { AppliedState, DesiredState, Kinds, ObjectKey, ObservedState, RefKey } from '../model/index.ts';
import type { GateCode } from './gate-codes.ts';

/** A gate before it has a place in a file: which object, and which path in it, the reader should look at. */
export interface GateFinding {
  readonly code: GateCode;
  readonly message: string;
  readonly key: RefKey;
  readonly owners: readonly ObjectKey[];
  readonly path: readonly string[];
}

/** What is known around the changes of one unit. */
export interface Surroundings {
  /** Tells of what no change is about. */
  readonly observed: ObservedState;
  /** Of the unit; undefined: no record tells what it had, and what served. */
  readonly applied: Pick<AppliedState, 'unit' | 'resources' | 'addresses'> | undefined;
  /** Network tags that a firewall rule may lose; when it is not known which, none. */
  readonly tagsOutOfUse?: ReadonlySet<string>;
}

/** What stands of one unit. */
export interface Standing {
  readonly kinds: Kinds;
  readonly applied: AppliedState | undefined;
  readonly observed: ObservedState;
}

/** How the kinds of one feature move. What a feature leaves out is as the engine has it for every kind. */
export interface FeatureRules {
  /** What may not be done without a person's approval of exactly that plan, in the order of the changes of one unit. */
  readonly gates?: (changes: readonly Change[], around: Surroundings) => readonly GateFinding[];
  /** What is wanted of one unit, with room beside what stands; as it is when it has that. */
  readonly settle?: (wanted: DesiredState, beside: Standing) => DesiredState;
  /** The IPs that people know and the changes of one unit do not bring back, sorted. */
  readonly lostVips?: (changes: readonly Change[], around: Surroundings) => readonly string[];
}

/** The kinds of an installation, and how they move: whoever plans is handed it. */
export interface Rules {
  readonly kinds: Kinds;
  readonly gates: NonNullable<FeatureRules['gates']>;
  readonly settle: (wanted: DesiredState, beside: Omit<Standing, 'kinds'>) => DesiredState;
  readonly lostVips: NonNullable<FeatureRules['lostVips']>;
}

/** @param features in the order in which they are asked. */
export function rulesOf(kinds: Kinds, features: readonly FeatureRules[]): Rules {
  return {
    kinds,
    gates: (changes, around) => features.flatMap(({ gates }) => gates?.(changes, around) ?? []),
    settle: (wanted, beside) =>
      features.reduce((state, { settle }) => settle?.(state, { ...beside, kinds }) ?? state, wanted),
    lostVips: (changes, around) => features.flatMap(({ lostVips }) => lostVips?.(changes, around) ?? []).sort(),
  };
}
