// The functions and the command line as `npm run build` makes them, for `npm run test:built`: each function a process
// of its bundle, whose log is kept as that of a function in this process is, and the command line as it is installed.
import { join } from 'node:path';
import type { FunctionName } from '../../../infra/deploy/contract.ts';
import { type FunctionProcess, startFunction } from '../../../infra/local/function-process.ts';
import type { LogLine } from './log-lines.ts';

/** The image's tree; undefined: functions run from their sources. */
export const BUNDLES = process.env['RANGELIGHT_BUNDLES'];

/** What a container runs. */
export const IMAGE_MAIN = BUNDLES === undefined ? undefined : join(BUNDLES, 'main.js');

/** The installed package of the command line; undefined: it runs from its sources. */
export const PACKAGE = process.env['RANGELIGHT_PACKAGE'];

/** What `rangelight` runs. */
export const COMMAND_LINE =
  PACKAGE === undefined ? join(import.meta.dirname, '../../../functions/cli/main.ts') : join(PACKAGE, 'rangelight.cjs');

/** @param lines takes what it logs. */
export function startBundle(
  name: FunctionName,
  env: Readonly<Record<string, string>>,
  logFile: string,
  lines: LogLine[],
): Promise<FunctionProcess> {
  return startFunction(name, env, logFile, IMAGE_MAIN, (line) => lines.push(lineOf(line)));
}

const SEVERITIES: Readonly<Record<string, LogLine['severity']>> = { INFO: 'info', WARNING: 'warn' };

function lineOf(text: string): LogLine {
  try {
    const { severity, message, ...fields } = JSON.parse(text) as Record<string, unknown>;
    return { severity: SEVERITIES[String(severity)] ?? 'error', message: String(message), fields };
  } catch {
    // What a bundle says beside its log is for a person.
    return { severity: 'error', message: text, fields: {} };
  }
}
