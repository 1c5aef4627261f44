// What routing may look at of a request.

export interface RequestLine {
  readonly scheme: 'http' | 'https';
  /** The Host header's value, port and all. */
  readonly host: string;
  /** Without query. */
  readonly path: string;
  /** With its leading `?`, or empty. */
  readonly query: string;
  /** By lower-case name; repeated headers joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
}
