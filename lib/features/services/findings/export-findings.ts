// What is wrong with one export, by its Service in Git and by its name.
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes.ts';
import type { InGit } from '../git/in-git.ts';
import type { Placed } from '../placement.ts';

/** Namespaces that every cluster has, each for something else. */
const SYSTEM_NAMESPACES: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

/** An error: such an export is never taken up. Source: KEP-1645, condition Valid, reason InvalidServiceType. */
export function externalName({ manifest, cluster }: Placed, git: InGit): readonly Diagnostic[] {
  const service = git.service(cluster, manifest.namespace, manifest.name);
  if (service?.exported.type !== 'ExternalName') return [];
  const { file, line } = service.manifest.at(['spec', 'type']);
  const message = `the Service ${manifest.namespace}/${manifest.name} of ${cluster} is an ExternalName (${file}:${line}), which cannot be exported`;
  return [diagnostic('export-external-name', message, manifest.at(['metadata', 'name']))];
}

export function exportFindings(placed: Placed, git: InGit): readonly Diagnostic[] {
  return [...systemNamespace(placed), ...localTraffic(placed, git)];
}

/** Source: KEP-1645, "Restricting Exports": these are hardly one namespace in all clusters. */
function systemNamespace({ manifest }: Placed): readonly Diagnostic[] {
  const { namespace } = manifest;
  if (!SYSTEM_NAMESPACES.has(namespace)) return [];
  const message = `an export out of ${namespace} joins Services of that namespace in all clusters, whosever they are`;
  return [diagnostic('export-system-namespace', message, manifest.at(['metadata', 'namespace']))];
}

/** The derived Service gets that policy, and no node of an importing cluster has an endpoint. Seen with kube-proxy. */
function localTraffic({ manifest, cluster }: Placed, git: InGit): readonly Diagnostic[] {
  const { namespace, name } = manifest;
  const service = git.service(cluster, namespace, name);
  if (service?.exported.internalTrafficPolicy !== 'Local') return [];
  const { file, line } = service.manifest.at(['spec', 'internalTrafficPolicy']);
  const message = `the Service ${namespace}/${name} of ${cluster} says internalTrafficPolicy: Local (${file}:${line}): calls from other clusters are expected to time out`;
  return [diagnostic('export-local-traffic', message, manifest.at(['metadata', 'name']))];
}
