// A call as findings name it, and how many more are like it.
import type { KnownCall } from '../calls/known-call.ts';

export function callWords({ cluster, caller, to, port }: KnownCall): string {
  const target = port === undefined ? `${to.namespace}/${to.name}` : `${to.namespace}/${to.name}:${port}`;
  return `${caller.kind} ${caller.namespace}/${caller.name} of ${cluster} calls ${target}`;
}

/** What is added to the message of the first call. @param others how many more. */
export function othersToo(others: number): string {
  if (others === 0) return '';
  return others === 1 ? ' (so it is with 1 more call)' : ` (so it is with ${others} more calls)`;
}
