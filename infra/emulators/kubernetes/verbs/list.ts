// Lists: selection, pages that all show the state of the first one, and the envelope.
import type { Cluster } from '../cluster.ts';
import { badRequest, expired, resourceVersionTooLarge } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { type KubeObject, withoutVersion } from '../object.ts';
import { type Resource, apiVersionOf } from '../resource.ts';
import { type Selector, fieldSelector, labelSelector } from '../selectors.ts';

/** Remaining objects of lists that were cut by `limit`, by continue token. */
export interface Pages {
  keep(rest: Remainder): string;
  take(token: string): Remainder | undefined;
}

interface Remainder {
  readonly objects: readonly KubeObject[];
  readonly resourceVersion: string;
}

/** Tokens older than the latest `capacity` are forgotten: asking for one is answered 410. */
export function createPages(capacity: number): Pages {
  const kept = new Map<string, Remainder>();
  let next = 0;
  return {
    keep(rest) {
      next += 1;
      const token = Buffer.from(JSON.stringify({ v: 'rangelight/v1', rv: rest.resourceVersion, page: next })).toString(
        'base64url',
      );
      kept.set(token, rest);
      const [oldest] = kept.keys();
      if (kept.size > capacity && oldest !== undefined) kept.delete(oldest);
      return token;
    },
    take: (token) => kept.get(token),
  };
}

export interface ListResult {
  readonly objects: readonly KubeObject[];
  readonly metadata: JsonObject;
}

/** @throws ApiError 400 (selector, limit), 410 (continue token) or 504 (resourceVersion of the future) */
export function list(
  cluster: Cluster,
  pages: Pages,
  resource: Resource,
  namespace: string | undefined,
  query: URLSearchParams,
): ListResult {
  const token = query.get('continue') ?? '';
  requireKnownVersion(cluster, query.get('resourceVersion') ?? '');
  const limit = Number(query.get('limit') ?? '0');
  if (!Number.isInteger(limit) || limit < 0) throw badRequest(`invalid limit: ${query.get('limit')}`);
  const all = token === '' ? freshList(cluster, resource, namespace, query) : pages.take(token);
  if (all === undefined) {
    throw expired(
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
    );
  }
  const objects = limit === 0 ? all.objects : all.objects.slice(0, limit);
  const rest = all.objects.slice(objects.length);
  const { resourceVersion } = all;
  if (rest.length === 0) return { objects, metadata: { resourceVersion } };
  // With a selector the real server does not know how many remain, so it does not say.
  const selective = query.get('labelSelector') || query.get('fieldSelector');
  const remaining = selective ? {} : { remainingItemCount: rest.length };
  return {
    objects,
    metadata: { resourceVersion, continue: pages.keep({ objects: rest, resourceVersion }), ...remaining },
  };
}

function freshList(
  cluster: Cluster,
  resource: Resource,
  namespace: string | undefined,
  query: URLSearchParams,
): Remainder {
  const selected = selectorOf(resource, query);
  const objects = cluster.store.list(resource, namespace).filter(selected);
  return { objects, resourceVersion: String(cluster.store.resourceVersion) };
}

/** Both selectors of a query in one. @throws ApiError 400 */
export function selectorOf(resource: Resource, query: URLSearchParams): Selector {
  const byLabel = labelSelector(query.get('labelSelector') ?? '');
  const byField = fieldSelector(query.get('fieldSelector') ?? '', resource);
  return (object) => byLabel(object) && byField(object);
}

/** @throws ApiError 400 for what is no version, 504 for one of the future */
export function requireKnownVersion(cluster: Cluster, version: string): void {
  if (version === '') return;
  if (!/^\d+$/u.test(version))
    throw badRequest(`resourceVersion: Invalid value: "${version}": invalid resource version`);
  if (Number(version) > cluster.store.resourceVersion) {
    throw resourceVersionTooLarge(Number(version), cluster.store.resourceVersion);
  }
}

/** The List object. Items of built-in kinds carry neither apiVersion nor kind; those of custom ones do. */
export function listBody(resource: Resource, result: ListResult): JsonObject {
  const items = result.objects.map((object) =>
    resource.custom ? inVersion(resource, object) : withoutVersion(object),
  );
  return { kind: resource.listKind, apiVersion: apiVersionOf(resource), metadata: result.metadata, items };
}

/** An object in the version it was asked in; conversion changes nothing else. */
export function inVersion(resource: Resource, object: KubeObject): KubeObject {
  const apiVersion = apiVersionOf(resource);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}
