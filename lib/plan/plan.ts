// The plan document of one unit: resources before → after and the steps between. Its digest is its name; nothing in it
// depends on the commit, a file's line, a fingerprint or the clock, so that an approval survives a rebase.
import type { Diagnostic, JsonObject, SourceRef } from '../core/index.ts';
import type { Change, ChangeKind } from '../diff/change.ts';
import type { Edit, FieldEdit } from './edits.ts';
import type { GateCode } from './gate-codes.ts';
import type { Occasion } from './occasion.ts';
import type { ClusterLink, Impact, ObjectKey, RefKey, UnknownPart } from '../model/index.ts';

export interface WatchedService {
  readonly key: RefKey;
  /**
   * The backend services whose work it does from then on, sorted: those whose routes it takes, itself when it is
   * changed or gets more routes.
   */
  readonly from: readonly RefKey[];
  /** The part of that work, 0 to 1; absent: all. */
  readonly share?: number;
}

export type Phase = 'expand' | 'switch' | 'settle' | 'bake' | 'contract';

export type Stage = 'grown' | 'warm' | 'idle' | 'final';

export type StepAction =
  /**
   * Make the resource as the change's `after` says; `grown`: with what it loses still in it; `idle`: so, and with no
   * new requests for that; `warm`: as it is, with the newcomers reachable by nobody but health checks.
   */
  | { readonly type: 'apply'; readonly key: RefKey; readonly stage: Stage }
  /** Wait until a backend service is as healthy, region by region, as those whose routes it takes. */
  | {
      readonly type: 'await-health';
      readonly key: RefKey;
      readonly from: readonly RefKey[];
      /** The part of their work that it takes over, 0 to 1; absent: all. */
      readonly share?: number;
    }
  /** Wait until somebody else (GKE) has made it. */
  | { readonly type: 'await'; readonly key: RefKey }
  /** Wait until nobody uses it any more who does not refer to it: only then it may go. */
  | { readonly type: 'await-unused'; readonly key: RefKey }
  /** Make a worker-kept NEG hold exactly the ready endpoints of its derived Service. */
  | { readonly type: 'endpoints'; readonly key: RefKey }
  /** Remove it; what refers to it went before. */
  | { readonly type: 'delete'; readonly key: RefKey }
  /** Give up our fields and our mark in an object, and leave it; what refers to it went before. */
  | { readonly type: 'release'; readonly key: RefKey }
  /** Wait until the edge has taken up what was switched, or what was taken out of service. */
  | { readonly type: 'settle'; readonly of: string }
  /** Note how healthy the services are that are about to be changed or relieved. */
  | { readonly type: 'baseline'; readonly of: string; readonly services: readonly RefKey[] }
  /** Watch before anything is taken away; `baseline`: id of the step to compare with. */
  | {
      readonly type: 'bake';
      readonly of: string;
      readonly baseline: string;
      readonly watch: readonly WatchedService[];
    }
  /** Let in-flight requests of detached backends finish. */
  | { readonly type: 'drain'; readonly of: string };

export interface Step {
  /** Unique in the plan and stable: phase, action and key. */
  readonly id: string;
  readonly phase: Phase;
  readonly action: StepAction;
  /** Steps that must be done first, sorted. */
  readonly needs: readonly string[];
}

export interface Plan {
  /** Of everything below but each change's `cause` and `why`. */
  readonly digest: string;
  readonly fleet: string;
  readonly unit: string;
  /** Every change except `none`, sorted by key. */
  readonly changes: readonly Change[];
  /**
   * Keys of those changes whose taking away it leaves to a later run, sorted: what served until this plan. That run
   * comes when nobody uses it any more. Absent when none.
   */
  readonly retires?: readonly RefKey[];
  /** In an order that respects `needs`; equal inputs give equal bytes. */
  readonly steps: readonly Step[];
}

/** A condition that stops the plan until a person approves exactly this digest. */
export interface Gate {
  readonly code: GateCode;
  readonly message: string;
  /** No word opens it: what it stops would fail half-way. */
  readonly isFinal?: true;
  readonly key?: RefKey;
  readonly source?: SourceRef;
}

export type ChangeCounts = Readonly<Record<Exclude<ChangeKind, 'none'>, number>>;

/** Why a unit is not planned towards its commit. */
export interface RolledBack {
  /** The commit that it was rolled back from. */
  readonly commit: string;
  /** The person who asked for it; undefined: a run of the commit made things worse. */
  readonly by?: string;
  /** He asked for it to begin before anybody has seen its plan, where that meets no gate. */
  readonly now?: true;
  /** The run that it goes back to. */
  readonly to: string;
  readonly reason: string;
  /** When it was asked for, or the run ended: milliseconds since the epoch. */
  readonly at: number;
}

