// The subresource `scale`: how many, of what makes pods, as an object of its own. Source: autoscaling/v1, Scale.
import {
  badRequest,
  invalid,
  invalidValue,
  methodNotAllowed,
  notImplemented,
  unsupportedMediaType,
} from '../errors.ts';
import type { Cluster, WriteOptions } from '../cluster.ts';
import { type JsonObject, objectOf, textOf } from '../json.ts';
import { selectorText } from '../kinds/replicated.ts';
import { mergePatch } from '../merge-patch.ts';
import type { KubeObject } from '../object.ts';
import type { Resource } from '../resource.ts';
import { update } from '../verbs/update.ts';
import { mediaType, readObject, readPatch } from './body.ts';
import { writeOptions } from './negotiate.ts';

export interface ScaleCall {
  readonly cluster: Cluster;
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly resource: Resource;
  readonly live: KubeObject;
  readonly warn: (text: string) => void;
}

/** Resolves with the Scale as it is then. @throws ApiError */
export async function scaled(call: ScaleCall): Promise<JsonObject> {
  const { request, query, live, warn } = call;
  if (request.method === 'GET') return scaleOf(live);
  if (request.method === 'PUT') {
    const { object, duplicates } = await readObject(request);
    return written(call, object, writeOptions(request, query, warn, duplicates));
  }
  if (request.method !== 'PATCH') throw methodNotAllowed();
  const type = mediaType(request);
  if (type === 'application/apply-patch+yaml' || type === 'application/json-patch+json')
    throw notImplemented(`${type} of a Scale; send a merge patch`);
  if (!MERGES.includes(type)) throw unsupportedMediaType(MERGES);
  const { object, duplicates } = await readPatch(request);
  const wanted = objectOf(mergePatch(scaleOf(live), object));
  return written(call, wanted, writeOptions(request, query, warn, duplicates));
}

const MERGES = ['application/merge-patch+json', 'application/strategic-merge-patch+json'];

function written({ cluster, resource, live }: ScaleCall, asked: JsonObject, options: WriteOptions): JsonObject {
  const { name } = live.metadata;
  const said = objectOf(asked.metadata);
  if (said.name !== undefined && said.name !== name)
    throw badRequest(`the name of the object (${textOf(said.name)}) does not match the name on the URL (${name})`);
  if (said.namespace !== undefined && said.namespace !== live.metadata.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  const replicas = Number(objectOf(asked.spec).replicas ?? 0);
  if (replicas < 0) {
    const cause = invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0');
    throw invalid({ kind: 'Scale', group: 'autoscaling' }, name, [cause]);
  }
  const { resourceVersion: _version, ...metadata } = live.metadata;
  const version = said.resourceVersion === undefined ? {} : { resourceVersion: textOf(said.resourceVersion) };
  const next = { ...live, metadata: { ...metadata, ...version }, spec: { ...objectOf(live.spec), replicas } };
  return scaleOf(update(cluster, { resource, live, next, endpoint: 'main', subresource: 'scale' }, options));
}

function scaleOf({ metadata, spec, status }: KubeObject): JsonObject {
  const { name, namespace = '', uid = '', resourceVersion = '', creationTimestamp = '' } = metadata;
  const replicas = Number(objectOf(spec).replicas ?? 0);
  const selector = selectorText(objectOf(objectOf(spec).selector));
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: Number(objectOf(status).replicas ?? 0),
      ...(selector === '' ? {} : { selector }),
    },
  };
}
