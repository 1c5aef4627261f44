// A line of a load balancer's log → the little of it that is looked at. The query string, addresses, cookies and other
// headers are left behind here: nothing further on has them. Source: Cloud Load Balancing, "Global external Application
// Load Balancer logging"; Cloud Logging, "BigQuery schema for logs" (names in lower case below a payload with a type);
// "Log Analytics" (names with underscores, payloads and labels as JSON in a text).
import { isJsonObject, type Json, type JsonObject, numberAt, parseJson, textAt } from '../../../core/index.ts';
import { pathShape } from './path-shape.ts';

export interface LoggedRequest {
  readonly scheme: 'http' | 'https';
  /** Lower case, without port. */
  readonly host: string;
  /** As it was sent, without query: it is answered, and not kept. */
  readonly path: string;
  /** As it may be kept and shown. */
  readonly shape: string;
  readonly method: string;
  /** Of the client, as Cloud Armor tells it (`FR`); undefined: not told. */
  readonly region: string | undefined;
  readonly status: number | undefined;
  /** Forwarding rule and URL map that took it. */
  readonly names: readonly string[];
  /** Cloud Armor refused it before any route was looked at. */
  readonly isDenied: boolean;
}

/** Undefined: the line is no JSON, or no entry about a request. */
export function readLogEntry(line: string): LoggedRequest | undefined {
  const entry = parseJson(line);
  const request = objectIn(entry, 'httpRequest', 'http_request');
  const url = URL_FORM.exec(textIn(request, 'requestUrl', 'request_url') ?? '');
  if (request === undefined || url === null) return undefined;
  const [, scheme = '', authority = '', sent = ''] = url;
  const path = sent === '' ? '/' : sent;
  const payload = objectIn(entry, 'jsonPayload', 'jsonpayload_type_loadbalancerlogentry', 'json_payload');
  const labels = objectIn(objectIn(entry, 'resource'), 'labels');
  const armor = objectIn(payload, 'securityPolicyRequestData', 'securitypolicyrequestdata');
  return {
    scheme: scheme.toLowerCase() === 'https' ? 'https' : 'http',
    host: authority.replace(/^.*@/, '').replace(/:\d*$/, '').toLowerCase(),
    path,
    shape: pathShape(path),
    method: methodIn(request),
    region: regionIn(objectIn(armor, 'remoteIpInfo', 'remoteipinfo')),
    status: numberAt(request, 'status') ?? (Number(textAt(request, 'status')) || undefined),
    names: ['forwarding_rule_name', 'url_map_name'].flatMap((name) => textAt(labels, name) ?? []),
    isDenied: textIn(payload, 'statusDetails', 'statusdetails', 'status_details')?.startsWith('denied_by_') === true,
  };
}

/** Authority and path end before a query, a fragment, or what some clients send in their place. */
const URL_FORM = /^(https?):\/\/([^/?#\\]*)([^?#]*)/i;

/** A word of letters: a method that somebody made up may hold anything. Source: RFC 9110, methods. */
function methodIn(request: JsonObject): string {
  const said = textIn(request, 'requestMethod', 'request_method') ?? '';
  return /^[A-Z]{3,10}$/.test(said) ? said : 'other';
}

function regionIn(info: JsonObject | undefined): string | undefined {
  const said = textIn(info, 'regionCode', 'regioncode', 'region_code') ?? '';
  return /^[A-Z]{2}$/.test(said) ? said : undefined;
}

/** The first member there is of these names; what is JSON in a text is read. */
function objectIn(value: Json | undefined, ...names: readonly string[]): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined;
  for (const name of names) {
    const found = value[name];
    const read = typeof found === 'string' ? parseJson(found) : found;
    if (isJsonObject(read)) return read;
  }
  return undefined;
}

function textIn(value: JsonObject | undefined, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = textAt(value, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
