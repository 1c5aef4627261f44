// Changing an object that exists: the common end of PUT, every kind of PATCH, and /status.
import { compare } from '../apply/fields-of.ts';
import { type Claim, claimsAfterUpdate, claimsOf, managedFields, ownable } from '../apply/managed-fields.ts';
import { type Cluster, type WriteOptions, now } from '../cluster.ts';
import { badRequest, conflict, forbiddenValue, invalid } from '../errors.ts';
import { equal, omit } from '../json.ts';
import { type KubeObject, type Metadata, finalizersOf, withMetadata } from '../object.ts';
import { type Resource, apiVersionOf } from '../resource.ts';
import { settle } from './delete.ts';
import { completed, typed } from './normalise.ts';

export interface Change {
  readonly resource: Resource;
  readonly live: KubeObject;
  /** The whole object as the client wants it. */
  readonly next: KubeObject;
  readonly endpoint: 'main' | 'status';
  /** Ownership from an apply; absent: a plain write by `options.fieldManager`. */
  readonly claims?: readonly Claim[];
}

/** @throws ApiError 400, 409 (stale resourceVersion, other uid) or 422 */
export function update(cluster: Cluster, change: Change, options: WriteOptions): KubeObject {
  const { resource, live, next, endpoint } = change;
  requireSameObject(resource, live, next);
  const decoded = typed(resource, separated(resource, live, next, endpoint), options);
  const whole = completed(cluster, resource, decoded, live);
  requireNoNewFinalizers(resource, live, whole);
  const owned = withMetadata(whole, { managedFields: entriesAfter(cluster, change, whole, options) });
  if (equal(owned, live)) return live;
  const generation = resource.hasGeneration && specChanged(live, owned) ? { generation: generationOf(live) + 1 } : {};
  const final = withMetadata(owned, generation);
  if (options.dryRun) return final;
  const stored = cluster.store.put(resource, final);
  settle(cluster, resource, stored);
  return stored;
}

function requireSameObject(resource: Resource, live: KubeObject, next: KubeObject): void {
  const { name, namespace, uid, resourceVersion } = next.metadata;
  if (name !== live.metadata.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${live.metadata.name})`);
  }
  if (namespace !== undefined && namespace !== live.metadata.namespace) {
    throw badRequest(`the namespace of the object (${namespace}) does not match the namespace on the request`);
  }
  if (uid !== undefined && uid !== live.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`;
    throw conflict(resource, name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== live.metadata.resourceVersion) {
    const why = 'the object has been modified; please apply your changes to the latest version and try again';
    throw conflict(resource, name, why);
  }
}

/** Each endpoint takes its own half of the new object; the other half, and identity, stay as they are. */
function separated(resource: Resource, live: KubeObject, next: KubeObject, endpoint: 'main' | 'status'): KubeObject {
  const status = resource.hasStatus && endpoint === 'main' ? live.status : next.status;
  const base = endpoint === 'status' ? live : next;
  const { metadata } = live;
  const half = omit(base, 'status') as KubeObject;
  const whole = { ...half, apiVersion: next.apiVersion, ...(status === undefined ? {} : { status }) };
  return withMetadata(whole, {
    name: metadata.name,
    namespace: metadata.namespace,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    creationTimestamp: metadata.creationTimestamp,
    generation: metadata.generation,
    deletionTimestamp: metadata.deletionTimestamp,
    deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds,
    managedFields: undefined,
  });
}

function requireNoNewFinalizers(resource: Resource, live: KubeObject, next: KubeObject): void {
  if (live.metadata.deletionTimestamp === undefined) return;
  const added = finalizersOf(next).filter((finalizer) => !finalizersOf(live).includes(finalizer));
  if (added.length === 0) return;
  const list = added.map((finalizer) => JSON.stringify(finalizer)).join(', ');
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  throw invalid(resource, live.metadata.name, [forbiddenValue('metadata.finalizers', why)]);
}

function entriesAfter(
  cluster: Cluster,
  change: Change,
  whole: KubeObject,
  options: WriteOptions,
): Metadata['managedFields'] {
  const { resource, live, next, endpoint } = change;
  // `managedFields: [{}]` is the documented way to clear all ownership.
  if (change.claims === undefined && equal(next.metadata.managedFields, [{}])) return undefined;
  const before = claimsOf(live);
  const writer = {
    manager: options.fieldManager,
    operation: 'Update',
    apiVersion: apiVersionOf(resource),
    ...(endpoint === 'status' ? { subresource: 'status' } : {}),
  } as const;
  const difference = compare(withMetadata(live, { managedFields: undefined }), whole, resource.schema);
  const claims =
    change.claims ?? claimsAfterUpdate(before, writer, difference, (set) => ownable(set, endpoint, resource.hasStatus));
  const entries = managedFields(claims, before, now(cluster));
  return entries.length === 0 ? undefined : entries;
}

function specChanged(live: KubeObject, next: KubeObject): boolean {
  return !equal(omit(live, 'apiVersion', 'metadata', 'status'), omit(next, 'apiVersion', 'metadata', 'status'));
}

function generationOf(object: KubeObject): number {
  return object.metadata.generation ?? 1;
}
