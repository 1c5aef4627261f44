// What the functions logged, kept for the test to look at.
import type { Log } from '../../../lib/ports/index.ts';

export interface LogLine {
  readonly severity: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function keptLog(): { readonly log: Log; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const keep =
    (severity: LogLine['severity']): Log['info'] =>
    (fields, message) =>
      void lines.push({ severity, message, fields });
  return { log: { info: keep('info'), warn: keep('warn'), error: keep('error') }, lines };
}
