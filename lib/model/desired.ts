// What is wanted: the compiled graph of one reconcile unit, as a document.
import type { JsonObject } from '../core/index.ts';
import type { ObjectKey } from './object-key.ts';
import type { RefKey, ResourceRef } from './ref.ts';
import type { ClusterLink } from './object-key.ts';

/** The unit of what belongs to the whole fleet (firewall rule, CRDs). Namespaces cannot begin with an underscore. */
export const FLEET_UNIT = '_fleet';

/** Who brings it into being: we do, or the cluster's NEG controller does and we wait for it. */
export type Maker = 'rangelight' | 'gke';

/** Which Service port's endpoints a NEG holds. */
export interface EndpointSource {
  readonly cluster: ClusterLink;
  readonly namespace: string;
  readonly service: string;
  /** Name of the Service port; '' when it has none. */
  readonly port: string;
}

/**
 * Where a resource's private part lies. Only the writer reads it, at the moment of the write; no document ever holds
 * it.
 */
export interface SecretSource {
  /** Config clusters with the Secret, in the order in which they are asked. */
  readonly clusters: readonly ClusterLink[];
  readonly namespace: string;
  readonly name: string;
  /**
   * What the Secret has to be for this plan; tells nothing of its private part. Absent where that is known only once it
   * stands: what is made of it then says so by what the Secret gives.
   */
  readonly fingerprint?: string;
  /** What it holds, as a feature knows it; absent: a certificate. */
  readonly use?: string;
  /** What the use of it takes besides, and everybody may know: the address of a server. */
  readonly around?: Readonly<Record<string, string>>;
}

/** A private part that a call of its own writes, under a name. */
export interface PrivatePart {
  readonly name: string;
  readonly secret: SecretSource;
}

export interface DesiredResource {
  readonly ref: ResourceRef;
  /** REST body or Kubernetes object; references are partial URLs. */
  readonly body: JsonObject;
  readonly maker: Maker;
  /** Manifest objects that it derives from, sorted; empty for what the fleet file alone asks for. */
  readonly owners: readonly ObjectKey[];
  /** What must stand before it, besides what its body refers to. */
  readonly dependsOn: readonly RefKey[];
  /** For a NEG that Rangelight fills itself. */
  readonly endpoints?: EndpointSource;
  /** For a certificate, or a backend service behind Identity-Aware Proxy with an OAuth client of its own. */
  readonly secret?: SecretSource;
  /** Keys for signed URLs, for a backend service; sorted by name. */
  readonly privateParts?: readonly PrivatePart[];
  /**
   * It stands in for an object that somebody else may make: none is made beside theirs, and ours is given up to another
   * manager that makes it its own. In clusters alone.
   */
  readonly standIn?: true;
}

export interface DesiredState {
  readonly fleet: string;
  readonly unit: string;
  /** Sorted by key. */
  readonly resources: readonly DesiredResource[];
}
