// The record of one request that entered by a region's proxy.

export interface ServedRequest {
  /** Emulated milliseconds since the epoch, when the request came in. */
  readonly at: number;
  /** The client's region. */
  readonly region: string;
  readonly vip: string;
  readonly method: string;
  /** The Host header as received. */
  readonly host: string;
  /** With query, as received. */
  readonly path: string;
  /** Names; absent where the request did not get that far. */
  readonly backendService?: string;
  readonly neg?: string;
  /** `ip:port` of the pod. */
  readonly endpoint?: string;
  readonly zone?: string;
  /** Only of requests that came by TLS. */
  readonly tls?: { readonly serverName: string; readonly version: string };
  /** The backend service has Cloud CDN on: a real load balancer might have answered from its cache. */
  readonly cdn?: 'without effect';
  /** What the client saw; 0 when it left before any answer. */
  readonly status: number;
  /** `ok`, or why the load balancer itself answered or cut the answer off. */
  readonly reason: string;
}
