// What is there now, and what we last wrote. Unknown is a value of its own: never empty.
import type { JsonObject, RunEnding } from '../core/index.ts';
import type { DesiredResource } from './desired.ts';
import type { KindId } from './kind.ts';
import type { Kinds } from './kinds.ts';
import type { RefKey, ResourceRef } from './ref.ts';
import type { ClusterLink } from './object-key.ts';
import { isClusterRef } from './ref.ts';

export interface ObservedResource {
  readonly ref: ResourceRef;
  /** As answered; references are partial URLs. */
  readonly body: JsonObject;
  /**
   * Carries our mark. A NEG that GKE made never does: what was asked of GKE is known by its name, and is not ours to
   * change.
   */
  readonly ours: boolean;
}

/** A part that could not be read, or only in part. */
export type UnknownPart =
  | {
      readonly part: 'cluster';
      readonly cluster: ClusterLink;
      /** The kinds of which nothing is known there, aspects included; absent: nothing of the cluster could be read. */
      readonly kinds?: readonly KindId[];
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
  return state.unknown.some((part) => isIn(part, ref));
}

/** Whether a resource is of a part of the cloud. */
export function isIn(part: UnknownPart, ref: ResourceRef): boolean {
  if (part.part === 'cluster')
    return isClusterRef(ref) && ref.cluster === part.cluster && (part.kinds?.includes(ref.kind) ?? true);
  return part.kind === ref.kind && (part.zone === undefined || ('zone' in ref && ref.zone === part.zone));
}

/** Whether all of a part is in others: what could not be read before cannot be read now either. */
export function isStillUnknown(part: UnknownPart, now: readonly UnknownPart[]): boolean {
  if (part.part === 'compute')
    return now.some((one) => one.part === 'compute' && one.kind === part.kind && (one.zone ?? part.zone) === part.zone);
  const own = now.flatMap((one) => (one.part === 'cluster' && one.cluster === part.cluster ? [one] : []));
  if (own.some(({ kinds }) => kinds === undefined)) return true;
  const unread = new Set(own.flatMap(({ kinds = [] }) => kinds));
  return part.kinds?.every((kind) => unread.has(kind)) === true;
}

/**
 * What of a cluster could not be read, as people call it; empty where nothing of it could. What is read with another
 * kind is told with that.
 */
export function unreadTitles(kinds: Kinds, part: UnknownPart): readonly string[] {
  const own = part.part === 'cluster' ? (part.kinds ?? []) : [];
  return own.map((id) => kinds.ofCluster(id)).flatMap(({ title, aspectOf }) => (aspectOf === undefined ? title : []));
}

/** Which answer it was, and of a cluster that answers otherwise what was not read. */
export function whyUnread(kinds: Kinds, part: UnknownPart): string {
  const titles = unreadTitles(kinds, part);
  return titles.length === 0 ? part.reason : `${part.reason}; not read there: ${titles.join(', ')}`;
}

/** One line for each cluster and for each answer of Compute, for people; each once. */
export function unreadLines(unknown: readonly UnknownPart[]): readonly string[] {
  const parts = Map.groupBy(unknown, (part) => {
    if (part.part === 'compute') return `Compute: ${part.reason}`;
    return `${part.kinds === undefined ? '' : 'part of '}${part.cluster}: ${part.reason}`;
  });
  return [...parts].map(([where, all]) => {
    const kinds = new Set(all.flatMap((part) => (part.part === 'compute' ? part.kind : [])));
    const [place = '', ...reason] = where.split(': ');
    return `${place} cannot be read${kinds.size === 0 ? '' : ` (${[...kinds].join(', ')})`}: ${reason.join(': ')}`;
  });
}

/** Clusters of which nothing could be read. */
export function silentClusters(unknown: readonly UnknownPart[]): ReadonlySet<ClusterLink> {
  return new Set(unknown.flatMap((part) => (part.part === 'cluster' && part.kinds === undefined ? part.cluster : [])));
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
  /** The last run of the unit when it ended; absent for the first, and in records of earlier versions. */
  readonly previous?: string;
}

/**
 * Per resource, what we last wrote and read back; folded from the journal when a run ends. And how the last run of the
 * unit ended.
 */
export interface AppliedState extends EndedRun {
  readonly fleet: string;
  readonly unit: string;
  /** The plan that the run carried out: one that is blocked is not tried again by itself. */
  readonly plan: string;
  /** By digest of the plan: how runs of other plans that the head still has ended, before that one or beside it. */
  readonly beside?: Readonly<Record<string, EndedRun>>;
  /** The last run that survived its bakeMs: what a rollback goes back to. Absent before the first. */
  readonly good?: { readonly runId: string; readonly desired: string; readonly commit: string };
  /**
   * Digests of plans that were carried out on an approval → `at` of that approval, for as long as it lies in the
   * bucket: the same plan, made again later, asks again.
   */
  readonly usedApprovals: Readonly<Record<string, number>>;
  readonly resources: Readonly<Record<RefKey, DesiredResource>>;
  /** Literal IPs of the address resources among them: the VIPs. */
  readonly addresses: Readonly<Record<RefKey, string>>;
}
