// Registers a function under its name, or ends the process in words: Cloud Run shows the line to whoever deployed it.
import { http } from '@google-cloud/functions-framework';
import { createLog } from '../../lib/adapters/log/index.ts';
import { isFailure } from '../../lib/core/index.ts';
import type { HttpFunction } from './http-function.ts';
import { leaveBodiesUnread } from './unread-body.ts';

/**
 * @param compose makes the function; when its configuration is `invalid`, every variable at fault is one line of the
 * log.
 */
export function start(name: string, compose: () => HttpFunction): void {
  leaveBodiesUnread();
  try {
    http(name, compose());
  } catch (error) {
    if (!isFailure(error, 'invalid')) throw error;
    createLog().error({ function: name }, error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
