// Facts for compiling without any cloud: what the fleet file itself tells, placeholders for the rest, and a warning for
// each thing that the reader must not take for the real fleet.
import { type Diagnostic, diagnostic } from '../core/index.ts';
import type { ClusterLink } from '../model/index.ts';
import type { ClusterFacts, Facts } from './facts.ts';
import type { Fleet } from './fleet.ts';
import { isZone } from './region.ts';

/**
 * The facts that a fleet file alone allows. A zonal cluster knows its zone; a regional one has none, so that its groups
 * are left out. Every cluster has a placeholder UID, without which compiling would leave it out altogether.
 */
export function assumedFacts(fleet: Fleet): { readonly facts: Facts; readonly diagnostics: readonly Diagnostic[] } {
  const clusters = fleet.clusters.map(({ link }) => [link, assumedCluster(link)] as const);
  const facts: Facts = {
    fleet: fleet.name,
    clusters: Object.fromEntries(clusters),
    addresses: {},
    assumed: true,
  };
  // The hosted controller makes groups of its own: there is no name of ours that could be wrong.
  if (fleet.controller === 'gke') return { facts, diagnostics: [] };
  const zoneless = fleet.clusters
    .filter(({ link }) => assumedCluster(link).zones.length === 0)
    .map(({ link, source }) => {
      const message = `the zones of ${link} are not known: its network endpoint groups are left out`;
      return diagnostic('zones-unknown', message, source);
    });
  const message = 'no facts are given: the names of network endpoint groups differ from those of the real fleet';
  return { facts, diagnostics: [diagnostic('facts-assumed', message, fleet.source), ...zoneless] };
}

function assumedCluster(link: ClusterLink): ClusterFacts {
  const [location = ''] = link.split('/');
  return {
    state: 'unknown',
    uid: `unknown-${link.replace('/', '-')}`,
    zones: isZone(location) ? [location] : [],
    nodeTags: [],
    namespaces: [],
  };
}
