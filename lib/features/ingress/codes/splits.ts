// Findings about the requests that the fleet file divides.
import type { DiagnosticEntry } from '../../../core/index.ts';

export const SPLIT_DIAGNOSTICS = {
  'split-not-found': {
    severity: 'error',
    title: 'The fleet file divides requests of a path that there is not',
    doc: 'An entry of spec.traffic.splits names a MultiClusterIngress, a host or a path that no manifest has. All three are written as the manifest writes them: the path with its `/*`, the host left out where the rule has none. The requests of the default backend (spec.template.spec.backend) cannot be divided: give the rule a path /*.',
    next: 'Write ingress, host and path as the MultiClusterIngress does, or take the entry out.',
  },
  'split-twice': {
    severity: 'error',
    title: 'The fleet file divides the requests of one path twice',
    doc: 'Two entries of spec.traffic.splits name the same ingress, host and path.',
    next: 'Keep one of the two entries.',
  },
  'split-unclear': {
    severity: 'error',
    title: 'It is not said between what the requests are divided',
    doc: 'An entry of spec.traffic.splits has `services` or `clusters`, not both; or it has `headers` alone, and then all other requests stay where the manifest sends them.',
    next: 'Give the entry services, clusters or headers; of services and clusters only one.',
  },
  'split-weight': {
    severity: 'error',
    title: 'The weights cannot divide requests',
    doc: 'Compute takes whole numbers from 0 to 1000, and one of them has to be above 0.',
    next: 'Write whole numbers from 0 to 1000, one of them above 0.',
  },
  'split-cluster-not-serving': {
    severity: 'error',
    title: 'A share is given to a cluster that does not serve the path',
    doc: 'The cluster is not among spec.clusters of the MultiClusterService, lacks its namespace, or nothing is known of it yet. A share that is given to it would be answered with errors.',
    next: 'Have the service served there first, or take the cluster out of the entry.',
  },
  'split-between-clusters': {
    severity: 'warning',
    title: 'No cluster takes over the share of another',
    doc: 'Where requests are divided between clusters, each cluster has a backend service of its own. Google Cloud sends a share to its backend service whether that is healthy or not: while a cluster is sick, its share is answered with errors, and no other cluster takes it over. `rangelight drain` cannot move it either. Take the entry out as soon as the clusters need no shares.',
    next: 'Be ready to give a sick cluster the weight 0 in the fleet file; a cluster that is not named gets nothing.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;
