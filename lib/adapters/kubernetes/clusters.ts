// The Clusters port over fetch. May import: core, model, ports.
import { type JsonObject, objectAt, RangelightError, textAt } from '../../core/index.ts';
import {
  type ClusterApi,
  type ClusterKindDefinition,
  type ClusterLink,
  type ClusterRef,
  type KindId,
  type Kinds,
  refInCluster,
} from '../../model/index.ts';
import type { ClusterObject, Clusters } from '../../ports/index.ts';
import { type ClustersOptions, createSenders, type KubernetesAnswer, systemOf } from './connection.ts';
import { lostAnEmptyOne } from './emptied.ts';
import { failureOf, isCertainlyAbsent, statusOf } from './failures.ts';
import { hasAny, listAll, parseObject } from './listing.ts';
import { apiVersionOf, collectionPath, definitionOf, objectPath, READ, writePath } from './paths.ts';

const APPLY = new URLSearchParams({ fieldManager: 'rangelight', force: 'true', fieldValidation: 'Strict' });

/** The clusters behind the given connections; any other link is `unreachable`. */
export function createClusters({ kinds, ...options }: ClustersOptions & { readonly kinds: Kinds }): Clusters {
  const sendTo = createSenders(options);
  const apiOf = (kind: KindId): ClusterApi => kinds.ofCluster(kind).api;

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
    if (answer.status === 404 && (await definitionIsAbsent(ref.cluster, apiOf(ref.kind), signal))) return true;
    throw failureOf(answer, systemOf(ref.cluster));
  }

  async function listItems(
    cluster: ClusterLink,
    api: ClusterApi,
    namespace: string | undefined,
    labels: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<readonly JsonObject[]> {
    const listing = await listAll(sendTo(cluster), collectionPath(api, namespace), labels, signal);
    if ('items' in listing) return listing.items.map((item) => typed(api, item));
    if (listing.refused.status === 404 && (await definitionIsAbsent(cluster, api, signal))) return [];
    throw failureOf(listing.refused, systemOf(cluster));
  }

  async function apply(ref: ClusterRef, body: JsonObject, signal: AbortSignal): Promise<ClusterObject> {
    const api = apiOf(ref.kind);
    const path = `${writePath(api, ref)}?${APPLY.toString()}`;
    const contentType = 'application/apply-patch+yaml';
    const request = {
      method: 'PATCH',
      path,
      contentType,
      body: { apiVersion: apiVersionOf(api), kind: api.kind, ...body },
    } as const;
    const send = sendTo(ref.cluster);
    const first = await send(request, signal);
    const again = isSuccess(first) && lostAnEmptyOne(body['spec'], parseObject(first.text)['spec']);
    const answer = again ? await send(request, signal) : first;
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
    const path = `${objectPath(apiOf(ref.kind), ref)}?propagationPolicy=Background`;
    const answer = await sendTo(ref.cluster)({ method: 'DELETE', path, body: { preconditions } }, signal);
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
      const answer = await sendTo(ref.cluster)({ method: 'GET', path: objectPath(apiOf(ref.kind), ref) }, signal);
      if (isSuccess(answer)) return { ref, body: parseObject(answer.text) };
      await absentOrThrow(answer, ref, signal);
      return undefined;
    },
    async list(cluster, kind, labels, signal) {
      const items = await listItems(cluster, apiOf(kind), undefined, labels, signal);
      return items.map((body) => ({ ref: refOf(cluster, kinds.ofCluster(kind), body), body }));
    },
    read: (cluster, kind, { namespace, labels }, signal) =>
      listItems(cluster, READ[kind], namespace, labels ?? {}, signal),
    async has(cluster, kind, { namespace, labels }, signal) {
      const found = await hasAny(sendTo(cluster), collectionPath(READ[kind], namespace), labels ?? {}, signal);
      if ('any' in found) return found.any;
      throw failureOf(found.refused, systemOf(cluster));
    },
    apply,
    remove: (current, signal) =>
      apiOf(current.ref.kind).subresource === undefined
        ? deleteObject(current, signal)
        : clearStatus(current.ref, signal),
  };
}

function isSuccess({ status }: KubernetesAnswer): boolean {
  return status >= 200 && status < 300;
}

function refOf(cluster: ClusterLink, kind: ClusterKindDefinition, body: JsonObject): ClusterRef {
  return refInCluster(kind, cluster, textAt(body, 'metadata', 'name') ?? '', textAt(body, 'metadata', 'namespace'));
}

/** Items of built-in lists come without their type. */
function typed(api: ClusterApi, body: JsonObject): JsonObject {
  return { apiVersion: apiVersionOf(api), kind: api.kind, ...body };
}
