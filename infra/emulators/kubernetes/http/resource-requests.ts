// Requests on resources: picks the verb for a method and a target, and shapes its answer.
import type { Endpoint } from '../apply/ownable.ts';
import type { Cluster } from '../cluster.ts';
import {
  ApiError,
  badRequest,
  conflict,
  invalid,
  forbiddenValue,
  methodNotAllowed,
  notFound,
  notImplemented,
  unknownResource,
  unsupportedMediaType,
} from '../errors.ts';
import { type JsonObject, objectOf } from '../json.ts';
import { mergePatch } from '../merge-patch.ts';
import type { KubeObject } from '../object.ts';
import { partialList, partialObject } from '../partial-object.ts';
import { type Resource, withoutAllocation } from '../resource.ts';
import { strategicMergePatch } from '../strategic-merge-patch.ts';
import { type TableOptions, table } from '../table.ts';
import { apply } from '../verbs/apply.ts';
import { create } from '../verbs/create.ts';
import { remove } from '../verbs/delete.ts';
import { type ListResult, inVersion, list, listText, selectorOf } from '../verbs/list.ts';
import { decoded } from '../verbs/normalise.ts';
import { update } from '../verbs/update.ts';
import { type OpenWatches, watch } from '../verbs/watch.ts';
import { bind } from './binding.ts';
import { mediaType, readObject, readPatch } from './body.ts';
import { deletionOf } from './deletion.ts';
import { kubeObject } from './kube-object.ts';
import { type Representation, representation, writeOptions } from './negotiate.ts';
import { json, jsonText } from './respond.ts';
import { scaled } from './scale.ts';
import type { Target } from './target.ts';

export interface Server {
  readonly cluster: Cluster;
  readonly watches: OpenWatches;
}

interface Call {
  readonly server: Server;
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly resource: Resource;
  readonly target: Target;
  /** Collects texts for `Warning` headers, which go out with a refusal, too. */
  readonly warn: (text: string) => void;
}

