// Custom kinds that a cluster does not serve: because their definition is not there, because it has other versions, or
// because it was just made. A server takes up to a second to serve what a new definition defines; until then it answers
// 404 in plain text.
import { objectsAt, parseJson, RangelightError, textAt } from '../../core/index.ts';
import type { ClusterApi } from '../../model/index.ts';
import type { Clock } from '../../ports/index.ts';
import { isCertainlyAbsent, isSuccess, type KubernetesAnswer, namesNothing } from './answer.ts';
import type { Send } from './connection.ts';
import { definitionOf } from './paths.ts';
import { inServedVersion } from './served.ts';

/** Why a kind is certainly not served; `undefined` where that is not certain. */
export type NotServed = 'no-definition' | 'other-versions' | undefined;

export interface ServedAnswer<T> {
  readonly result: T;
  /** Looked for where the result is a 404 that names no object. */
  readonly notServed: NotServed;
}

const FIRST_PAUSE_MS = 50;
/** Three seconds in all. */
const LAST_PAUSE_MS = 1_600;

/**
 * Makes a request in a version that the cluster serves, and again for some seconds where the definition is there and
 * not served yet.
 * @param answerIn the answer in a result, or the one that refused it.
 */
export async function askServed<T>(
  api: ClusterApi,
  send: Send,
  clock: Clock,
  request: (api: ClusterApi) => Promise<T>,
  answerIn: (result: T) => KubernetesAnswer | undefined,
  signal: AbortSignal,
): Promise<ServedAnswer<T>> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
    const result = await inServedVersion(api, request, answerIn);
    const answer = answerIn(result);
    if (answer === undefined || !namesNothing(answer)) return { result, notServed: undefined };
    const definition = await readDefinition(api, send, signal);
    if (definition !== 'serves' || pauseMs > LAST_PAUSE_MS) {
      return { result, notServed: definition === 'serves' ? undefined : definition };
    }
    await clock.sleep(pauseMs, signal);
  }
}

/** Any doubt is `undefined`. */
async function readDefinition(api: ClusterApi, send: Send, signal: AbortSignal): Promise<NotServed | 'serves'> {
  const definition = definitionOf(api);
  if (definition === undefined) return undefined;
  const answer = await send({ method: 'GET', path: definition.path }, signal);
  if (isCertainlyAbsent(answer, definition.name)) return 'no-definition';
  const body = parseJson(answer.text);
  if (!isSuccess(answer) || textAt(body, 'metadata', 'name') !== definition.name) return undefined;
  const served = objectsAt(body, 'spec', 'versions').filter((version) => version['served'] === true);
  return served.some(({ name }) => api.versions.some((one) => one === name)) ? 'serves' : 'other-versions';
}

/** What it means that a kind is certainly not served. It may be on its way: another unit makes the definitions. */
export function notServedFailure(api: ClusterApi, why: NonNullable<NotServed>, system: string): RangelightError {
  const { group, plural, versions } = api;
  const because =
    why === 'no-definition'
      ? `the definition ${plural}.${group} is not installed`
      : `the definition ${plural}.${group} serves other versions`;
  const message = `this cluster does not serve ${plural} of ${group}/${versions.join(' or ')}: ${because}`;
  return new RangelightError('not-found', system, message);
}
