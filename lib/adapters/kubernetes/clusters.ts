// The Clusters port over HTTP.
import { type JsonObject, objectAt, RangelightError, textAt } from '../../core/index.ts';
import {
  type ClusterApi,
  type ClusterKindDefinition,
  type ClusterLink,
  type ClusterRef,
  FIELD_MANAGER,
  apiGroupsOf,
  refInCluster,
} from '../../model/index.ts';
import type { ClusterObject, Clusters } from '../../ports/index.ts';
import { systemClock } from '../clock/index.ts';
import { isCertainlyAbsent, isSuccess, type KubernetesAnswer, statusOf } from './answer.ts';
import { type ClustersOptions, createSenders, type Send, systemOf } from './connection.ts';
import { type ServedAnswer, askServed, notServedFailure } from './definitions.ts';
import { disowning } from './disowning.ts';
import { applyEmptied } from './emptied.ts';
import { clusterFailure } from './failures.ts';
import { listAll, parseObject, readNamed, typed } from './listing.ts';
import { type AnswerForm, formOf, WHOLE } from './metadata.ts';
import { type Noting, withNotes } from './noted.ts';
import { apiVersionOf, collectionPath, objectPath, READ, writePath } from './paths.ts';
import { apiIn, servedGroups } from './served.ts';

/** Stands in the body: with one, the server does not look at the query. */
const BACKGROUND = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' } as const;

