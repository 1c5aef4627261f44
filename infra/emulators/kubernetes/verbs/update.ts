// Changing an object that exists: the common end of PUT, every kind of PATCH, and /status.
import { compare } from '../apply/fields-of.ts';
import {
  type Claim,
  claimsAfterUpdate,
  claimsOf,
  clearsOwnership,
  managedFields,
  sameOwners,
  updaterOf,
} from '../apply/managed-fields.ts';
import { type Endpoint, reachableChange } from '../apply/ownable.ts';
import { type Cluster, type WriteOptions, now } from '../cluster.ts';
import { type Cause, badRequest, conflict, forbiddenValue, invalid, invalidValue } from '../errors.ts';
import { equal, listOf, objectOf, omit } from '../json.ts';
import { type KubeObject, type Metadata, finalizersOf, withMetadata } from '../object.ts';
import { type Resource, apiVersionOf, withoutAllocation } from '../resource.ts';
import { settle } from './delete.ts';
import { completed, decoded, warnOf } from './normalise.ts';

export interface Writing {
  readonly resource: Resource;
  readonly live: KubeObject;
  /** The whole object as the client wants it. */
  readonly next: KubeObject;
  readonly endpoint: Endpoint;
  /** Through which a field of the object's own half was written. */
  readonly subresource?: 'scale';
  /** Ownership from an apply, whose object is typed already; absent: a plain write by `options.fieldManager`. */
  readonly claims?: readonly Claim[];
  /**
   * An apply put an empty list or mapping where nothing was: that it asked is written down, though nothing of it is
   * stored.
   */
  readonly bringsEmpties?: boolean;
}

/** @throws ApiError 400, 409 (stale resourceVersion) or 422 */
export function update(cluster: Cluster, change: Writing, options: WriteOptions): KubeObject {
  const { resource, live, next, endpoint } = change;
  requireSamePlace(live, next);
  const read = change.claims === undefined ? decoded(resource, next, options) : next;
  const sent = endpoint === 'status' && resource.plural === 'pods' ? withOwnersOf(live, read) : read;
  const owners = ownersAfter(cluster, change, sent, options);
  requireVersion(resource, live, sent);
  const faults = [...uidFaults(live, sent), ...newFinalizerFaults(live, sent, endpoint, resource)];
  const kind = endpoint === 'status' ? withoutAllocation(resource) : resource;
  const whole = completed(cluster, kind, separated(resource, live, sent, endpoint), live, faults);
  if (endpoint === 'main') warnOf(resource, whole, live, options);
  const counts =
    resource.hasGeneration && (specChanged(resource, live, whole, endpoint) || dropsTopology(resource, sent));
  const counted = counts ? withMetadata(whole, { generation: generationOf(live) + 1 }) : whole;
  const unowned = withMetadata(live, { managedFields: undefined });
  const isSame = equal(counted, unowned) && sameOwners(owners, live.metadata.managedFields);
  if (isSame && change.bringsEmpties !== true) return live;
  const final = withMetadata(counted, { managedFields: owners });
  if (options.dryRun) return final;
  const stored = cluster.store.put(resource, final);
  settle(cluster, resource, stored);
  return stored;
}

