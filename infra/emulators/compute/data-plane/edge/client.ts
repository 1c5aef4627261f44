// Who sent a request, and how it came in: what header variables, security policies and session affinity look at.

export interface Client {
  /** The region whose proxy the client uses. */
  readonly region: string;
  readonly address: string;
  readonly port: number;
  /** Absent for plain HTTP. */
  readonly tls?: {
    /** As the client asked for it; empty without SNI. */
    readonly serverName: string;
    /** e.g. `TLSv1.3`. */
    readonly version: string;
    /** By its IANA name. */
    readonly cipher: string;
  };
}

/** Where the client connected to. */
export interface FrontAddress {
  readonly vip: string;
  readonly port: number;
}

/**
 * Says, on a request to the proxy, which address the client has; without it the client's is that of its loopback
 * socket. It never reaches a pod (`curl --proxy-header 'Proxy-Client-Address: 198.51.100.7'`).
 */
export const CLIENT_ADDRESS_HEADER = 'proxy-client-address';