/** The clusters behind the given connections; any other link is `unreachable`. */
export function createClusters({
  kinds,
  looksAtNoted = false,
  ...options
}: ClustersOptions & Pick<Noting, 'kinds'> & { readonly looksAtNoted?: boolean }): Clusters {
  const { clock = systemClock } = options;
  const sendTo = createSenders(options);
  const apiOf = (ref: ClusterRef): ClusterApi => apiIn(kinds.ofCluster(ref.kind).api, ref.group);

  const accepting = (ref: ClusterRef): { readonly accept?: string } => {
    const { object } = formOf(kinds.ofCluster(ref.kind));
    return object === undefined ? {} : { accept: object };
  };
  const shownOf = (ref: ClusterRef, text: string): JsonObject =>
    formOf(kinds.ofCluster(ref.kind)).shown(apiOf(ref), parseObject(text));

  /** Asks for one object in a version that its cluster serves. */
  function ask(
    ref: ClusterRef,
    request: (api: ClusterApi, send: Send) => Promise<KubernetesAnswer>,
    signal: AbortSignal,
  ): Promise<ServedAnswer<KubernetesAnswer>> {
    const send = sendTo(ref.cluster);
    return askServed(
      apiOf(ref),
      send,
      clock,
      (api) => request(api, send),
      (answer) => answer,
      signal,
    );
  }

  /** Nothing when a refused request means certain absence; throws what it means otherwise. */
  function absentOrThrow({ result, notServed }: ServedAnswer<KubernetesAnswer>, ref: ClusterRef): void {
    if (isCertainlyAbsent(result, ref.name) || notServed === 'no-definition') return;
    throw failureIn({ result, notServed }, ref.cluster, apiOf(ref));
  }

  async function listItems(
    cluster: ClusterLink,
    api: ClusterApi,
    namespace: string | undefined,
    labels: Readonly<Record<string, string>>,
    form: AnswerForm,
    signal: AbortSignal,
  ): Promise<readonly JsonObject[]> {
    const send = sendTo(cluster);
    const { result, notServed } = await askServed(
      api,
      send,
      clock,
      async (one) => {
        const found = await listAll(send, collectionPath(one, namespace), labels, signal, form.list);
        const shown = (item: JsonObject): JsonObject => form.shown(one, typed(one, item));
        return 'items' in found ? { items: found.items.map(shown) } : found;
      },
      (found) => ('refused' in found ? found.refused : undefined),
      signal,
    );
    if ('items' in result) return result.items;
    if (notServed === 'no-definition') return [];
    throw failureIn({ result: result.refused, notServed }, cluster, api);
  }

  const apply: Clusters['apply'] = (ref, body, signal) =>
    write(ref, body, kinds.ofCluster(ref.kind).existing !== 'some-fields', signal);

  async function write(
    ref: ClusterRef,
    body: JsonObject,
    isForced: boolean,
    signal: AbortSignal,
  ): Promise<ClusterObject> {
    const asked = await ask(
      ref,
      (one, send) => {
        const path = `${writePath(one, ref)}?${applying(isForced).toString()}`;
        const contentType = 'application/apply-patch+yaml';
        const typedBody = { apiVersion: apiVersionOf(one), kind: one.kind, ...body };
        return applyEmptied(typedBody, (sent) =>
          send({ method: 'PATCH', path, contentType, body: sent, ...accepting(ref) }, signal),
        );
      },
      signal,
    );
    const { result } = asked;
    if (isSuccess(result)) return { ref, body: shownOf(ref, result.text) };
    // What is named may be the object (of a status) or its namespace.
    const known = [ref.name, ...(ref.namespace === undefined ? [] : [ref.namespace])];
    if (!known.some((name) => isCertainlyAbsent(result, name))) throw failureIn(asked, ref.cluster, apiOf(ref));
    throw new RangelightError('not-found', systemOf(ref.cluster), textAt(statusOf(result), 'message') ?? '');
  }

  async function deleteObject({ ref, body }: ClusterObject, signal: AbortSignal): Promise<void> {
    const { uid, resourceVersion } = objectAt(body, 'metadata');
    const preconditions = { uid, resourceVersion };
    const asked = await ask(
      ref,
      (one, send) =>
        send({ method: 'DELETE', path: objectPath(one, ref), body: { ...BACKGROUND, preconditions } }, signal),
      signal,
    );
    if (!isSuccess(asked.result)) absentOrThrow(asked, ref);
  }

  async function release({ ref, body }: ClusterObject, signal: AbortSignal): Promise<void> {
    try {
      if (kinds.ofCluster(ref.kind).existing === 'owned') await disown(ref, body, signal);
      else await applyNone(ref, body, signal);
    } catch (error) {
      if (!(error instanceof RangelightError)) throw error;
      const isGone = error.code === 'not-found' || (await get(ref, signal)) === undefined;
      if (!isGone) throw error;
    }
  }

  /** The uid keeps an object from being made anew where it is gone. */
  async function applyNone(ref: ClusterRef, body: JsonObject, signal: AbortSignal): Promise<void> {
    const { uid } = objectAt(body, 'metadata');
    await apply(ref, { metadata: { name: ref.name, namespace: ref.namespace, uid } }, signal);
  }

  /** A Service without ports is refused: to apply none would be, while nobody else has applied them. */
  async function disown(ref: ClusterRef, body: JsonObject, signal: AbortSignal): Promise<void> {
    const contentType = 'application/merge-patch+json';
    const asked = await ask(
      ref,
      (one, send) => {
        const path = `${writePath(one, ref)}?${new URLSearchParams({ fieldManager: FIELD_MANAGER }).toString()}`;
        return send({ method: 'PATCH', path, contentType, body: disowning(body) }, signal);
      },
      signal,
    );
    if (!isSuccess(asked.result)) throw failureIn(asked, ref.cluster, apiOf(ref));
  }

  /** A status goes with its object; taken alone, its fields are given up by applying none. */
  async function clearStatus(ref: ClusterRef, signal: AbortSignal): Promise<void> {
    try {
      await apply(ref, { metadata: { name: ref.name, namespace: ref.namespace } }, signal);
    } catch (error) {
      if (!(error instanceof RangelightError) || error.code !== 'not-found') throw error;
    }
  }

  async function get(ref: ClusterRef, signal: AbortSignal): Promise<ClusterObject | undefined> {
    const asked = await ask(
      ref,
      (one, send) => send({ method: 'GET', path: objectPath(one, ref), ...accepting(ref) }, signal),
      signal,
    );
    if (isSuccess(asked.result)) return { ref, body: shownOf(ref, asked.result.text) };
    absentOrThrow(asked, ref);
    return undefined;
  }

  const clusters: Clusters = {
    get,
    async list(cluster, kind, labels, signal) {
      const definition = kinds.ofCluster(kind);
      const which = definition.observed?.which;
      if (typeof which === 'object') {
        const one = await get(refInCluster(definition, cluster, which.name, which.namespace), signal);
        return one === undefined ? [] : [one];
      }
      const found: ClusterObject[] = [];
      for (const { group } of apiGroupsOf(definition.api)) {
        const items = await listItems(
          cluster,
          apiIn(definition.api, group),
          undefined,
          labels,
          formOf(definition),
          signal,
        );
        found.push(...items.map((body) => ({ ref: refOf(cluster, definition, group, body), body })));
      }
      return found;
    },
    groups: (cluster, kind, signal) => servedGroups(sendTo(cluster), kinds.ofCluster(kind).api, cluster, signal),
    async read(cluster, kind, { namespace, labels, name }, signal) {
      const api = typeof kind === 'string' ? READ[kind] : kind;
      if (name === undefined) return listItems(cluster, api, namespace, labels ?? {}, WHOLE, signal);
      return (await readNamed(sendTo(cluster), collectionPath(api, namespace), name, systemOf(cluster), signal)).map(
        (one) => typed(api, one),
      );
    },
    apply,
    applyUnforced: (ref, body, signal) => write(ref, body, false, signal),
    release,
    remove: (current, signal) =>
      apiOf(current.ref).subresource === undefined ? deleteObject(current, signal) : clearStatus(current.ref, signal),
  };
  return withNotes(clusters, { kinds, sendTo, looksAtNoted });
}

/** What another manager holds in an object of its own is never taken from it: that is a conflict, which names it. */
function applying(isForced: boolean): URLSearchParams {
  return new URLSearchParams({ fieldManager: FIELD_MANAGER, force: String(isForced), fieldValidation: 'Strict' });
}

function failureIn(
  { result, notServed }: ServedAnswer<KubernetesAnswer>,
  cluster: ClusterLink,
  api: ClusterApi,
): RangelightError {
  const system = systemOf(cluster);
  return notServed === undefined ? clusterFailure(result, system) : notServedFailure(api, notServed, system);
}

function refOf(cluster: ClusterLink, kind: ClusterKindDefinition, group: string, body: JsonObject): ClusterRef {
  const [name = '', namespace] = [textAt(body, 'metadata', 'name'), textAt(body, 'metadata', 'namespace')];
  return refInCluster(kind, cluster, name, namespace, group);
}
