// What the control plane shows to the data plane, and what the data plane tells it in return. The only seam between
// them.

/** A stored resource: the REST body as GET answers it, references canonical (`projects/P/global/…`, no host). */
export type ComputeResource = Readonly<Record<string, unknown>> & { readonly name: string };

/** A network endpoint of a zonal NEG. */
export interface NegEndpoint {
  readonly instance?: string;
  readonly ipAddress: string;
  readonly port: number;
}

export interface ComputeView {
  readonly project: string;
  /** By canonical path, e.g. `projects/p/global/urlMaps/m` or `projects/p/zones/z/networkEndpointGroups/n`. */
  get(path: string): ComputeResource | undefined;
  /** Every resource of a REST collection (`forwardingRules`, `urlMaps`, …) with its canonical path, sorted by path. */
  list(collection: string): readonly { readonly path: string; readonly resource: ComputeResource }[];
  /**
   * The PEM private key of the self-managed SSL certificate at `path`, which the REST API takes but never returns.
   * Undefined for any other certificate (managed ones have none here) and for what does not exist.
   */
  privateKey(path: string): string | undefined;
  /** The endpoints attached to the NEG at `path`, in order of attachment. */
  endpoints(path: string): readonly NegEndpoint[];
  /** Calls back after each change of state (an operation's effect); the returned function unsubscribes. */
  onChange(listener: () => void): () => void;
}

export interface EndpointHealth {
  readonly instance?: string;
  readonly ipAddress: string;
  readonly port: number;
  readonly healthState: 'HEALTHY' | 'UNHEALTHY';
}

/** Answers getHealth. Undefined: not health-checked (no forwarding rule reaches the service) or not probed yet. */
export interface HealthSource {
  health(backendServicePath: string, negPath: string): readonly EndpointHealth[] | undefined;
}
