// Whole lists, page by page. Source: Kubernetes API concepts, "Retrieving large results sets in chunks"; a continue
// token that has expired answers 410, and the list begins again.
import { isJsonObject, type JsonObject, objectsAt, parseJson, RangelightError, textAt } from '../../core/index.ts';
import { isCertainlyAbsent, isSuccess, type KubernetesAnswer } from './answer.ts';
import type { Send } from './connection.ts';
import { clusterFailure } from './failures.ts';
import { apiVersionOf } from './paths.ts';
import type { ClusterApi } from '../../model/index.ts';

const PAGE_SIZE = 500;

export type Listing = { readonly items: readonly JsonObject[] } | { readonly refused: KubernetesAnswer };

/**
 * Every item of a collection, or the first answer that is not a page of it. @param accept in which form; JSON by
 * default.
 */
export async function listAll(
  send: Send,
  path: string,
  labels: Readonly<Record<string, string>>,
  signal: AbortSignal,
  accept?: string,
): Promise<Listing> {
  const first = await listOnce(send, path, labels, accept, signal);
  const expired = 'refused' in first && first.refused.status === 410;
  return expired ? listOnce(send, path, labels, accept, signal) : first;
}

/** The item of a collection that has a name; none when it is certainly absent. @param system for failures. */
export async function readNamed(
  send: Send,
  path: string,
  name: string,
  system: string,
  signal: AbortSignal,
): Promise<readonly JsonObject[]> {
  const answer = await send({ method: 'GET', path: `${path}/${encodeURIComponent(name)}` }, signal);
  if (isSuccess(answer)) return [parseObject(answer.text)];
  if (isCertainlyAbsent(answer, name)) return [];
  throw clusterFailure(answer, system);
}

async function listOnce(
  send: Send,
  path: string,
  labels: Readonly<Record<string, string>>,
  accept: string | undefined,
  signal: AbortSignal,
): Promise<Listing> {
  const query = queryOf(labels);
  const items: JsonObject[] = [];
  for (;;) {
    const request = {
      method: 'GET',
      path: `${path}?${query.toString()}`,
      ...(accept === undefined ? {} : { accept }),
    } as const;
    const answer = await send(request, signal);
    if (answer.status !== 200) return { refused: answer };
    const page = parsePage(answer.text);
    items.push(...page.items);
    if (page.next === undefined) return { items };
    query.set('continue', page.next);
  }
}

function queryOf(labels: Readonly<Record<string, string>>): URLSearchParams {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  if (selector.length > 0) query.set('labelSelector', selector.join(','));
  return query;
}

/** A 200 that is no list (a proxy's page) is no empty list. */
function parsePage(text: string): { readonly items: readonly JsonObject[]; readonly next: string | undefined } {
  const page = parseObject(text);
  const { items } = page;
  // Go writes an empty list as null.
  if (items !== null && !Array.isArray(items)) throw notAnApi();
  return { items: objectsAt(items), next: textAt(page, 'metadata', 'continue') || undefined };
}

/** The JSON object in an answer. Fails with `unreachable` when there is none. */
export function parseObject(text: string): JsonObject {
  const body = parseJson(text);
  if (!isJsonObject(body)) throw notAnApi();
  return body;
}

function notAnApi(): RangelightError {
  return new RangelightError('unreachable', 'kubernetes', 'the answer does not come from a Kubernetes API server');
}

/** Items of built-in lists come without their type. */
export function typed(api: ClusterApi, body: JsonObject): JsonObject {
  return { apiVersion: apiVersionOf(api), kind: api.kind, ...body };
}
