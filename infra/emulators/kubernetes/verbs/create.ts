// Creating an object, by POST or by an apply or PUT that found nothing.
import { compare } from '../apply/fields-of.ts';
import { type Claim, claimsAfterUpdate, managedFields, updaterOf } from '../apply/managed-fields.ts';
import { type Endpoint, reachableChange } from '../apply/ownable.ts';
import { blankObject } from '../blank.ts';
import { type Cluster, type WriteOptions, contextOf, newUid, now } from '../cluster.ts';
import { alreadyExists, badRequest, forbidden, internalError, notFound } from '../errors.ts';
import { omit } from '../json.ts';
import { type KubeObject, withMetadata } from '../object.ts';
import { type Resource, apiVersionOf } from '../resource.ts';
import { namespaces } from '../kinds/namespace.ts';
import { completed, decoded, defaulted, warnOf } from './normalise.ts';

export interface Creation {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly object: KubeObject;
  /** Ownership from an apply, whose object is typed already; absent: the writer owns everything it sent. */
  readonly claims?: readonly Claim[];
  /** By a PUT or an apply, which found nothing: whatever version they name is no matter. */
  readonly isUpdate?: boolean;
  /** Through which it was sent; default: the object's own. */
  readonly endpoint?: Endpoint;
}

/** @throws ApiError 400, 403 (namespace going), 404 (namespace absent), 409 (name taken) or 422 */
export function create(cluster: Cluster, creation: Creation, options: WriteOptions): KubeObject {
  const { resource, namespace } = creation;
  const sent = creation.claims === undefined ? decoded(resource, creation.object, options) : creation.object;
  requireSameNamespace(creation);
  const name = nameFor(cluster, sent);
  if (namespace !== undefined) requireNamespace(cluster, resource, namespace, name);
  const claims = creation.claims ?? claimsOfCreator(cluster, creation, sent, options);
  const own = resource.hasStatus ? (omit(sent, 'status') as KubeObject) : sent;
  const identified = withMetadata(own, {
    name,
    namespace,
    uid: newUid(cluster.random),
    creationTimestamp: now(cluster),
    generation: resource.hasGeneration ? 1 : undefined,
    resourceVersion: undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    managedFields: undefined,
  });
  const typed = defaulted(resource, identified);
  const admitted = cluster.admission?.(resource, typed, contextOf(cluster)) ?? typed;
  const whole = completed(cluster, resource, admitted, undefined);
  warnOf(resource, whole, undefined, options);
  const { resourceVersion } = sent.metadata;
  if (creation.isUpdate !== true && resourceVersion !== undefined) {
    throw internalError('resourceVersion should not be set on objects to be created');
  }
  const standing = cluster.store.get(resource, namespace, name);
  if (standing !== undefined) throw alreadyExists(resource, name, standing.metadata.deletionTimestamp !== undefined);
  const owned = withMetadata(whole, { managedFields: managedFields(claims) });
  return options.dryRun ? withMetadata(owned, { resourceVersion }) : cluster.store.put(resource, owned);
}

function claimsOfCreator(
  cluster: Cluster,
  { resource, endpoint = 'main' }: Creation,
  object: KubeObject,
  options: WriteOptions,
): readonly Claim[] {
  const writer = updaterOf(apiVersionOf(resource), options.fieldManager, endpoint);
  const change = compare(blankObject(resource), object, resource.schema);
  return claimsAfterUpdate([], writer, reachableChange(change, endpoint, resource), now(cluster));
}

function requireSameNamespace({ object, namespace, resource }: Creation): void {
  const said = object.metadata.namespace;
  if (!resource.namespaced || said === undefined || said === '' || said === namespace) return;
  throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
}

/** A prefix gets five letters behind it. */
function nameFor(cluster: Cluster, object: KubeObject): string {
  const { name, generateName } = object.metadata;
  if (typeof name === 'string' && name !== '') return name;
  return typeof generateName === 'string' && generateName !== '' ? `${generateName}${cluster.random.hex(5)}` : '';
}

function requireNamespace(cluster: Cluster, resource: Resource, name: string, object: string): void {
  const namespace = cluster.store.get(namespaces, undefined, name);
  if (namespace === undefined) throw notFound(namespaces, name);
  if (namespace.metadata.deletionTimestamp === undefined) return;
  const why = `unable to create new content in namespace ${name} because it is being terminated`;
  throw forbidden(resource, object, why, [
    { reason: 'NamespaceTerminating', message: `namespace ${name} is being terminated`, field: 'metadata.namespace' },
  ]);
}
