// Headers on their way through the load balancer: hop-by-hop ones go, the proxy's own come, header actions apply.
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { CLIENT_ADDRESS_HEADER } from './client.ts';
import type { HeaderAction, HeaderToAdd } from '../shapes.ts';

/** By lower-case name, values in order. */
export type HeaderLines = ReadonlyMap<string, readonly string[]>;

const hopByHop = [
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
  CLIENT_ADDRESS_HEADER,
  // Answered by the edge itself.
  'expect',
];

/** End-to-end headers of a message as node:http gives them. */
export function endToEnd(distinct: Readonly<Record<string, readonly string[] | undefined>>): HeaderLines {
  const named = (distinct['connection'] ?? []).flatMap((value) => value.toLowerCase().split(/\s*,\s*/));
  const dropped = new Set([...hopByHop, ...named]);
  const kept = new Map<string, readonly string[]>();
  for (const [name, values] of Object.entries(distinct)) {
    if (values !== undefined && !dropped.has(name.toLowerCase())) kept.set(name.toLowerCase(), values);
  }
  return kept;
}

/** With `values` appended to those that the header has. */
export function append(headers: HeaderLines, name: string, value: string): HeaderLines {
  const key = name.toLowerCase();
  return new Map([...headers, [key, [...(headers.get(key) ?? []), value]]]);
}

/** Request headers after every action, in order; within one, removals come before additions. */
export function applyToRequest(headers: HeaderLines, actions: readonly HeaderAction[]): HeaderLines {
  let result = headers;
  for (const action of actions) {
    result = apply(result, action.requestHeadersToRemove ?? [], action.requestHeadersToAdd ?? []);
  }
  return result;
}

/** As `applyToRequest`, for the response. */
export function applyToResponse(headers: HeaderLines, actions: readonly HeaderAction[]): HeaderLines {
  let result = headers;
  for (const action of actions) {
    result = apply(result, action.responseHeadersToRemove ?? [], action.responseHeadersToAdd ?? []);
  }
  return result;
}

function apply(headers: HeaderLines, remove: readonly string[], add: readonly HeaderToAdd[]): HeaderLines {
  const gone = new Set(remove.map((name) => name.toLowerCase()));
  let result: HeaderLines = new Map([...headers].filter(([name]) => !gone.has(name)));
  for (const { headerName, headerValue, replace } of add) {
    const name = headerName.toLowerCase();
    result = replace === true ? new Map([...result, [name, [headerValue]]]) : append(result, name, headerValue);
  }
  return result;
}

/** `Name:value` strings of a backend service's custom headers; each replaces what the message had under that name. */
export function customHeaders(lines: readonly string[]): readonly HeaderToAdd[] {
  return lines.map((line) => {
    const colon = line.indexOf(':');
    return { headerName: line.slice(0, colon).trim(), headerValue: line.slice(colon + 1).trim(), replace: true };
  });
}

/** False when a header action made a name or value that HTTP does not allow. */
export function isSendable(headers: HeaderLines): boolean {
  try {
    for (const [name, values] of headers) {
      validateHeaderName(name);
      for (const value of values) validateHeaderValue(name, value);
    }
    return true;
  } catch {
    return false;
  }
}

/** The shape that node:http writes. */
export function toNode(headers: HeaderLines): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = {};
  for (const [name, values] of headers) {
    const [only] = values;
    result[name] = values.length === 1 && only !== undefined ? only : [...values];
  }
  return result;
}
