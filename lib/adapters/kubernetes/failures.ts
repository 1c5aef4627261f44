// From what an API server, or a gateway before it, answers to our failure codes. Every doubt is `unreachable`: a
// gateway that has lost its cluster answers 404 to everything, and that must never look like absence.
import { type FailureCode, type JsonObject, objectsAt, parseJson, RangelightError, textAt } from '../../core/index.ts';
import { type KubernetesAnswer, saidByServer, statusOf } from './answer.ts';

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

/**
 * The failure that an error answer stands for; a 404 is `unreachable` here, for absence has been looked into before.
 */
export function clusterFailure(answer: KubernetesAnswer, system: string): RangelightError {
  const status = statusOf(answer);
  const reason = causeOf(status) ?? textAt(status, 'reason');
  const { retryAt } = answer;
  const options = { ...(reason === undefined ? {} : { reason }), ...(retryAt === undefined ? {} : { retryAt }) };
  return new RangelightError(codeOf(answer.status, status), system, messageOf(answer), options);
}

function messageOf(answer: KubernetesAnswer): string {
  const { status, identity } = answer;
  const said = saidIn(answer);
  const credential = identity === undefined ? 'the credential' : `the credential (${identity})`;
  const what = said ?? "an answer that is not the API server's own";
  if (status === 401) return `the cluster does not know ${credential}: 401, ${what}`;
  if (status === 403 && causeOf(statusOf(answer)) === undefined)
    return `a right is missing to ${credential}: 403, ${what}`;
  return said ?? `${status}, ${what}`;
}

/**
 * What the API server says, or the gateway before it (in the form of Google's APIs). Of any other text nothing is
 * quoted.
 */
function saidIn(answer: KubernetesAnswer): string | undefined {
  return saidByServer(answer) ?? textAt(parseJson(answer.text), 'error', 'message');
}

function codeOf(status: number, body: JsonObject | undefined): FailureCode {
  if (status === 403 && causeOf(body) !== undefined) return 'not-ready';
  // Server-side apply reports what does not fit the schema as a 500 without a reason: the body, or what stands.
  if (status === 500 && /failed to create typed (?:patch|live|new) object/.test(textAt(body, 'message') ?? ''))
    return 'invalid';
  return BY_STATUS[status] ?? 'unreachable';
}

/** Nothing can be made in a namespace that is going away; later it can, or the namespace is missing. */
function causeOf(body: JsonObject | undefined): string | undefined {
  const causes = objectsAt(body, 'details', 'causes');
  const terminating = causes.some((cause) => cause['reason'] === 'NamespaceTerminating');
  return terminating ? 'NamespaceTerminating' : undefined;
}
