// An answer that the load balancer gives itself, and the reasons that have a fixed wording.

export interface OwnAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Plain text for the client. */
  readonly body: string;
  /** For the record, e.g. `redirect`, `no healthy upstream`. */
  readonly reason: string;
  readonly location?: string;
  /** Name of the backend service, where the walk got that far. */
  readonly backendService?: string;
}

export function answer(status: number, body: string, reason: string): OwnAnswer {
  return { kind: 'answer', status, body, reason };
}

/** The edge still follows configuration of which a part no longer exists. */
export function gone(what: string): OwnAnswer {
  return answer(502, `${what} was deleted while this edge still refers to it`, `${what} is gone`);
}

export function notEmulated(feature: string): OwnAnswer {
  return answer(501, `not emulated by the data plane: ${feature}`, `not emulated: ${feature}`);
}
