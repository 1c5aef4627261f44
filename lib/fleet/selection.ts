// Which member clusters serve a MultiClusterService, and where its namespace is.
import { type Diagnostic, diagnostic, type SourceRef } from '../core/index.ts';
import { didYouMean, type Manifest } from '../manifest/index.ts';
import type { ClusterLink } from '../model/index.ts';
import type { ClusterFacts, Facts } from './facts.ts';
import type { Fleet } from './fleet.ts';
import { REGIONS, regionOf } from './region.ts';

const UNKNOWN: ClusterFacts = { state: 'unknown', zones: [], nodeTags: [], namespaces: [] };

/** The facts about a cluster; `unknown` when there are none. */
export function factsOf(facts: Facts, cluster: ClusterLink): ClusterFacts {
  return Object.hasOwn(facts.clusters, cluster) ? (facts.clusters[cluster] ?? UNKNOWN) : UNKNOWN;
}

/**
 * Whether a cluster, read just now, lacks the namespace. What was not read just now is given the benefit of the doubt.
 */
export function lacksNamespace(facts: Facts, cluster: ClusterLink, namespace: string): boolean {
  const { state, namespaces } = factsOf(facts, cluster);
  return state === 'fresh' && !namespaces.includes(namespace);
}

/** Names that nearly every cluster has, each time for something else. */
const AMBIGUOUS_NAMESPACES: ReadonlySet<string> = new Set(['default', 'prod', 'dev']);

/** A warning for an object in a namespace that is hardly the same in every cluster. */
export function checkNamespaceName({ namespace, at }: Pick<Manifest, 'namespace' | 'at'>): readonly Diagnostic[] {
  if (!AMBIGUOUS_NAMESPACES.has(namespace)) return [];
  const message = `${namespace} is taken for one namespace in every cluster of the fleet`;
  const hint = 'Use a namespace of the team or the application.';
  return [diagnostic('ambiguous-namespace', message, at(['metadata', 'namespace']), hint)];
}

/**
 * An error for each cluster without a membership: it would stay unknown for ever, and what is unknown freezes
 * deletions. When the memberships could not be read, that, and a finding for each link whose location is none that is
 * known: a cluster that is a member exists, wherever it lies.
 */
export function checkMemberships(fleet: Fleet, facts: Facts): readonly Diagnostic[] {
  const { memberships } = facts;
  if (memberships === undefined) {
    const message = `whether the clusters are members of the fleet of ${fleet.fleetProject} is not known: GKE Hub cannot be read`;
    // Without facts of the project nothing was read at all, which is said elsewhere.
    const unknown = facts.project === undefined ? [] : [diagnostic('memberships-unknown', message, fleet.source)];
    return [...unknown, ...fleet.clusters.flatMap(({ link, source }) => checkLocation(link, source))];
  }
  return fleet.clusters
    .filter((cluster) => !memberships.includes(cluster.link))
    .map(({ link, source }) =>
      diagnostic(
        'not-a-member',
        `${link} is not a member of the fleet of ${fleet.fleetProject}`,
        source,
        checkLocation(link, source)[0]?.hint,
      ),
    );
}

function checkLocation(link: ClusterLink, source: SourceRef): readonly Diagnostic[] {
  const [location = ''] = link.split('/');
  const region = regionOf(location);
  if (REGIONS.includes(region)) return [];
  const message = `no region ${region} is known, where ${link} would be`;
  return [diagnostic('unknown-location', message, source, didYouMean(region, REGIONS))];
}
