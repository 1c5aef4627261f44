// Compute Engine's load balancing resources. A write returns when its operation is DONE without an error.
import type { JsonObject } from '../core/index.ts';
import type { ComputeRef, KindId, Quotas } from '../model/index.ts';

export interface ComputeObject {
  readonly ref: ComputeRef;
  /** As answered, references as partial URLs, nothing dropped. */
  readonly body: JsonObject;
}

/** A list, and the scopes that could not be read: what is missing from them is unknown, not absent. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly unreachable: readonly string[];
}

export interface Endpoint {
  readonly instance: string;
  readonly ipAddress: string;
  readonly port: number;
}

export interface EndpointHealth {
  readonly ipAddress: string;
  readonly port: number;
  readonly healthy: boolean;
}

/** A change of a resource that took effect. */
export interface PastChange {
  /** The account that asked for it. */
  readonly by: string;
  /** When it was asked for, milliseconds since the epoch. */
  readonly at: number;
}

/** An SSL policy or a Cloud Armor policy. */
export interface NamedPolicy {
  readonly name: string;
  /** Of a Cloud Armor policy, such as CLOUD_ARMOR; as answered. */
  readonly type?: string;
}

export interface Compute {
  /** Undefined when absent (404 notFound). */
  get(ref: ComputeRef, signal: AbortSignal): Promise<ComputeObject | undefined>;
  /** Every resource of a kind in the project: global ones, and for NEGs all zones. */
  list(kind: KindId, project: string, signal: AbortSignal): Promise<Listed<ComputeObject>>;
  /** Policies of the project that others make, global ones, sorted by name. */
  policies(kind: 'sslPolicy' | 'securityPolicy', project: string, signal: AbortSignal): Promise<readonly NamedPolicy[]>;
  /** `requestId`: a UUID; repeating it never repeats the work. Fails with `already-exists`, `not-ready`, `quota`, … */
  insert(ref: ComputeRef, body: JsonObject, requestId: string, signal: AbortSignal): Promise<void>;
  /**
   * Changes the given top-level fields; uses `current`'s fingerprint, and PUT only where a field or list must be
   * cleared. Fails with `precondition` when `current` is stale, `would-lose-fields` when a PUT would drop keys unknown
   * to us.
   * `onTaken` is called once Compute has taken the change up: until its operation is DONE every other write of that
   * resource fails with `not-ready`, and the change may still fail.
   */
  update(
    current: ComputeObject,
    changed: JsonObject,
    requestId: string,
    signal: AbortSignal,
    onTaken?: () => void,
  ): Promise<void>;
  /**
   * Whether an update of these fields names the fingerprint of what it was made for with all that it does: then it
   * fails with `precondition` where somebody else has written since. Asks nobody.
   */
  isGuarded(ref: ComputeRef, changed: JsonObject): boolean;
  /** An absent resource is fine. Fails with `in-use`. */
  remove(ref: ComputeRef, requestId: string, signal: AbortSignal): Promise<void>;
  endpoints(neg: ComputeRef, signal: AbortSignal): Promise<readonly Endpoint[]>;
  attach(neg: ComputeRef, endpoints: readonly Endpoint[], requestId: string, signal: AbortSignal): Promise<void>;
  detach(neg: ComputeRef, endpoints: readonly Endpoint[], requestId: string, signal: AbortSignal): Promise<void>;
  /** Gives a backend service a key; the value is never answered. Fails with `invalid` when it has one of that name. */
  addSignedUrlKey(
    backendService: ComputeRef,
    key: { readonly keyName: string; readonly keyValue: string },
    requestId: string,
    signal: AbortSignal,
  ): Promise<void>;
  /** Fails with `invalid` when there is none of that name. */
  deleteSignedUrlKey(
    backendService: ComputeRef,
    keyName: string,
    requestId: string,
    signal: AbortSignal,
  ): Promise<void>;
  /** Health of a NEG's endpoints in a backend service; empty when it is not health-checked. */
  health(backendService: ComputeRef, neg: ComputeRef, signal: AbortSignal): Promise<readonly EndpointHealth[]>;
  /**
   * Who changed a resource, or removed it, since our own last change of it, the newest first; not all where they are
   * many. Compute remembers about two weeks. Fails with `denied`.
   */
  pastChanges(ref: ComputeRef, signal: AbortSignal): Promise<readonly PastChange[]>;
  /** The project's quotas by metric. Quotas of a region are not among them. */
  quotas(project: string, signal: AbortSignal): Promise<Quotas>;
  /** Network tags of an instance, sorted. Fails with `not-found`. */
  instanceTags(project: string, zone: string, instance: string, signal: AbortSignal): Promise<readonly string[]>;
}
