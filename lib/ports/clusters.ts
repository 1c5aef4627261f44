// The Kubernetes API of every member cluster, through one door. `unreachable` is what every doubt becomes: a 404 counts
// as absence only when it is a Status with reason NotFound that names the object.
import type { JsonObject } from '../core/index.ts';
import type { ClusterApi, ClusterLink, ClusterRef } from '../model/index.ts';

export interface ClusterObject {
  readonly ref: ClusterRef;
  readonly body: JsonObject;
}

/** Kinds that are only read. */
export type ReadKind = 'node' | 'namespace' | 'endpointSlice' | 'pod';

export interface Clusters {
  /** Undefined when certainly absent. Also undefined when the CRD of its kind is certainly absent. */
  get(ref: ClusterRef, signal: AbortSignal): Promise<ClusterObject | undefined>;
  /**
   * Every object of a kind in all namespaces and all its groups, optionally by label, or the one of its name where it
   * has but one; empty when the CRD of its kind is certainly absent.
   */
  list(
    cluster: ClusterLink,
    kind: ClusterRef['kind'],
    labels: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<readonly ClusterObject[]>;
  /** The API groups of a kind that the cluster serves, in the order in which the kind has them. */
  groups(cluster: ClusterLink, kind: ClusterRef['kind'], signal: AbortSignal): Promise<readonly string[]>;
  /**
   * Raw objects of a read-only kind, or of an API that a feature names, optionally in one namespace and by label; with
   * a name the one object of it in its namespace, or none.
   */
  read(
    cluster: ClusterLink,
    kind: ReadKind | ClusterApi,
    where: {
      readonly namespace?: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly name?: string;
    },
    signal: AbortSignal,
  ): Promise<readonly JsonObject[]>;
  /**
   * Server-side apply as field manager `rangelight`; a status ref goes through the status subresource. Forced, but in
   * objects of others, where a field that another manager holds fails with `precondition` and names it.
   * @returns the object as stored. Fails with `not-found` when the namespace or CRD is missing, `not-ready` when it
   * terminates.
   */
  apply(ref: ClusterRef, body: JsonObject, signal: AbortSignal): Promise<ClusterObject>;
  /** As `apply`, and never forced. */
  applyUnforced(ref: ClusterRef, body: JsonObject, signal: AbortSignal): Promise<ClusterObject>;
  /**
   * Gives up our mark and every field that we applied, in the very object that was seen, and leaves it. What we applied
   * to an object of others goes; an object that we made stays whole, and is nobody's or another manager's from then on.
   * One that is gone is fine.
   */
  release(current: ClusterObject, signal: AbortSignal): Promise<void>;
  /** Deletes with uid and resourceVersion preconditions taken from `current`. */
  remove(current: ClusterObject, signal: AbortSignal): Promise<void>;
}
