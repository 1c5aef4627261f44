// Deleting objects: preconditions, finalizers, grace, and what goes with a namespace or a definition.
import { type Cluster, now } from '../cluster.ts';
import { conflict, forbidden } from '../errors.ts';
import { objectOf, textOf } from '../json.ts';
import { customResourceDefinitions } from '../kinds/custom-resource-definition.ts';
import { namespaces } from '../kinds/namespace.ts';
import { type KubeObject, finalizersOf, timestamp, withMetadata } from '../object.ts';
import type { Resource } from '../resource.ts';
import type { Collection } from '../store.ts';

export interface Deletion {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly gracePeriodSeconds?: number;
  readonly dryRun: boolean;
}

export interface Deleted {
  readonly object: KubeObject;
  /** False while finalizers or grace keep it. */
  readonly gone: boolean;
}

/** @throws ApiError 403 for the namespaces that every cluster needs, 409 when a precondition fails */
export function remove(cluster: Cluster, resource: Resource, live: KubeObject, deletion: Deletion): Deleted {
  requirePreconditions(resource, live, deletion);
  const { name } = live.metadata;
  const isNamespace = isCollection(resource, namespaces);
  if (isNamespace && ['default', 'kube-system', 'kube-public', 'kube-node-lease'].includes(name)) {
    throw forbidden(resource, name, 'this namespace may not be deleted');
  }
  const grace = deletion.gracePeriodSeconds ?? resource.deletionGrace?.(live) ?? 0;
  const marked = markDeleted(cluster, resource, live, resource.deletionGrace === undefined ? 0 : grace);
  if (deletion.dryRun) return { object: marked, gone: finalizersOf(live).length === 0 };
  const dependents = dependentsOf(cluster, resource, live);
  if (finalizersOf(marked).length === 0 && dependents.length === 0 && graceOf(marked) === 0) {
    return { object: take(cluster, resource, marked), gone: true };
  }
  const stored = marked === live ? live : cluster.store.put(resource, marked);
  for (const { collection, object } of dependents) {
    const type = cluster.registry.all().find((r) => isCollection(r, collection));
    if (type !== undefined) remove(cluster, type, object, { dryRun: false });
  }
  return { object: stored, gone: cluster.store.get(resource, live.metadata.namespace, name) === undefined };
}

/** Removes an object for good when it is marked and nothing holds it any more. */
export function settle(cluster: Cluster, resource: Resource, object: KubeObject): void {
  if (object.metadata.deletionTimestamp === undefined || finalizersOf(object).length > 0) return;
  if (graceOf(object) > 0 || dependentsOf(cluster, resource, object).length > 0) return;
  take(cluster, resource, object);
}

function take(cluster: Cluster, resource: Resource, object: KubeObject): KubeObject {
  cluster.store.remove(resource, object);
  const { namespace } = object.metadata;
  const home = namespace === undefined ? undefined : cluster.store.get(namespaces, undefined, namespace);
  if (home !== undefined) settle(cluster, namespaces, home);
  const definitionName = `${resource.plural}.${resource.group}`;
  const definition = resource.custom
    ? cluster.store.get(customResourceDefinitions, undefined, definitionName)
    : undefined;
  if (definition !== undefined) settle(cluster, customResourceDefinitions, definition);
  return object;
}

function markDeleted(cluster: Cluster, resource: Resource, live: KubeObject, grace: number): KubeObject {
  const { deletionTimestamp, generation } = live.metadata;
  if (deletionTimestamp !== undefined && grace >= graceOf(live)) return live;
  const marked = withMetadata(live, {
    deletionTimestamp: grace === 0 ? now(cluster) : timestamp(cluster.clock.now() + grace * 1000),
    deletionGracePeriodSeconds: grace,
    generation: generation === undefined || deletionTimestamp !== undefined ? generation : generation + 1,
  });
  return isCollection(resource, namespaces) ? { ...marked, status: { phase: 'Terminating' } } : marked;
}

/** What must be gone before the object may go: a namespace's content, a definition's instances. */
function dependentsOf(
  cluster: Cluster,
  resource: Collection,
  object: KubeObject,
): readonly { readonly collection: Collection; readonly object: KubeObject }[] {
  if (isCollection(resource, namespaces)) return cluster.store.inNamespace(object.metadata.name);
  if (!isCollection(resource, customResourceDefinitions)) return [];
  const spec = objectOf(object.spec);
  const collection = { group: textOf(spec.group), plural: textOf(objectOf(spec.names).plural) };
  return cluster.store.list(collection).map((instance) => ({ collection, object: instance }));
}

function requirePreconditions(resource: Resource, live: KubeObject, deletion: Deletion): void {
  const { name, uid, resourceVersion } = live.metadata;
  if (deletion.uid !== undefined && deletion.uid !== uid) {
    const why = `the UID in the precondition (${deletion.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw conflict(resource, name, why);
  }
  if (deletion.resourceVersion !== undefined && deletion.resourceVersion !== resourceVersion) {
    const why = `the ResourceVersion in the precondition (${deletion.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    throw conflict(resource, name, why);
  }
}

function graceOf(object: KubeObject): number {
  return object.metadata.deletionGracePeriodSeconds ?? 0;
}

function isCollection(a: Collection, b: Collection): boolean {
  return a.group === b.group && a.plural === b.plural;
}
