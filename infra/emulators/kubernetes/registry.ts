// Which resources are served now: the built-in ones and those of the stored CustomResourceDefinitions.
import { servedBy } from './kinds/custom-resource-definition.ts';
import { builtInResources } from './kinds/index.ts';
import { customResourceDefinitions } from './kinds/custom-resource-definition.ts';
import type { KubeObject } from './object.ts';
import type { Resource } from './resource.ts';
import type { Store } from './store.ts';

export interface Registry {
  find(group: string, version: string, plural: string): Resource | undefined;
  /** Built-in first, then by CRD name; within a CRD the storage version first. */
  all(): readonly Resource[];
}

export function createRegistry(store: Store): Registry {
  // Compiled once per stored state of a definition; stored objects never change in place.
  const compiled = new WeakMap<KubeObject, readonly Resource[]>();
  const served = (definition: KubeObject): readonly Resource[] => {
    const known = compiled.get(definition) ?? servedBy(definition);
    compiled.set(definition, known);
    return known;
  };
  const all = (): readonly Resource[] => [
    ...builtInResources,
    ...store.list(customResourceDefinitions).flatMap(served),
  ];
  return {
    all,
    find: (group, version, plural) =>
      all().find((r) => r.group === group && r.version === version && r.plural === plural),
  };
}
