// What a route gives back, before conditional requests, rate limits and transport headers are added to it.

export interface Answer {
  readonly status: number;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is; the headers then name its type. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

export function ok(json: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, json, headers };
}

/** 201 with the new resource's own URL as Location. */
export function created(json: { readonly url: string }): Answer {
  return { status: 201, json, headers: { location: json.url } };
}

export function noContent(): Answer {
  return { status: 204 };
}

/** Raw media: bytes under a content type. */
export function raw(bytes: Uint8Array, contentType: string): Answer {
  return { status: 200, bytes: new Uint8Array(bytes), headers: { 'content-type': contentType } };
}
