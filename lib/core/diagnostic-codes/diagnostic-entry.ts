// What the reader is told of a diagnostic. May import: nothing.

export interface DiagnosticEntry {
  readonly severity: 'error' | 'warning' | 'info';
  readonly title: string;
  /** A paragraph for the reference page: why it matters and what to do. */
  readonly doc: string;
}
