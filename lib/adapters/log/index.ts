// Structured logs as Cloud Logging reads them: one JSON object per line, `severity` and `message`.
// In: fields and a static message. Out: lines on a stream.
import { pino } from 'pino';
import { RangelightError } from '../../core/index.ts';
import type { Log, LogFields } from '../../ports/index.ts';
import { traceName } from '../trace/index.ts';
import { mappedStack } from './mapped-stack.ts';

/** Names under which a secret could travel; their values never reach a line, at the top or one level down. */
const SECRET_FIELDS = [
  'token',
  'authorization',
  'Authorization',
  'secret',
  'password',
  'privateKey',
  'accessToken',
  'oauth2ClientSecret',
  'keyValue',
];

const SEVERITY: Readonly<Record<string, string>> = { info: 'INFO', warn: 'WARNING', error: 'ERROR' };

/**
 * A log that writes JSON lines.
 * @param destination where lines go; default standard output, written at once so that a frozen instance loses none.
 */
export function createLog(destination: { write(line: string): void } = pino.destination({ fd: 1, sync: true })): Log {
  const logger = pino(
    {
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ severity: SEVERITY[label] ?? 'DEFAULT' }) },
      redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
      serializers: { error: describeError },
    },
    destination,
  );
  return {
    info: (fields, message) => logger.info(found(fields), message),
    warn: (fields, message) => logger.warn(found(fields), message),
    error: (fields, message) => logger.error({ ...found(fields), ...stackOf(fields['error']) }, message),
  };
}

const LABELS = ['fleet', 'unit', 'runId', 'repository', 'commit'];

/**
 * With what lines are looked up by, where an index finds it, and what they belong to.
 * Source: Cloud Logging, "Special fields in structured payloads".
 */
function found(fields: LogFields): LogFields {
  const labels = LABELS.flatMap((name) => (typeof fields[name] === 'string' ? [[name, fields[name]]] : []));
  const trace = traceName();
  return {
    ...fields,
    ...(labels.length === 0 ? {} : { 'logging.googleapis.com/labels': Object.fromEntries(labels) }),
    ...(trace === undefined ? {} : { 'logging.googleapis.com/trace': trace }),
  };
}

/** Error Reporting groups errors by it. Source: Error Reporting, "Format errors in logs". */
function stackOf(error: unknown): { readonly stack_trace?: string } {
  return error instanceof Error && error.stack !== undefined ? { stack_trace: mappedStack(error.stack) } : {};
}

function knownOf({ code, system, reason, retryAt }: RangelightError): object {
  return { code, system, reason, retryAt: retryAt === undefined ? undefined : new Date(retryAt).toISOString() };
}

/** Errors of client libraries carry whole requests with their headers: only these members are written. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack } = error;
  const known = error instanceof RangelightError ? knownOf(error) : {};
  const cause = error.cause instanceof Error ? { cause: error.cause.message } : {};
  return { name, message, ...known, ...cause, stack: stack && mappedStack(stack) };
}
