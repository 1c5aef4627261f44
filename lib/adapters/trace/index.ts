// What belongs together: everything that follows from one delivery of GitHub's, or from one tick, is one trace, from
// function to function. In: the W3C trace context of a request or message. Out: the same for the next one, and the name
// that Cloud Logging groups lines by.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

interface Trace {
  readonly project: string;
  /** 32 hexadecimal digits. */
  readonly id: string;
}

const current = new AsyncLocalStorage<Trace>();

/** Source: W3C, "Trace Context", traceparent; all zeros are no id. */
const CONTEXT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;

/**
 * Does work as a part of a trace, and whatever it sets off.
 * @param project whose log it is.
 * @param context `traceparent` of the request; where it is none, a new trace begins.
 */
export function inTrace<T>(project: string, context: unknown, work: () => T): T {
  return current.run({ project, id: idIn(context) ?? randomBytes(16).toString('hex') }, work);
}

/** Does work as a part of the trace of the message that asks for it; where that names none, of the current one. */
export function continueTrace<T>(context: unknown, work: () => T): T {
  const [trace, id] = [current.getStore(), idIn(context)];
  return trace === undefined || id === undefined ? work() : current.run({ ...trace, id }, work);
}

/** `traceparent` for whoever is asked next; undefined outside of a trace. */
export function traceContext(): string | undefined {
  const trace = current.getStore();
  return trace && `00-${trace.id}-${randomBytes(8).toString('hex')}-01`;
}

/** Source: Cloud Logging, "Special fields in structured payloads". Undefined outside of a trace. */
export function traceName(): string | undefined {
  const trace = current.getStore();
  return trace && `projects/${trace.project}/traces/${trace.id}`;
}

function idIn(context: unknown): string | undefined {
  return typeof context === 'string' ? CONTEXT.exec(context)?.[1] : undefined;
}
