// What the reader is told of a diagnostic.

export interface DiagnosticEntry {
  /** A warning after which requests fail, in a few words for a heading. */
  readonly outage?: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly title: string;
  /** A paragraph for the reference page: why it matters and what to do. */
  readonly doc: string;
  /** What an application developer does next, in a sentence or two. */
  readonly next: string;
}
