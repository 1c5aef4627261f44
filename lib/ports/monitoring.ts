// Cloud Monitoring: what the edges of a load balancer passed on to its backends, minute by minute.

/** What one group of a backend service was sent. */
export interface BackendRequests {
  /** Name of the backend service. */
  readonly backendService: string;
  /** Name of the network endpoint group, and its zone. */
  readonly group: string;
  readonly zone: string;
  /** Minutes, or spans that were asked for, with any, by their end in milliseconds since the epoch, ascending. */
  readonly minutes: readonly { readonly endMs: number; readonly count: number }[];
}

export interface Monitoring {
  /**
   * Requests that reached backends through a URL map, as far as they are visible by now. Nothing of a backend is said
   * where it got none, and nothing at all where the metric is missing: only other series tell one from the other.
   * Fails with `unavailable` where the answer is not whole, and with `invalid` where it is not an answer to what was
   * asked.
   * @param urlMap its name.
   * @param interval `fromMs`, `toMs`: its ends, milliseconds since the epoch; `everyMs`: whole minutes that are counted
   * together; default: one.
   */
  requests(
    project: string,
    urlMap: string,
    interval: { readonly fromMs: number; readonly toMs: number; readonly everyMs?: number },
    signal: AbortSignal,
  ): Promise<readonly BackendRequests[]>;
}
