// Requests on resources: picks the verb for a method and a target, and shapes its answer.
import type { Cluster, WriteOptions } from '../cluster.ts';
import {
  ApiError,
  badRequest,
  invalid,
  invalidValue,
  forbiddenValue,
  methodNotAllowed,
  notFound,
  notImplemented,
  unknownResource,
  unsupportedMediaType,
} from '../errors.ts';
import { type JsonObject, listOf, objectOf, stringOf, textOf } from '../json.ts';
import { mergePatch } from '../merge-patch.ts';
import { type KubeObject, withoutNulls } from '../object.ts';
import { type Resource, apiVersionOf } from '../resource.ts';
import { strategicMergePatch } from '../strategic-merge-patch.ts';
import { type TableOptions, table } from '../table.ts';
import { apply } from '../verbs/apply.ts';
import { create } from '../verbs/create.ts';
import { type Deletion, remove } from '../verbs/delete.ts';
import { type Pages, inVersion, list, listBody, selectorOf } from '../verbs/list.ts';
import { update } from '../verbs/update.ts';
import { type OpenWatches, watch } from '../verbs/watch.ts';
import { mediaType, readObject, readPatch } from './body.ts';
import { representation, writeOptions } from './negotiate.ts';
import { json } from './respond.ts';
import type { Target } from './target.ts';

export interface Server {
  readonly cluster: Cluster;
  readonly pages: Pages;
  readonly watches: OpenWatches;
}

interface Call {
  readonly server: Server;
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly resource: Resource;
  readonly target: Target;
}

/** @throws ApiError for everything that is no success */
export async function serveResource(call: Call): Promise<Response> {
  const { target, resource, request } = call;
  const endpoint = endpointOf(resource, target);
  if (target.name === undefined) return serveCollection(call);
  const named = { ...call, name: target.name, endpoint };
  switch (request.method) {
    case 'GET':
      return getOne(named);
    case 'PUT':
      return put(named);
    case 'PATCH':
      return patch(named);
    case 'DELETE':
      return deleteOne(named);
    default:
      throw methodNotAllowed();
  }
}

type NamedCall = Call & { readonly name: string; readonly endpoint: 'main' | 'status' };

function endpointOf(resource: Resource, { namespace, name, subresource }: Target): 'main' | 'status' {
  const missingNamespace = resource.namespaced && namespace === undefined && name !== undefined;
  if (missingNamespace || (!resource.namespaced && namespace !== undefined)) throw unknownResource();
  if (subresource === undefined) return 'main';
  if (subresource === 'status' && resource.hasStatus) return 'status';
  const [first = ''] = subresource.split('/');
  if (resource.unbuiltSubresources.includes(first)) throw notImplemented(`${resource.plural}/${first}`);
  throw unknownResource();
}

async function serveCollection(call: Call): Promise<Response> {
  const { request, query, resource, target, server } = call;
  const { namespace } = target;
  if (request.method === 'GET') {
    const watching = query.get('watch');
    if (watching === 'true' || watching === '1') return watchCollection(call);
    const result = list(server.cluster, server.pages, resource, namespace, query);
    if (representation(request) === 'json') return json(listBody(resource, result));
    const shown = result.objects.map((object) => inVersion(resource, object));
    return json(table(resource, shown, result.metadata, tableOptions(call, true)));
  }
  const acrossNamespaces = resource.namespaced && namespace === undefined;
  if (acrossNamespaces || (request.method !== 'POST' && request.method !== 'DELETE')) throw methodNotAllowed();
  if (request.method === 'DELETE') return deleteCollection(call);
  const warnings: string[] = [];
  const options = writeOptions(request, query, warnings);
  const object = kubeObject(resource, await readObject(request));
  const created = create(server.cluster, { resource, namespace, object }, options);
  return json(inVersion(resource, created), 201, warnings);
}

function watchCollection(call: Call): Response {
  const { server, request, query, resource, target } = call;
  const asTable = representation(request) === 'table';
  const show = (object: KubeObject, first: boolean): JsonObject => {
    const version = object.metadata.resourceVersion ?? '';
    return asTable ? table(resource, [object], { resourceVersion: version }, tableOptions(call, first)) : object;
  };
  const stream = watch(server.cluster, server.watches, { resource, namespace: target.namespace, query, show });
  return new Response(stream, { headers: { 'content-type': 'application/json' } });
}

function tableOptions({ server, query }: Call, columns: boolean): TableOptions {
  const include = query.get('includeObject');
  return {
    nowMs: server.cluster.clock.now(),
    include: include === 'None' || include === 'Object' ? include : 'Metadata',
    columns,
  };
}

function liveObject({ server, resource, target, name }: NamedCall): KubeObject {
  const live = server.cluster.store.get(resource, target.namespace, name);
  if (live === undefined) throw notFound(resource, name);
  return live;
}

function getOne(call: NamedCall): Response {
  const object = inVersion(call.resource, liveObject(call));
  if (representation(call.request) === 'json') return json(object);
  const metadata = { resourceVersion: object.metadata.resourceVersion ?? '' };
  return json(table(call.resource, [object], metadata, tableOptions(call, true)));
}

