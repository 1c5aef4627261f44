// Creating an object, by POST or by an apply or PUT that found nothing.
import { compare } from '../apply/fields-of.ts';
import { type Claim, claimsAfterUpdate, managedFields, ownable } from '../apply/managed-fields.ts';
import { type Cluster, type WriteOptions, contextOf, newUid, now } from '../cluster.ts';
import { alreadyExists, badRequest, forbidden, invalid, notFound, required } from '../errors.ts';
import { omit } from '../json.ts';
import { type KubeObject, withMetadata } from '../object.ts';
import { type Resource, apiVersionOf } from '../resource.ts';
import { namespaces } from '../kinds/namespace.ts';
import { completed, typed } from './normalise.ts';

export interface Creation {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly object: KubeObject;
  /** Ownership from an apply; absent: the writer owns everything it sent. */
  readonly claims?: readonly Claim[];
}

/** @throws ApiError 400, 403 (namespace going), 404 (namespace absent), 409 (name taken) or 422 */
export function create(cluster: Cluster, creation: Creation, options: WriteOptions): KubeObject {
  const { resource, namespace } = creation;
  const name = nameFor(cluster, creation);
  if (creation.object.metadata.resourceVersion !== undefined && creation.object.metadata.resourceVersion !== '') {
    throw badRequest('resourceVersion should not be set on objects to be created');
  }
  if (namespace !== undefined) requireNamespace(cluster, resource, namespace, name);
  const sent = resource.hasStatus ? (omit(creation.object, 'status') as KubeObject) : creation.object;
  const identified = withMetadata(sent, {
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
  const sentAsTyped = typed(resource, identified, options);
  const decoded = cluster.admission?.(resource, sentAsTyped, contextOf(cluster)) ?? sentAsTyped;
  const whole = completed(cluster, resource, decoded, undefined);
  if (cluster.store.get(resource, namespace, name) !== undefined) throw alreadyExists(resource, name);
  const claims = creation.claims ?? claimsOfCreator(resource, decoded, options.fieldManager);
  const entries = managedFields(claims, [], now(cluster));
  const owned = withMetadata(whole, { managedFields: entries.length === 0 ? undefined : entries });
  return options.dryRun ? owned : cluster.store.put(resource, owned);
}

function claimsOfCreator(resource: Resource, object: KubeObject, manager: string): readonly Claim[] {
  const blank: KubeObject = { apiVersion: object.apiVersion, kind: object.kind, metadata: { name: '' } };
  const writer = { manager, operation: 'Update', apiVersion: apiVersionOf(resource) } as const;
  const change = compare(blank, object, resource.schema);
  return claimsAfterUpdate([], writer, change, (set) => ownable(set, 'main', resource.hasStatus));
}

function nameFor(cluster: Cluster, creation: Creation): string {
  const { name, generateName, namespace } = creation.object.metadata;
  if (namespace !== undefined && namespace !== creation.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (typeof name === 'string' && name !== '') return name;
  if (typeof generateName === 'string' && generateName !== '') return `${generateName}${cluster.random.hex(5)}`;
  throw invalid(creation.resource, '', [required('metadata.name', 'name or generateName is required')]);
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
