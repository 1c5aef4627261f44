// The Clusters port over fetch.
import { type JsonObject, objectAt, RangelightError, textAt } from '../../core/index.ts';
import {
  type ClusterApi,
  type ClusterKindDefinition,
  type ClusterLink,
  type ClusterRef,
  groupsOf,
  type Kinds,
  refInCluster,
} from '../../model/index.ts';
import type { ClusterObject, Clusters } from '../../ports/index.ts';
import { type ClustersOptions, createSenders, type KubernetesAnswer, type Send, systemOf } from './connection.ts';
import { lostAnEmptyOne } from './emptied.ts';
import { failureOf, isCertainlyAbsent, statusOf } from './failures.ts';
import { hasAny, listAll, parseObject } from './listing.ts';
import { apiVersionOf, collectionPath, definitionOf, objectPath, READ, writePath } from './paths.ts';
import { apiIn, inServedVersion, servedGroups } from './served.ts';

const APPLY = new URLSearchParams({ fieldManager: 'rangelight', force: 'true', fieldValidation: 'Strict' });

/** The clusters behind the given connections; any other link is `unreachable`. */
export function createClusters({ kinds, ...options }: ClustersOptions & { readonly kinds: Kinds }): Clusters {
  const sendTo = createSenders(options);
  const apiOf = (ref: ClusterRef): ClusterApi => apiIn(kinds.ofCluster(ref.kind).api, ref.group);

  /** Whether the kind's CustomResourceDefinition is certainly not installed; any doubt is not certain. */
  async function definitionIsAbsent(cluster: ClusterLink, api: ClusterApi, signal: AbortSignal) {
    const definition = definitionOf(api);
    if (definition === undefined) return false;
    const { path, name } = definition;
    return isCertainlyAbsent(await sendTo(cluster)({ method: 'GET', path }, signal), name);
  }

  /** True when a refused request means certain absence; throws what it means otherwise. */
  async function absentOrThrow(answer: KubernetesAnswer, ref: ClusterRef, signal: AbortSignal): Promise<true> {
    if (isCertainlyAbsent(answer, ref.name)) return true;
    if (answer.status === 404 && (await definitionIsAbsent(ref.cluster, apiOf(ref), signal))) return true;
    throw failureOf(answer, systemOf(ref.cluster));
  }

  function sendInServedVersion(
    ref: ClusterRef,
    request: (api: ClusterApi, send: Send) => Promise<KubernetesAnswer>,
  ): Promise<KubernetesAnswer> {
    return inServedVersion(
      apiOf(ref),
      (api) => request(api, sendTo(ref.cluster)),
      (answer) => answer,
    );
  }

  async function listItems(
    cluster: ClusterLink,
    api: ClusterApi,
    namespace: string | undefined,
    labels: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<readonly JsonObject[]> {
    const listing = await inServedVersion(
      api,
      async (one) => {
        const found = await listAll(sendTo(cluster), collectionPath(one, namespace), labels, signal);
        return 'items' in found ? { items: found.items.map((item) => typed(one, item)) } : found;
      },
      (found) => ('refused' in found ? found.refused : undefined),
    );
    if ('items' in listing) return listing.items;
    if (listing.refused.status === 404 && (await definitionIsAbsent(cluster, api, signal))) return [];
    throw failureOf(listing.refused, systemOf(cluster));
  }

  async function apply(ref: ClusterRef, body: JsonObject, signal: AbortSignal): Promise<ClusterObject> {
    const api = apiOf(ref);
    const answer = await sendInServedVersion(ref, async (one, send) => {
      const path = `${writePath(one, ref)}?${APPLY.toString()}`;
      const contentType = 'application/apply-patch+yaml';
      const typedBody = { apiVersion: apiVersionOf(one), kind: one.kind, ...body };
      const request = { method: 'PATCH', path, contentType, body: typedBody } as const;
      const first = await send(request, signal);
      const again = isSuccess(first) && lostAnEmptyOne(body['spec'], parseObject(first.text)['spec']);
      return again ? send(request, signal) : first;
    });
    if (isSuccess(answer)) return { ref, body: parseObject(answer.text) };
    if (answer.status !== 404) throw failureOf(answer, systemOf(ref.cluster));
    // What is named may be the object (of a status), its namespace, or nothing at all when its CRD is missing.
    const known = [ref.name, ...(ref.namespace === undefined ? [] : [ref.namespace])];
    const missing = known.some((name) => isCertainlyAbsent(answer, name));
    if (!missing && !(await definitionIsAbsent(ref.cluster, api, signal))) {
      throw failureOf(answer, systemOf(ref.cluster));
    }
    const message = textAt(statusOf(answer), 'message') || `the kind ${api.kind} is not installed`;
    throw new RangelightError('not-found', systemOf(ref.cluster), message);
  }

  async function deleteObject({ ref, body }: ClusterObject, signal: AbortSignal): Promise<void> {
    const { uid, resourceVersion } = objectAt(body, 'metadata');
    const preconditions = { uid, resourceVersion };
    const answer = await sendInServedVersion(ref, (one, send) => {
      const path = `${objectPath(one, ref)}?propagationPolicy=Background`;
      return send({ method: 'DELETE', path, body: { preconditions } }, signal);
    });
    if (!isSuccess(answer)) await absentOrThrow(answer, ref, signal);
  }

  /** A status goes with its object; taken alone, its fields are given up by applying none. */
  async function clearStatus(ref: ClusterRef, signal: AbortSignal): Promise<void> {
    try {
      await apply(ref, { metadata: { name: ref.name, namespace: ref.namespace } }, signal);
    } catch (error) {
      if (!(error instanceof RangelightError) || error.code !== 'not-found') throw error;
    }
  }

  return {
    async get(ref, signal) {
      const answer = await sendInServedVersion(ref, (one, send) =>
        send({ method: 'GET', path: objectPath(one, ref) }, signal),
      );
      if (isSuccess(answer)) return { ref, body: parseObject(answer.text) };
      await absentOrThrow(answer, ref, signal);
      return undefined;
    },
    async list(cluster, kind, labels, signal) {
      const definition = kinds.ofCluster(kind);
      const found: ClusterObject[] = [];
      for (const { group } of groupsOf(definition.api)) {
        const items = await listItems(cluster, apiIn(definition.api, group), undefined, labels, signal);
        found.push(...items.map((body) => ({ ref: refOf(cluster, definition, group, body), body })));
      }
      return found;
    },
    groups: (cluster, kind, signal) => servedGroups(sendTo(cluster), kinds.ofCluster(kind).api, cluster, signal),
    read: (cluster, kind, { namespace, labels }, signal) =>
      listItems(cluster, typeof kind === 'string' ? READ[kind] : kind, namespace, labels ?? {}, signal),
    async has(cluster, kind, { namespace, labels }, signal) {
      const found = await hasAny(sendTo(cluster), collectionPath(READ[kind], namespace), labels ?? {}, signal);
      if ('any' in found) return found.any;
      throw failureOf(found.refused, systemOf(cluster));
    },
    apply,
    remove: (current, signal) =>
      apiOf(current.ref).subresource === undefined ? deleteObject(current, signal) : clearStatus(current.ref, signal),
  };
}

function isSuccess({ status }: KubernetesAnswer): boolean {
  return status >= 200 && status < 300;
}

function refOf(cluster: ClusterLink, kind: ClusterKindDefinition, group: string, body: JsonObject): ClusterRef {
  const [name = '', namespace] = [textAt(body, 'metadata', 'name'), textAt(body, 'metadata', 'namespace')];
  return refInCluster(kind, cluster, name, namespace, group);
}

/** Items of built-in lists come without their type. */
function typed(api: ClusterApi, body: JsonObject): JsonObject {
  return { apiVersion: apiVersionOf(api), kind: api.kind, ...body };
}