/**
 * What stands behind a backend service when its unit is planned: for the eyes of a reviewer, nothing is decided by it.
 */
export interface Backing {
  /** The MultiClusterService. */
  readonly service: ObjectKey;
  /** Its clusters, with the endpoints that are ready there; null when that cannot be read. */
  readonly ready: Readonly<Record<ClusterLink, number | null>>;
}

/**
 * What surrounds a plan in its revision: everything that may move without changing the plan. A unit has one for all
 * that meets no gate, and one for each part that does; one at least.
 */
export interface PlanEnvelope {
  readonly unit: string;
  /** Digest of the plan; null when the unit has nothing to do. */
  readonly plan: string | null;
  /**
   * Digest of the desired state that it reaches: of the unit, with what other plans of it wait for held as it was
   * applied.
   */
  readonly desired: string;
  /**
   * Digest of the state that is wanted while plans of the unit wait for a person, where that is another: what waits is
   * held in it.
   */
  readonly meanwhile?: string;
  readonly counts: ChangeCounts;
  /** Something that the commit no longer asks for is kept while it serves: to be planned again when it does not. */
  readonly keptInUse?: true;
  /** What stands and is to be retired, of the whole unit, sorted: no plan takes it away before nobody uses it. */
  readonly retiring?: readonly RefKey[];
  /** What is wanted and somebody else's, sorted: what belongs to it is not planned until it is ours, or gone. */
  readonly foreign?: readonly RefKey[];
  /** Who approved exactly this plan. */
  readonly approvedBy?: string;
  /** Another plan of the unit, by digest, that was approved before what it was made from moved. */
  readonly overtaken?: { readonly plan: string; readonly by: string };
  /** Set while the unit stays at what was good. */
  readonly rolledBack?: RolledBack;
  /** What its author changed in the manifests; absent when nothing. */
  readonly edits?: readonly Edit[];
  /** By backend service; absent when the plan touches no route and nothing that serves. */
  readonly backing?: Readonly<Record<RefKey, Backing>>;
  readonly impact: Impact;
  readonly gates: readonly Gate[];
  /**
   * True when part of the input is unknown, or of the cloud that something of the unit hangs together with: of that
   * nothing is taken away.
   */
  readonly partial: boolean;
  /**
   * Objects, and resources that are made from none, that stay as they were applied for that, though something of them
   * would go; sorted. Of all plans of the unit.
   */
  readonly held?: readonly string[];
  /** Members that what is new in the unit is planned without, because they cannot be read; sorted. */
  readonly leftOut?: readonly ClusterLink[];
  readonly unknown: readonly UnknownPart[];
}

/**
 * Why a proposal was compiled from its files alone, and compared with nothing. `fork`, `no-right`: its commits lie in a
 * fork, or its author may not write to the repository, and no maintainer has asked for that commit. `new-fleet`: the
 * branch has no fleet of that name. `head-lost`: what the branch has of it is lost or damaged. `other-project`: the
 * fleet file names another project or network than the branch's.
 */
export interface Withheld {
  readonly why: 'fork' | 'no-right' | 'new-fleet' | 'head-lost' | 'other-project';
  /** Login of who opened the pull request. */
  readonly author?: string;
}

/** What a commit means for one fleet. */
export interface Revision {
  readonly fleet: string;
  readonly occasion: Occasion;
  /** Of the head; absent for a proposal. */
  readonly seq?: number;
  /** Digest of the facts document. */
  readonly facts: string;
  /** The state does not say which policy is in force: nothing is applied until a person confirms that of the head. */
  readonly policyUnknown?: true;
  /** The policy in force says `apply: manual`: what has no gate waits for a person's `apply`. */
  readonly manual?: true;
  /**
   * `blocked`: nothing may be applied (an error in the fleet file, the guard, a gate). `not-compared`: see `withheld`.
   */
  readonly verdict: 'blocked' | 'needs-approval' | 'ready' | 'nothing-to-do' | 'observe-only' | 'not-compared';
  /** Set exactly when the verdict is `not-compared`. */
  readonly withheld?: Withheld;
  readonly diagnostics: readonly Diagnostic[];
  /** Where each manifest object stands in this commit. */
  readonly sources: Readonly<Record<ObjectKey, SourceRef>>;
  /** What a proposal changes in the fleet file; absent when nothing. */
  readonly fleetEdits?: readonly FieldEdit[];
  /** Which clusters hold the copies; absent when the fleet file cannot be used. */
  readonly configClusters?: { readonly primary: ClusterLink; readonly backup: ClusterLink };
  /** What features show beside the plans, by section of the fleet file: each reads its own. Absent when nothing. */
  readonly outlook?: Readonly<Record<string, JsonObject>>;
  /** Sorted by unit; of one unit, the plan that meets no gate stands first. */
  readonly units: readonly PlanEnvelope[];
}