function requireSamePlace(live: KubeObject, next: KubeObject): void {
  const { name, namespace } = next.metadata;
  if (name !== live.metadata.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${live.metadata.name})`);
  }
  if (namespace !== undefined && namespace !== '' && namespace !== live.metadata.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

/** Only after everything that the request asks for has been worked out: a conflict of managers is told first. */
function requireVersion(resource: Resource, live: KubeObject, sent: KubeObject): void {
  const { resourceVersion } = sent.metadata;
  if (resourceVersion === undefined) {
    if (!resource.custom && resource.group !== 'apiextensions.k8s.io') return;
    const subject = { kind: resource.plural, group: resource.group };
    const cause = invalidValue('metadata.resourceVersion', 0, 'must be specified for an update');
    throw invalid(subject, live.metadata.name, [cause]);
  }
  if (resourceVersion === live.metadata.resourceVersion) return;
  const why = 'the object has been modified; please apply your changes to the latest version and try again';
  throw conflict(resource, live.metadata.name, why);
}

function uidFaults(live: KubeObject, { metadata }: KubeObject): readonly Cause[] {
  const { uid } = metadata;
  if (uid === undefined || uid === live.metadata.uid) return [];
  return [invalidValue('metadata.uid', uid, 'field is immutable')];
}

/** Each endpoint takes its own half of the new object; the other half, and identity, stay as they are. */
function separated(resource: Resource, live: KubeObject, sent: KubeObject, endpoint: Endpoint): KubeObject {
  const { metadata } = live;
  const status = resource.hasStatus && endpoint === 'main' ? live.status : sent.status;
  // Through /status of a built-in kind metadata can be written, too.
  const kept = resource.statusKeepsLabels === true ? withMetadata(sent, { labels: metadata.labels }) : sent;
  const base = endpoint === 'main' ? sent : resource.custom ? live : { ...kept, spec: live.spec };
  const half = omit(base, 'status') as KubeObject;
  const whole = { ...half, apiVersion: sent.apiVersion, ...(status === undefined ? {} : { status }) };
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

/** The kubelet writes statuses of pods with owners that it does not know. */
function withOwnersOf(live: KubeObject, sent: KubeObject): KubeObject {
  return withMetadata(sent, { ownerReferences: live.metadata['ownerReferences'] });
}

/** What is going takes no new finalizers. */
function newFinalizerFaults(
  live: KubeObject,
  sent: KubeObject,
  endpoint: Endpoint,
  { custom }: Resource,
): readonly Cause[] {
  if (live.metadata.deletionTimestamp === undefined || (endpoint === 'status' && custom)) return [];
  const added = finalizersOf(sent).filter((finalizer) => !finalizersOf(live).includes(finalizer));
  if (added.length === 0) return [];
  const list = added.map((finalizer) => JSON.stringify(finalizer)).join(', ');
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  return [forbiddenValue('metadata.finalizers', why)];
}

/** What stands in the request is believed, unless it says nothing, or comes through /status. */
function ownersAfter(
  cluster: Cluster,
  change: Writing,
  sent: KubeObject,
  options: WriteOptions,
): Metadata['managedFields'] {
  const { resource, live, next, endpoint } = change;
  if (change.claims !== undefined) return managedFields(change.claims);
  const known = claimsOf(live.metadata.managedFields);
  const { managedFields: asked } = next.metadata;
  if (endpoint === 'main' && clearsOwnership(asked, resource.custom)) return undefined;
  const said = endpoint === 'main' ? claimsOf(asked) : [];
  const before = said.length > 0 ? said : known;
  if (before.length === 0) return undefined;
  const { subresource } = change;
  const updater = updaterOf(apiVersionOf(resource), options.fieldManager, endpoint);
  const writer = subresource === undefined ? updater : { ...updater, subresource };
  const unowned = (object: KubeObject): KubeObject => withMetadata(object, { managedFields: undefined });
  const difference = compare(unowned(live), unowned(sent), resource.schema);
  const changed = reachableChange(difference, endpoint, resource);
  const claims = claimsAfterUpdate(before, writer, changed, now(cluster));
  // What is written through a Scale is written down without a time.
  return managedFields(claims.map((one) => (one.subresource === 'scale' ? withoutTime(one) : one)));
}

function withoutTime({ time: _time, ...claim }: Claim): Claim {
  return claim;
}

/**
 * Of an EndpointSlice labels count, too: they say whose it is. Of a Deployment annotations: they go to what it makes.
 */
function specChanged(resource: Resource, live: KubeObject, next: KubeObject, endpoint: Endpoint): boolean {
  const isAnnotated = resource.plural === 'deployments' && endpoint === 'main';
  if (isAnnotated && !equal(live.metadata['annotations'], next.metadata['annotations'])) return true;
  if (resource.plural === 'endpointslices' && !equal(live.metadata.labels, next.metadata.labels)) return true;
  return !equal(omit(live, 'apiVersion', 'metadata', 'status'), omit(next, 'apiVersion', 'metadata', 'status'));
}

/** The topology of endpoints goes before they are stored, and after it was seen that they changed. */
function dropsTopology({ plural }: Resource, { endpoints }: KubeObject): boolean {
  return plural === 'endpointslices' && listOf(endpoints).some((one) => 'deprecatedTopology' in objectOf(one));
}

function generationOf(object: KubeObject): number {
  return object.metadata.generation ?? 1;
}
