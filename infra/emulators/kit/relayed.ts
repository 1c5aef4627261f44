// A request that one emulator hands to another one whole, and the answer.

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface RelayedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface RelayedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}
