// What is there now, and what we last wrote. Unknown is a value of its own: never empty.
import type { JsonObject, RunEnding } from '../core/index.ts';
import type { DesiredResource } from './desired.ts';
import type { KindId } from './kind.ts';
import type { RefKey, ResourceRef } from './ref.ts';
import type { ClusterLink } from './object-key.ts';
import { isClusterRef } from './ref.ts';

export interface ObservedResource {
  readonly ref: ResourceRef;
  /** As answered; references are partial URLs. */
  readonly body: JsonObject;
  /** Carries our mark. A NEG that GKE made never does: what was asked of GKE is known by its name, and is not ours to change. */
  readonly ours: boolean;
}

/** A part that could not be read, or only in part. */
export type UnknownPart =
  | {
      readonly part: 'cluster';
      readonly cluster: ClusterLink;
      readonly reason: string;
      /** It answered, and refused the credential: waiting does not help. */
      readonly refused?: true;
    }
  | { readonly part: 'compute'; readonly kind: KindId; readonly zone?: string; readonly reason: string };

export interface ObservedState {
  readonly resources: ReadonlyMap<RefKey, ObservedResource>;
  readonly unknown: readonly UnknownPart[];
}

/** Whether an absence of this resource in the observation means nothing. */
export function isUnknown(state: ObservedState, ref: ResourceRef): boolean {
  return state.unknown.some((part) => {
    if (part.part === 'cluster') return isClusterRef(ref) && ref.cluster === part.cluster;
    return part.kind === ref.kind && (part.zone === undefined || ('zone' in ref && ref.zone === part.zone));
  });
}

/** How a run ended. */
export interface EndedRun {
  readonly seq: number;
  readonly commit: string;
  /** Digest of the desired state that it worked towards. */
  readonly desired: string;
  readonly runId: string;
  readonly result: RunEnding | 'superseded' | 'rolled-back';
  /** Why it ended so, in words; absent in records of earlier versions. */
  readonly message?: string;
}

/** Per resource, what we last wrote and read back; folded from the journal when a run ends. And how the last run of the unit ended. */
export interface AppliedState extends EndedRun {
  readonly fleet: string;
  readonly unit: string;
  /** The plan that the run carried out: one that is blocked is not tried again by itself. */
  readonly plan: string;
  /** By digest of the plan: how runs of other plans that the head still has ended, before that one or beside it. */
  readonly beside?: Readonly<Record<string, EndedRun>>;
  /** The last run that survived its bake: what a rollback goes back to. Absent before the first. */
  readonly good?: { readonly runId: string; readonly desired: string; readonly commit: string };
  /**
   * Digests of plans that were carried out on an approval → `at` of that approval, for as long as it lies in the bucket: the
   * same plan, made again later, asks again.
   */
  readonly usedApprovals: Readonly<Record<string, number>>;
  readonly resources: Readonly<Record<RefKey, DesiredResource>>;
  /** Literal IPs of the address resources among them: the VIPs. */
  readonly addresses: Readonly<Record<RefKey, string>>;
}
