// PATCH with application/apply-patch+yaml: checks the request, then applies to the live object or creates it.
import { serverSideApply } from '../apply/server-side-apply.ts';
import type { Endpoint } from '../apply/ownable.ts';
import { blankObject } from '../blank.ts';
import { type Cluster, type WriteOptions, now } from '../cluster.ts';
import { badRequest, conflict, invalid, notFound, required, untypedPatch } from '../errors.ts';
import { type Json, type JsonObject, isEmptyValue, isObject, objectOf, stringOf, textOf } from '../json.ts';
import { type KubeObject, withMetadata } from '../object.ts';
import { type Resource, apiVersionOf } from '../resource.ts';
import { undecodable } from '../schema/go-value.ts';
import { typingFaults } from '../schema/typing.ts';
import { create } from './create.ts';
import { defaulted } from './normalise.ts';
import { update } from './update.ts';

export interface ApplyRequest {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly config: JsonObject;
  readonly force: boolean;
  /** The manager as named by the request; it has no default here. */
  readonly manager: string | undefined;
}

export interface Written {
  readonly object: KubeObject;
  readonly created: boolean;
}

/** @throws ApiError 400, 404 (/status of nothing), 409 (field conflict, stale), 422, 500 (schema fault) */
export function apply(cluster: Cluster, request: ApplyRequest, options: WriteOptions): Written {
  const { resource, namespace, name, endpoint } = request;
  const manager = requireManager(request.manager);
  requireIdentity(request);
  const live = cluster.store.get(resource, namespace, name);
  if (live === undefined && endpoint === 'status' && !resource.createOnPut) throw notFound(resource, name);
  requireTyped(request);
  if (live === undefined) requireNoUid(request);
  const { config, force } = request;
  const applier = {
    manager,
    operation: 'Apply',
    apiVersion: apiVersionOf(resource),
    ...(endpoint === 'status' ? { subresource: 'status' } : {}),
  } as const;
  const { schema, hasStatus } = resource;
  const blank = blankObject(resource);
  const based = live === undefined ? blank : { ...live, apiVersion: apiVersionOf(resource) };
  const applied = serverSideApply({
    live: based,
    blank,
    config,
    schema,
    applier,
    force,
    hasStatus,
    custom: resource.custom,
    now: now(cluster),
  });
  const { claims } = applied;
  const fault = resource.custom ? undefined : undecodable(applied.object, schema);
  if (fault !== undefined) throw untypedPatch(`failed to convert new typed object to object: ${fault}`);
  const typed = withMetadata(defaulted(resource, applied.object), { name });
  if (live === undefined) {
    const creation = { resource, namespace, object: typed, claims, isUpdate: true };
    return { object: create(cluster, creation, options), created: true };
  }
  const bringsEmpties = resource.custom && hasNewEmpties(applied.object, live);
  const change = { resource, live, next: typed, endpoint, claims, bringsEmpties };
  return { object: update(cluster, change, options), created: false };
}

/** Whether a list or mapping that is empty stands where nothing stood. */
function hasNewEmpties(object: Json | undefined, live: Json | undefined): boolean {
  if (live === undefined || live === null) return isEmptyValue(object) && object !== null;
  if (!isObject(object)) return false;
  return Object.entries(object).some(([key, member]) => hasNewEmpties(member, objectOf(live)[key]));
}

const patchOptions = { kind: 'PatchOptions', group: 'meta.k8s.io' };

function requireManager(manager: string | undefined): string {
  if (manager !== undefined && manager !== '') return manager;
  throw invalid(patchOptions, '', [required('fieldManager', 'is required for apply patch')]);
}

function requireIdentity({ resource, namespace, name, config }: ApplyRequest): void {
  const metadata = objectOf(config.metadata);
  if (metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  if (config.apiVersion !== apiVersionOf(resource) || config.kind !== resource.kind) {
    const given = `${textOf(config.apiVersion)}, Kind=${textOf(config.kind)}`;
    throw badRequest(`invalid object type: ${given}; expected ${apiVersionOf(resource)}, Kind=${resource.kind}`);
  }
  if (metadata.name !== undefined && metadata.name !== name) {
    throw badRequest(`the name of the object (${textOf(metadata.name)}) does not match the name on the URL (${name})`);
  }
  if (metadata.namespace !== undefined && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

/** The version of what does not stand yet is no matter; who it is, is. */
function requireNoUid({ resource, name, config }: ApplyRequest): void {
  const uid = stringOf(objectOf(config.metadata).uid);
  if (uid === undefined || uid === '') return;
  const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
  throw conflict(resource, name, why);
}

function requireTyped({ resource, namespace, name, config }: ApplyRequest): void {
  const faults = typingFaults(config, resource.schema);
  if (faults.length === 0) return;
  const where = `${namespace ?? ''}/${name}; ${apiVersionOf(resource)}, Kind=${resource.kind}`;
  const what = faults.length === 1 ? faults[0] : `errors:\n${faults.map((fault) => `  ${fault}`).join('\n')}`;
  throw untypedPatch(`failed to create typed patch object (${where}): ${what}`);
}
