// A finding about an input: code, place, words, hint. Collected, never thrown.
import { DIAGNOSTICS, type DiagnosticCode } from './diagnostic-codes.ts';
import { compareText } from './order.ts';

export type Severity = 'error' | 'warning' | 'info';

/** A place in a file of the repository; line and column count from 1. */
export interface SourceRef {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
  /** Absent when the finding is about no file (a cluster that cannot be read). */
  readonly source?: SourceRef;
}

/** Makes a diagnostic with the severity of its code. */
export function diagnostic(code: DiagnosticCode, message: string, source?: SourceRef, hint?: string): Diagnostic {
  return {
    code,
    severity: DIAGNOSTICS[code].severity,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(source === undefined ? {} : { source }),
  };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'error');
}

/** Order by file, line, column, code, message: the same findings always print in the same order. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.source?.file ?? '', b.source?.file ?? '') ||
    (a.source?.line ?? 0) - (b.source?.line ?? 0) ||
    (a.source?.column ?? 0) - (b.source?.column ?? 0) ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}
