// A failure for whoever reads JSON. Source: docs/reference/cli.md.
import type { FailureCode } from '../../lib/core/index.ts';

export function errorJson(code: FailureCode | 'interrupted', message: string): string {
  return `${JSON.stringify({ error: { code, message } }, null, 2)}\n`;
}
