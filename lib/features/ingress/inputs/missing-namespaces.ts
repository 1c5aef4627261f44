// Namespaces that do not exist where they are needed: one finding for each, whatever stands in it. Without one in a
// config cluster the manifests cannot be copied; a member without one is left out.
import { compareDiagnostics, type Diagnostic } from '../../../core/index.ts';
import { createNamespaceHint } from '../../common/index.ts';
import { diagnostic } from '../codes/index.ts';
import { type Facts, type Fleet, lacksNamespace } from '../../../fleet/index.ts';
import { MULTI_CLUSTER_SERVICES } from '../manifests/index.ts';
import { isOfKind, type Manifest } from '../../../manifest/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import { selectClusters } from './select-clusters.ts';

export interface MissingNamespaces {
  /** Of which no manifest can be copied. */
  readonly held: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** What was not read just now is given the benefit of the doubt. */
export function findMissingNamespaces(fleet: Fleet, facts: Facts, manifests: readonly Manifest[]): MissingNamespaces {
  const held = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const [namespace, ones] of Map.groupBy(manifests, (one) => one.namespace)) {
    const lacking = (links: Iterable<ClusterLink>): readonly ClusterLink[] =>
      [...new Set(links)].filter((link) => lacksNamespace(facts, link, namespace));
    const config = lacking([fleet.primary, fleet.backup]);
    const services = ones.filter((one) => isOfKind(MULTI_CLUSTER_SERVICES, one));
    const serving = services.flatMap((one) => selectClusters(fleet, one).clusters.map(({ link }) => link));
    const members = lacking(serving.toSorted()).filter((link) => !config.includes(link));
    if (config.length > 0) held.add(namespace);
    if (config.length + members.length === 0) continue;
    const finding = findingOf(namespace, config, members);
    const [first] = (config.length > 0 ? ones : services)
      .map((one) => ({ ...finding, source: one.at(['metadata', 'namespace']) }))
      .sort(compareDiagnostics);
    if (first !== undefined) diagnostics.push(first);
  }
  return { held, diagnostics };
}

function findingOf(namespace: string, config: readonly ClusterLink[], members: readonly ClusterLink[]): Diagnostic {
  const where = config.length + members.length === 1 ? 'in that cluster' : 'in each of these clusters';
  const hint = createNamespaceHint(namespace, where);
  const missing = `there is no namespace ${namespace} in`;
  if (config.length === 0) {
    const message = `${missing} ${members.join(', ')}, where nothing of it is served`;
    return diagnostic('namespace-missing', message, undefined, hint);
  }
  const role = config.length === 1 ? '(config cluster)' : '(config clusters)';
  const others = members.length === 0 ? '' : `, nor in ${members.join(', ')}`;
  return diagnostic('config-namespace-missing', `${missing} ${config.join(' and ')} ${role}${others}`, undefined, hint);
}
