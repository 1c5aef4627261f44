// Exported names as the files of a commit have them. How old exports are, and what stands in clusters alone, is not
// known there.
import { compareText } from '../../../core/index.ts';
import { type Facts, factsOf, type Fleet } from '../../../fleet/index.ts';
import { type ClusterRef, type DesiredResource, isClusterRef } from '../../../model/index.ts';
import { serviceExport } from '../kinds/service-export.ts';
import type { InGit } from '../git/in-git.ts';
import type { ExportedName, Member } from './predict.ts';

/** The exports among resources, once each, whatever their group. */
export function exportRefs(resources: Iterable<Pick<DesiredResource, 'ref'>>): readonly ClusterRef[] {
  const refs = [...resources].flatMap(({ ref }) => (isClusterRef(ref) && ref.kind === serviceExport.id ? [ref] : []));
  return [...new Map(refs.map((ref) => [`${ref.cluster} ${nameKey(ref)}`, ref])).values()];
}

/** `namespace/name`. */
export function nameKey({ namespace = '', name }: Pick<ClusterRef, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

export function namesInGit(exports: readonly ClusterRef[], git: InGit): readonly ExportedName[] {
  return [...Map.groupBy(exports, nameKey)]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, [first, ...others]]) => {
      if (first === undefined) return [];
      const { namespace = '', name } = first;
      const exporters = [first, ...others].map(({ cluster }) => {
        const service = git.service(cluster, namespace, name)?.exported ?? 'unknown';
        return { cluster, since: 'unknown', service } as const;
      });
      return [{ namespace, name, exporters }];
    });
}

/** A namespace that Git brings counts as there. */
export function membersOfFleet(fleet: Fleet, facts: Facts, git: InGit): readonly Member[] {
  return fleet.clusters.map(({ link }) => {
    const { state, namespaces } = factsOf(facts, link);
    const isKnown = state !== 'unknown';
    return {
      cluster: link,
      hasNamespace: (namespace) =>
        git.hasNamespace(link, namespace) || namespaces.includes(namespace) || (isKnown ? false : undefined),
    };
  });
}
