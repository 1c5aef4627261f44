// What a feature makes of a commit, and what all features make of it together. Types only.
import type { Diagnostic, SourceRef } from '../core/index.ts';
import type { Facts, Fleet, SecretKey } from '../fleet/index.ts';
import type { ManifestKinds, ReadResult } from '../manifest/index.ts';
import type { ClusterLink, DesiredResource, DesiredState, ObjectKey } from '../model/index.ts';

export interface CompileInput {
  readonly fleet: Fleet;
  /** Id of the installation, whose mark everything gets. */
  readonly installation: string;
  readonly manifests: ReadResult;
  readonly facts: Facts;
}

/** One feature's part. */
export interface CompiledPart {
  /** By unit, in any order. */
  readonly resources: ReadonlyMap<string, readonly DesiredResource[]>;
  /** Objects with an error, and every object that refers to one of them. What they own stays. */
  readonly held: ReadonlySet<ObjectKey>;
  /** Objects that others declare, and will make: what stands in for one of them stays until they have. */
  readonly awaited?: ReadonlySet<ObjectKey>;
  /** Secrets that manifests name: what the facts should know of. */
  readonly secrets: readonly SecretKey[];
  /** What this feature finds; findings of reading and of the fleet are not its own. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Pure, and never throws: everything wrong with the input is a diagnostic on the value that is wrong. */
export type Compiler = (input: CompileInput) => CompiledPart;

/** What the features that are built in bring together. */
export interface Features {
  /** The kinds of manifests that they read. */
  readonly kinds: ManifestKinds;
  readonly compilers: readonly Compiler[];
}

/** The whole fleet at one commit. */
export interface Compiled {
  /** One per unit, FLEET_UNIT included, sorted by unit; resources sorted by key. */
  readonly states: readonly DesiredState[];
  /** Every declared object, also those in error. */
  readonly sources: Readonly<Record<ObjectKey, SourceRef>>;
  /** Objects with an error, and every object that refers to one of them; sorted. What they own stays. */
  readonly held: readonly ObjectKey[];
  /** Objects that others declare, and will make; sorted. What stands in for one of them stays until they have. */
  readonly awaited: readonly ObjectKey[];
  /** Some file could not be read to its end: nothing may be deleted or shrunk. */
  readonly incomplete: boolean;
  /** Clusters of which no facts are known: what is wanted there is not known either. Sorted. */
  readonly unknownClusters: readonly ClusterLink[];
  /** Secrets that manifests name. Sorted. */
  readonly secrets: readonly SecretKey[];
  /** Of reading and compiling, sorted. */
  readonly diagnostics: readonly Diagnostic[];
}
