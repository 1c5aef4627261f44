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
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly dryRun: boolean;
}

export interface Deleted {
  readonly object: KubeObject;
  /** False while finalizers or grace keep it. */
  readonly gone: boolean;
}

/** @throws ApiError 403 for the namespaces that every cluster needs, 409 when a precondition fails */
export function remove(cluster: Cluster, resource: Resource, live: KubeObject, deletion: Deletion): Deleted {
  const isNamespace = isCollection(resource, namespaces);
  requirePreconditions(resource, live, deletion);
  const { name } = live.metadata;
  if (isNamespace && ['default', 'kube-system', 'kube-public', 'kube-node-lease'].includes(name)) {
    throw forbidden(resource, name, 'this namespace may not be deleted');
  }
  if (isPending(live, deletion)) return { object: live, gone: false };
  const held = withPolicy(live, deletion.propagationPolicy);
  const marked = markDeleted(cluster, resource, held, deletion);
  const goesAtOnce = finalizersOf(marked).length === 0 && graceOf(marked) === 0 && !isNamespace;
  // What goes at once is answered as it stood; only grace writes its mark first, once.
  const isMarked = live.metadata.deletionTimestamp !== undefined && graceOf(live) === 0;
  const last = resource.deletionGrace === undefined || isMarked ? live : marked;
  if (deletion.dryRun) return { object: goesAtOnce ? last : marked, gone: goesAtOnce };
  const dependents = dependentsOf(cluster, resource, live);
  if (goesAtOnce && dependents.length === 0) {
    take(cluster, resource, marked);
    return { object: last, gone: true };
  }
  const stored = marked === live ? live : cluster.store.put(resource, marked);
  for (const { collection, object } of dependents) {
    const type = cluster.registry.all().find((r) => isCollection(r, collection));
    if (type !== undefined) remove(cluster, type, object, { dryRun: false });
  }
  if (isNamespace) settle(cluster, resource, stored);
  if (deletion.propagationPolicy !== undefined) playCollector(cluster, resource, stored);
  return { object: stored, gone: false };
}

// The garbage collector's two marks: it takes them away when it has seen to what the object owned.
const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
const COLLECTOR_MS = 1_000;

function withPolicy(live: KubeObject, policy: Deletion['propagationPolicy']): KubeObject {
  const finalizers = finalizersOf(live);
  const keeps = (mark: string): boolean => policy === undefined && finalizers.includes(mark);
  const others = finalizers.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  const orphan = policy === 'Orphan' || keeps(ORPHAN) ? [ORPHAN] : [];
  const foreground = policy === 'Foreground' || (keeps(FOREGROUND) && orphan.length === 0) ? [FOREGROUND] : [];
  const wanted = [...others, ...orphan, ...foreground];
  if (wanted.length === finalizers.length && wanted.every((finalizer) => finalizers.includes(finalizer))) return live;
  return withMetadata(live, { finalizers: wanted.length === 0 ? undefined : wanted });
}

/** A second later, as a collector would that finds nothing owned. */
function playCollector(cluster: Cluster, resource: Resource, { metadata }: KubeObject): void {
  cluster.clock.after(COLLECTOR_MS, () => {
    const live = cluster.store.get(resource, metadata.namespace, metadata.name);
    if (live === undefined || live.metadata.uid !== metadata.uid) return;
    const left = finalizersOf(live).filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
    if (left.length === finalizersOf(live).length) return;
    const stored = cluster.store.put(
      resource,
      withMetadata(live, { finalizers: left.length === 0 ? undefined : left }),
    );
    settle(cluster, resource, stored);
  });
}

/** Grace under way can only be made shorter. */
function isPending(live: KubeObject, { gracePeriodSeconds }: Deletion): boolean {
  if (live.metadata.deletionTimestamp === undefined || graceOf(live) === 0) return false;
  return gracePeriodSeconds === undefined || gracePeriodSeconds >= graceOf(live);
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

function markDeleted(cluster: Cluster, resource: Resource, live: KubeObject, deletion: Deletion): KubeObject {
  const { deletionTimestamp, generation } = live.metadata;
  const asked = deletion.gracePeriodSeconds;
  const grace = resource.deletionGrace?.(live, asked === undefined ? undefined : asked < 0 ? 1 : asked) ?? 0;
  if (isCollection(resource, namespaces)) {
    if (deletionTimestamp !== undefined) return live;
    const marked = withMetadata(live, { deletionTimestamp: now(cluster) });
    return { ...marked, status: { ...objectOf(live.status), phase: 'Terminating' } };
  }
  if (deletionTimestamp !== undefined && grace === graceOf(live)) return live;
  return withMetadata(live, {
    deletionTimestamp:
      grace === 0 ? (deletionTimestamp ?? now(cluster)) : timestamp(cluster.clock.now() + grace * 1000),
    deletionGracePeriodSeconds: grace,
    generation: generation === undefined || deletionTimestamp !== undefined ? generation : generation + 1,
  });
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

/** Of a namespace the storage itself looks, and words it its own way. */
function requirePreconditions(resource: Resource, live: KubeObject, deletion: Deletion): void {
  const { name, uid, resourceVersion } = live.metadata;
  const isNamespace = isCollection(resource, namespaces);
  const subject = isNamespace ? resource : { ...resource, plural: resource.kind };
  const check = (what: string, long: string, asked: string | undefined, is: string | undefined, hint: string): void => {
    if (asked === undefined || asked === is) return;
    const why = isNamespace
      ? `Precondition failed: ${what} in precondition: ${asked}, ${what} in object meta: ${is}`
      : `the ${long} in the precondition (${asked}) does not match the ${long} in record (${is}). ${hint}`;
    throw conflict(subject, name, why);
  };
  check('UID', 'UID', deletion.uid, uid, 'The object might have been deleted and then recreated');
  check(
    'ResourceVersion',
    'ResourceVersion',
    deletion.resourceVersion,
    resourceVersion,
    'The object might have been modified',
  );
}

function graceOf(object: KubeObject): number {
  return object.metadata.deletionGracePeriodSeconds ?? 0;
}

function isCollection(a: Collection, b: Collection): boolean {
  return a.group === b.group && a.plural === b.plural;
}