async function put(call: NamedCall): Promise<Response> {
  const { server, request, query, resource, target, name, endpoint } = call;
  const warnings: string[] = [];
  const options = writeOptions(request, query, warnings);
  const next = kubeObject(resource, await readObject(request));
  if (next.metadata.name !== name) {
    throw badRequest(`the name of the object (${next.metadata.name}) does not match the name on the URL (${name})`);
  }
  const live = server.cluster.store.get(resource, target.namespace, name);
  if (live === undefined && resource.createOnPut && endpoint === 'main') {
    const created = create(server.cluster, { resource, namespace: target.namespace, object: next }, options);
    return json(created, 201, warnings);
  }
  if (resource.custom && next.metadata.resourceVersion === undefined) {
    throw invalid(resource, name, [invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')]);
  }
  const changed = update(server.cluster, { resource, live: liveObject(call), next, endpoint }, options);
  return json(inVersion(resource, changed), 200, warnings);
}

const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/apply-patch+yaml',
  'application/strategic-merge-patch+json',
];

async function patch(call: NamedCall): Promise<Response> {
  const { server, request, query, resource, target, name, endpoint } = call;
  const type = mediaType(request);
  if (type === 'application/json-patch+json') throw notImplemented('JSON patch; send a merge patch or an apply');
  const supported = resource.custom ? patchTypes.slice(0, 3) : patchTypes;
  if (!supported.includes(type)) throw unsupportedMediaType(supported);
  const warnings: string[] = [];
  const options = writeOptions(request, query, warnings);
  const body = await readPatch(request);
  if (type === 'application/apply-patch+yaml') {
    const config = resource.custom ? body : objectOf(withoutNulls(body));
    const manager = query.get('fieldManager') ?? undefined;
    const force = query.get('force') === 'true';
    const { namespace } = target;
    const written = apply(server.cluster, { resource, namespace, name, endpoint, config, force, manager }, options);
    return json(inVersion(resource, written.object), written.created ? 201 : 200, warnings);
  }
  if (query.has('force')) {
    const cause = forbiddenValue('force', 'may not be specified for non-apply patch');
    throw invalid({ kind: 'PatchOptions', group: 'meta.k8s.io' }, '', [cause]);
  }
  const next = patched(liveObject(call), body, resource, type);
  const changed = update(server.cluster, { resource, live: liveObject(call), next, endpoint }, options);
  return json(inVersion(resource, changed), 200, warnings);
}

function patched(live: KubeObject, patch: JsonObject, resource: Resource, type: string): KubeObject {
  const base = inVersion(resource, live);
  const result =
    type === 'application/merge-patch+json'
      ? mergePatch(base, patch)
      : strategicMergePatch(base, patch, resource.schema);
  return kubeObject(resource, objectOf(result));
}

/** @throws ApiError 400 when the object is not of the kind that the path names */
function kubeObject(resource: Resource, body: JsonObject): KubeObject {
  const expected = apiVersionOf(resource);
  const { apiVersion = expected, kind = resource.kind } = body;
  if (apiVersion !== expected) {
    throw badRequest(
      `the API version in the data (${textOf(apiVersion)}) does not match the expected API version (${expected})`,
    );
  }
  if (kind !== resource.kind) {
    throw badRequest(`${textOf(kind)} in version "${resource.version}" cannot be handled as a ${resource.kind}`);
  }
  const metadata = objectOf(body.metadata) as KubeObject['metadata'];
  return { ...body, apiVersion: expected, kind: resource.kind, metadata };
}

async function deletionOf(call: Call): Promise<Deletion> {
  const text = await call.request.clone().text();
  const body = text === '' ? {} : await readObject(call.request);
  const options: WriteOptions = writeOptions(call.request, call.query, []);
  const preconditions = objectOf(body.preconditions);
  const uid = stringOf(preconditions.uid);
  const resourceVersion = stringOf(preconditions.resourceVersion);
  const asked = call.query.get('gracePeriodSeconds') ?? body.gracePeriodSeconds;
  return {
    dryRun: options.dryRun || listOf(body.dryRun).includes('All'),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(asked === undefined || asked === null ? {} : { gracePeriodSeconds: Number(asked) }),
  };
}

async function deleteOne(call: NamedCall): Promise<Response> {
  const { server, resource, endpoint } = call;
  if (endpoint === 'status') throw methodNotAllowed();
  const deletion = await deletionOf(call);
  const { object, gone } = remove(server.cluster, resource, liveObject(call), deletion);
  if (!gone || resource.deleteAnswersObject) return json(inVersion(resource, object));
  const group = resource.group === '' ? {} : { group: resource.group };
  const details = { name: call.name, ...group, kind: resource.plural, uid: object.metadata.uid ?? '' };
  return json({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
}

async function deleteCollection(call: Call): Promise<Response> {
  const { server, query, resource, target } = call;
  const deletion = await deletionOf(call);
  if (deletion.uid !== undefined || deletion.resourceVersion !== undefined) {
    throw new ApiError(400, { reason: 'BadRequest', message: 'preconditions are not allowed on a collection' });
  }
  const selected = server.cluster.store.list(resource, target.namespace).filter(selectorOf(resource, query));
  const objects = selected.map((object) => remove(server.cluster, resource, object, deletion).object);
  const metadata = { resourceVersion: String(server.cluster.store.resourceVersion) };
  return json(listBody(resource, { objects, metadata }));
}
