// From what an API server, or a gateway before it, answers to our failure codes. Every doubt is `unreachable`: a gateway
// that has lost its cluster answers 404 to everything, and that must never look like absence.
import {
  type FailureCode,
  type JsonObject,
  objectAt,
  objectsAt,
  parseJson,
  RangelightError,
  textAt,
} from '../../core/index.ts';
import type { KubernetesAnswer } from './connection.ts';

const BY_STATUS: Readonly<Record<number, FailureCode>> = {
  400: 'invalid',
  401: 'denied',
  403: 'denied',
  409: 'precondition',
  410: 'precondition',
  413: 'invalid',
  415: 'invalid',
  422: 'invalid',
  429: 'rate-limited',
};

/** The Status object that an error answer carries; undefined when something else answered. */
export function statusOf({ text }: KubernetesAnswer): JsonObject | undefined {
  const body = objectAt(parseJson(text));
  return body['kind'] === 'Status' ? body : undefined;
}

/** Whether the API server itself says that the object of that name is not there. */
export function isCertainlyAbsent(answer: KubernetesAnswer, name: string): boolean {
  if (answer.status !== 404) return false;
  const status = statusOf(answer);
  return textAt(status, 'reason') === 'NotFound' && textAt(status, 'details', 'name') === name;
}

/** The failure that an error answer stands for; a 404 is `unreachable` here, for absence has been looked into before. */
export function failureOf(answer: KubernetesAnswer, system: string): RangelightError {
  const status = statusOf(answer);
  const message = textAt(status, 'message') ?? `the cluster answered ${answer.status}`;
  const reason = causeOf(status) ?? textAt(status, 'reason') ?? '';
  const options = reason === '' ? {} : { reason };
  return new RangelightError(codeOf(answer.status, status), system, message, options);
}

function codeOf(status: number, body: JsonObject | undefined): FailureCode {
  if (status === 403 && causeOf(body) !== undefined) return 'not-ready';
  // Server-side apply reports a body that does not fit the schema as a 500 without a reason.
  if (status === 500 && textAt(body, 'message')?.includes('failed to create typed patch object')) return 'invalid';
  return BY_STATUS[status] ?? 'unreachable';
}

/** Nothing can be made in a namespace that is going away; later it can, or the namespace is missing. */
function causeOf(body: JsonObject | undefined): string | undefined {
  const causes = objectsAt(body, 'details', 'causes');
  const terminating = causes.some((cause) => cause['reason'] === 'NamespaceTerminating');
  return terminating ? 'NamespaceTerminating' : undefined;
}
