// A finding about an input: code, place, words, hint. Collected, never thrown.
import { DIAGNOSTICS } from './diagnostic-codes.ts';
import type { DiagnosticEntry } from './diagnostic-codes/diagnostic-entry.ts';
import { compareText } from './order.ts';

export type Severity = 'error' | 'warning' | 'info';

/** A place in a file of the repository; line and column count from 1. */
export interface SourceRef {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What the file was rendered from, as its comments or annotations name it; absent where nothing says so. */
  readonly template?: string;
}

/** Stands in documents, and scripts rely on it. */
export type DiagnosticCode = string;

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
  /** Absent when the finding is about no file (a cluster that cannot be read). */
  readonly source?: SourceRef;
}

/** Makes diagnostics of the codes of a table, with the severity of each. */
export function diagnosticsOf<T extends Readonly<Record<string, Pick<DiagnosticEntry, 'severity'>>>>(
  table: T,
): (code: keyof T & string, message: string, source?: SourceRef, hint?: string) => Diagnostic {
  return (code, message, source, hint) => {
    const { severity }: Pick<DiagnosticEntry, 'severity'> = table[code] as T[keyof T];
    return {
      code,
      severity,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(source === undefined ? {} : { source }),
    };
  };
}

/** A code that all features share. */
export type SharedCode = keyof typeof DIAGNOSTICS;

/** Of a code that all features share. */
export const diagnostic = diagnosticsOf(DIAGNOSTICS);

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
