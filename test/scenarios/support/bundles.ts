// The functions as `npm run build` makes them, for `npm run test:built`: each a process of its bundle, whose log is
// kept as that of a function in this process is.
import { join } from 'node:path';
import type { FunctionName } from '../../../infra/deploy/contract.ts';
import { type FunctionProcess, startFunction } from '../../../infra/local/function-process.ts';
import type { LogLine } from './log-lines.ts';

/** The image's tree; undefined: functions run from their sources. */
export const BUNDLES = process.env['RANGELIGHT_BUNDLES'];

/** What a container runs. */
export const IMAGE_MAIN = BUNDLES === undefined ? undefined : join(BUNDLES, 'main.js');

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
