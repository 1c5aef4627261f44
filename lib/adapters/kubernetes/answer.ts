// What a cluster answers, and what is certain about it. Everything else that comes back may be a gateway's.
import { type JsonObject, objectAt, parseJson, textAt } from '../../core/index.ts';

export interface KubernetesAnswer {
  readonly status: number;
  readonly text: string;
  /** When it can be asked again, milliseconds since the epoch; where the answer says so. */
  readonly retryAt?: number;
  /** Whose credential was sent. */
  readonly identity?: string;
}

export function isSuccess({ status }: Pick<KubernetesAnswer, 'status'>): boolean {
  return status >= 200 && status < 300;
}

/** The Status object that an error answer carries; undefined when something else answered. */
export function statusOf({ text }: Pick<KubernetesAnswer, 'text'>): JsonObject | undefined {
  const body = objectAt(parseJson(text));
  return body['kind'] === 'Status' ? body : undefined;
}

/**
 * What an API server says in plain text, because it has not looked at the request: it has no room, or it ends. Source:
 * k8s.io/apiserver, pkg/server/filters: priority-and-fairness.go and with_retry_after.go.
 */
const IN_PLAIN_TEXT = [
  'Too many requests, please try again later.',
  'The apiserver is shutting down, please try again later.',
];

/** What the API server itself says of an error; undefined when something else answered. */
export function saidByServer(answer: Pick<KubernetesAnswer, 'text'>): string | undefined {
  const text = answer.text.trim();
  return IN_PLAIN_TEXT.includes(text) ? text : textAt(statusOf(answer), 'message');
}

/**
 * Whether it is a 404 that names no object: nobody serves what was asked for, or a gateway answers in the server's
 * place.
 */
export function namesNothing(answer: KubernetesAnswer): boolean {
  return answer.status === 404 && textAt(statusOf(answer), 'details', 'name') === undefined;
}

/** Whether the API server itself says that the object of that name is not there. */
export function isCertainlyAbsent(answer: KubernetesAnswer, name: string): boolean {
  if (answer.status !== 404) return false;
  const status = statusOf(answer);
  return textAt(status, 'reason') === 'NotFound' && textAt(status, 'details', 'name') === name;
}