/** @throws ApiError for everything that is no success */
export async function serveResource(call: Call): Promise<Response> {
  const { target, resource, request } = call;
  const isScale = target.subresource === 'scale' && resource.hasScale;
  const isBinding = target.subresource === 'binding' && resource.plural === 'pods';
  const endpoint = isScale || isBinding ? 'main' : endpointOf(resource, target);
  if (target.name === undefined) return serveCollection(call);
  const named = { ...call, name: target.name, endpoint };
  if (isScale) return json(await scaled({ ...named, cluster: call.server.cluster, live: liveObject(named) }));
  if (isBinding) return json(await bind(call.server.cluster, request, resource, liveObject(named)), 201);
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

type NamedCall = Call & { readonly name: string; readonly endpoint: Endpoint };

function endpointOf(resource: Resource, { namespace, name, subresource }: Target): Endpoint {
  const missingNamespace = resource.namespaced && namespace === undefined && name !== undefined;
  if (missingNamespace || (!resource.namespaced && namespace !== undefined)) throw unknownResource();
  if (subresource === undefined) return 'main';
  if (subresource === 'status' && resource.hasStatus) return 'status';
  const [first = ''] = subresource.split('/');
  if (resource.unbuiltSubresources.includes(first)) throw notImplemented(`${resource.plural}/${first}`);
  if (resource.custom && subresource === 'status') throw notFound(resource, name ?? '');
  throw unknownResource();
}

async function serveCollection(call: Call): Promise<Response> {
  const { request, query, resource, target, server, warn } = call;
  const { namespace } = target;
  if (request.method === 'GET') {
    const watching = query.get('watch');
    if (watching === 'true' || watching === '1') return watchCollection(call);
    const shown = representation(request, 'list');
    const result = list(server.cluster, resource, namespace, query);
    return shown.as === 'json' ? jsonText(listText(resource, result)) : json(listAs(call, result, shown));
  }
  const acrossNamespaces = resource.namespaced && namespace === undefined;
  if (acrossNamespaces || (request.method !== 'POST' && request.method !== 'DELETE')) throw methodNotAllowed();
  if (request.method === 'DELETE') return deleteCollection(call);
  const { object: sent, duplicates } = await readObject(request);
  const options = writeOptions(request, query, warn, duplicates);
  const created = create(server.cluster, { resource, namespace, object: kubeObject(resource, sent) }, options);
  return json(inVersion(resource, created), 201);
}

function listAs(call: Call, result: ListResult, shown: Exclude<Representation, { as: 'json' }>): JsonObject {
  const { resource } = call;
  const objects = result.objects.map((object) => inVersion(resource, object));
  if (shown.as === 'table') return table(resource, objects, result.metadata, tableOptions(call, true, shown.version));
  return partialList(objects, result.metadata, shown.version);
}

function watchCollection(call: Call): Response {
  const { server, request, query, resource, target } = call;
  const shown = representation(request, 'object');
  const show = (object: KubeObject, first: boolean): JsonObject => {
    if (shown.as === 'json') return object;
    if (shown.as === 'metadata') return partialObject(object, shown.version);
    const metadata = { resourceVersion: object.metadata.resourceVersion ?? '' };
    return table(resource, [object], metadata, tableOptions(call, first, shown.version));
  };
  const stream = watch(server.cluster, server.watches, { resource, namespace: target.namespace, query, show });
  return new Response(stream, { headers: { 'content-type': 'application/json' } });
}

function tableOptions({ server, query }: Call, columns: boolean, version: TableOptions['version']): TableOptions {
  const include = query.get('includeObject');
  return {
    nowMs: server.cluster.clock.now(),
    include: include === 'None' || include === 'Object' ? include : 'Metadata',
    columns,
    version,
  };
}

function liveObject({ server, resource, target, name }: NamedCall): KubeObject {
  const live = server.cluster.store.get(resource, target.namespace, name);
  if (live === undefined) throw notFound(resource, name);
  return live;
}

function getOne(call: NamedCall): Response {
  const object = inVersion(call.resource, liveObject(call));
  const shown = representation(call.request, 'object');
  if (shown.as === 'json') return json(object);
  if (shown.as === 'metadata') return json(partialObject(object, shown.version));
  const metadata = { resourceVersion: object.metadata.resourceVersion ?? '' };
  return json(table(call.resource, [object], metadata, tableOptions(call, true, shown.version)));
}

async function put(call: NamedCall): Promise<Response> {
  const { server, request, query, resource, target, name, endpoint, warn } = call;
  const { object: sent, duplicates } = await readObject(request);
  const options = writeOptions(request, query, warn, duplicates);
  const next = kubeObject(resource, sent);
  if (next.metadata.name !== name) {
    throw badRequest(`the name of the object (${next.metadata.name}) does not match the name on the URL (${name})`);
  }
  // What cannot be read is told before what is not there.
  decoded(resource, next, options);
  const live = server.cluster.store.get(resource, target.namespace, name);
  if (live === undefined && resource.createOnPut) {
    const kind = endpoint === 'status' ? withoutAllocation(resource) : resource;
    const creation = { resource: kind, namespace: target.namespace, object: next, isUpdate: true, endpoint };
    const created = create(server.cluster, creation, options);
    return json(created, 201);
  }
  const { uid } = next.metadata;
  const standing = liveObject(call);
  if (uid !== undefined && uid !== '' && uid !== standing.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${standing.metadata.uid}`;
    throw conflict(resource, name, why);
  }
  const changed = update(server.cluster, { resource, live: standing, next, endpoint }, options);
  return json(inVersion(resource, changed));
}

const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/apply-patch+yaml',
  'application/strategic-merge-patch+json',
];

async function patch(call: NamedCall): Promise<Response> {
  const { server, request, query, resource, target, name, endpoint, warn } = call;
  const type = mediaType(request);
  if (type === 'application/json-patch+json') throw notImplemented('JSON patch; send a merge patch or an apply');
  const supported = resource.custom ? patchTypes.slice(0, 3) : patchTypes;
  if (!supported.includes(type)) throw unsupportedMediaType(supported);
  const { object: body, duplicates } = await readPatch(request);
  const options = writeOptions(request, query, warn, duplicates);
  if (type === 'application/apply-patch+yaml') {
    const manager = query.get('fieldManager') ?? undefined;
    const force = query.get('force') === 'true';
    const applied = { resource, namespace: target.namespace, name, endpoint, config: body, force, manager };
    const written = apply(server.cluster, applied, options);
    return json(inVersion(resource, written.object), written.created ? 201 : 200);
  }
  if (query.has('force')) {
    const cause = forbiddenValue('force', 'may not be specified for non-apply patch');
    throw invalid({ kind: 'PatchOptions', group: 'meta.k8s.io' }, '', [cause]);
  }
  const next = patched(liveObject(call), body, resource, type);
  const changed = update(server.cluster, { resource, live: liveObject(call), next, endpoint }, options);
  return json(inVersion(resource, changed));
}

function patched(live: KubeObject, patch: JsonObject, resource: Resource, type: string): KubeObject {
  const base = inVersion(resource, live);
  const result =
    type === 'application/merge-patch+json'
      ? mergePatch(base, patch)
      : strategicMergePatch(base, patch, resource.schema);
  return kubeObject(resource, objectOf(result));
}

async function deleteOne(call: NamedCall): Promise<Response> {
  const { server, resource, endpoint } = call;
  if (endpoint === 'status') throw methodNotAllowed();
  const deletion = await deletionOf(call.request, call.query);
  const { object, gone } = remove(server.cluster, resource, liveObject(call), deletion);
  if (!gone || resource.deleteAnswersObject) return json(inVersion(resource, object));
  const group = resource.group === '' ? {} : { group: resource.group };
  const details = { name: call.name, ...group, kind: resource.plural, uid: object.metadata.uid ?? '' };
  return json({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
}

async function deleteCollection(call: Call): Promise<Response> {
  const { server, query, resource, target } = call;
  const deletion = await deletionOf(call.request, query);
  if (deletion.uid !== undefined || deletion.resourceVersion !== undefined) {
    throw new ApiError(400, { reason: 'BadRequest', message: 'preconditions are not allowed on a collection' });
  }
  const selected = server.cluster.store.list(resource, target.namespace).filter(selectorOf(resource, query));
  for (const object of selected) remove(server.cluster, resource, object, deletion);
  const metadata = { resourceVersion: String(server.cluster.store.resourceVersion) };
  return jsonText(listText(resource, { objects: selected, metadata }));
}
