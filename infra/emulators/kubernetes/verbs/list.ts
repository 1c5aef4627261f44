// Lists: selection, pages that all show the state of the first one, and the envelope.
import type { Cluster } from '../cluster.ts';
import { badRequest, expired, resourceVersionTooLarge } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { type KubeObject, withoutVersion } from '../object.ts';
import { type Resource, apiVersionOf } from '../resource.ts';
import { stateAt } from '../past-state.ts';
import { type Selector, fieldSelector, labelSelector } from '../selectors.ts';
import { limitOf, type Place, placeOf, requireListOptions, tokenOf } from './list-options.ts';

export interface ListResult {
  readonly objects: readonly KubeObject[];
  readonly metadata: JsonObject;
}

/**
 * @throws ApiError 400 (selector, limit, token), 410 (state that is no longer kept), 422 or 504 (version of the future)
 */
export function list(
  cluster: Cluster,
  resource: Resource,
  namespace: string | undefined,
  query: URLSearchParams,
): ListResult {
  requireListOptions(query, false);
  const place = placeOf(query);
  const version = query.get('resourceVersion') ?? '';
  requireKnownVersion(cluster, version);
  const limit = limitOf(query);
  const isExact = query.get('resourceVersionMatch') === 'Exact';
  const at = place?.resourceVersion ?? (isExact ? Number(version) : cluster.store.resourceVersion);
  const selected = selectorOf(resource, query);
  const keyOf = ({ metadata }: KubeObject): string =>
    namespace === undefined && metadata.namespace !== undefined
      ? `${metadata.namespace}/${metadata.name}`
      : metadata.name;
  const all = stateAt(cluster.store, resource, namespace, at) ?? tooOld(place);
  const rest = all.filter((object) => selected(object) && (place === undefined || keyOf(object) > place.after));
  const objects = limit === undefined ? rest : rest.slice(0, limit);
  const last = objects.at(-1);
  const resourceVersion = String(at);
  if (objects.length === rest.length || last === undefined) return { objects, metadata: { resourceVersion } };
  // With a selector the real server does not know how many remain, so it does not say.
  const selective = query.get('labelSelector') || query.get('fieldSelector');
  const remaining = selective ? {} : { remainingItemCount: rest.length - objects.length };
  const next = tokenOf({ resourceVersion: at, after: keyOf(last) });
  return { objects, metadata: { resourceVersion, continue: next, ...remaining } };
}

/** Source: apiserver, storage/etcd3/errors.go. @throws ApiError 410 */
function tooOld(place: Place | undefined): never {
  if (place === undefined) throw expired('The resourceVersion for the provided list is too old.');
  throw expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    tokenOf({ after: place.after }),
  );
}

/** Both selectors of a query in one. @throws ApiError 400 */
export function selectorOf(resource: Resource, query: URLSearchParams): Selector {
  const byLabel = labelSelector(query.get('labelSelector') ?? '');
  const byField = fieldSelector(query.get('fieldSelector') ?? '', resource);
  return (object) => byLabel(object) && byField(object);
}

/** @throws ApiError 400 for what is no version, 504 for one of the future */
export function requireKnownVersion(cluster: Cluster, version: string): void {
  if (!isVersion(version)) throw badRequest(`invalid resource version: ${wrongVersion(version)}`);
  if (Number(version) > cluster.store.resourceVersion) {
    throw resourceVersionTooLarge(Number(version), cluster.store.resourceVersion);
  }
}

export function isVersion(text: string): boolean {
  return /^\d*$/u.test(text);
}

export function wrongVersion(text: string): string {
  return `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`;
}

/** Each object's text in lists: most of what a list costs, and the same until the object is another one. */
const texts = new WeakMap<KubeObject, string>();

/** The List object as JSON. */
export function listText(resource: Resource, result: ListResult): string {
  // Lists of custom objects say by an empty text that nothing follows.
  const metadata = resource.custom ? { continue: '', ...result.metadata } : result.metadata;
  const around = JSON.stringify({ kind: resource.listKind, apiVersion: apiVersionOf(resource), metadata });
  return `${around.slice(0, -1)},"items":[${result.objects.map((object) => itemText(resource, object)).join()}]}`;
}

/** Items of built-in kinds carry neither apiVersion nor kind; those of custom ones do. */
function itemText(resource: Resource, object: KubeObject): string {
  const shown = resource.custom ? inVersion(resource, object) : object;
  const known = texts.get(shown);
  if (known !== undefined) return known;
  const text = JSON.stringify(resource.custom ? shown : withoutVersion(shown));
  texts.set(shown, text);
  return text;
}

/** An object in the version it was asked in; conversion changes nothing else. */
export function inVersion(resource: Resource, object: KubeObject): KubeObject {
  const apiVersion = apiVersionOf(resource);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}
