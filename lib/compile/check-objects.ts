// Which objects can be compiled, with their references resolved, and which are held because of an error.
// May import: core, fleet, manifest, model.
import { type Diagnostic, diagnostic, hasErrors } from '../core/index.ts';
import { checkConfigNamespaces, type Facts, type Fleet, selectClusters } from '../fleet/index.ts';
import type { Identity, Manifest, MultiClusterIngress, MultiClusterService, ReadResult } from '../manifest/index.ts';
import { names, objectKey, type ObjectKey } from '../model/index.ts';
import { findAddressConflicts } from './front-address.ts';
import { resolveRoutes, type Routes, type ServiceLookup } from './routes.ts';

export interface RoutedIngress {
  readonly ingress: MultiClusterIngress;
  readonly routes: Routes;
}

export interface CheckedObjects {
  readonly services: readonly MultiClusterService[];
  readonly ingresses: readonly RoutedIngress[];
  /** Objects with an error, and every ingress that refers to one of them. */
  readonly held: ReadonlySet<ObjectKey>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks every object against the others, the fleet and the facts; reports everything at once. */
export function checkObjects(fleet: Fleet, facts: Facts, read: ReadResult): CheckedObjects {
  const held = new Set<ObjectKey>(read.rejected.map(keyOf));
  const diagnostics: Diagnostic[] = [];
  function judge(manifest: Manifest, found: readonly Diagnostic[]): void {
    diagnostics.push(...found);
    if (hasErrors(found)) held.add(keyOf(manifest));
  }

  const services = read.manifests.filter((manifest) => manifest.kind === 'MultiClusterService');
  for (const service of services) {
    judge(service, [
      ...checkName(service),
      ...selectClusters(fleet, service).diagnostics,
      ...checkConfigNamespaces(fleet, facts, service),
    ]);
  }

  const ingresses = read.manifests.filter((manifest) => manifest.kind === 'MultiClusterIngress');
  const conflicts = findAddressConflicts(ingresses, fleet, facts);
  diagnostics.push(...conflicts.diagnostics);
  for (const key of conflicts.held) held.add(key);
  const routed: RoutedIngress[] = [];
  for (const ingress of ingresses) {
    judge(ingress, checkConfigNamespaces(fleet, facts, ingress));
    const reading = resolveRoutes(ingress, lookup(ingress.namespace, services, held, read));
    if (reading.state === 'resolved') {
      routed.push({ ingress, routes: reading.routes });
    } else {
      held.add(keyOf(ingress));
      diagnostics.push(...reading.diagnostics);
    }
  }
  return {
    services: services.filter((service) => !held.has(keyOf(service))),
    ingresses: routed.filter(({ ingress }) => !held.has(keyOf(ingress))),
    held,
    diagnostics,
  };
}

export function keyOf({ kind, namespace, name }: Identity): ObjectKey {
  return objectKey(kind, namespace, name);
}

function lookup(
  namespace: string,
  services: readonly MultiClusterService[],
  held: ReadonlySet<ObjectKey>,
  read: ReadResult,
): ServiceLookup {
  const here = services.filter((service) => service.namespace === namespace);
  return {
    names: here.map((service) => service.name),
    find(name) {
      if (held.has(objectKey('MultiClusterService', namespace, name))) return 'held';
      // In a file that could not be read to its end, the service may well be declared.
      return here.find((service) => service.name === name) ?? (read.incomplete.length > 0 ? 'held' : undefined);
    },
  };
}

function checkName(service: MultiClusterService): readonly Diagnostic[] {
  const { length } = service.name;
  if (length <= names.MAX_SERVICE_NAME) return [];
  const message = `the name has ${length} characters, at most ${names.MAX_SERVICE_NAME} are possible`;
  return [diagnostic('name-too-long', message, service.at(['metadata', 'name']))];
}
