// Diagnostics about the fleet file, its clusters, and which of them serve. A data table. May import: diagnostic-entry.
import type { DiagnosticEntry } from './diagnostic-entry.ts';

export const FLEET_DIAGNOSTICS = {
  'no-fleet-file': {
    severity: 'error',
    title: 'The repository has no fleet file',
    doc: 'Rangelight looks for rangelight.yaml. Without one it plans nothing and deletes nothing.',
  },
  'fleet-file-invalid': {
    severity: 'error',
    title: 'The fleet file cannot be used',
    doc: 'A bad fleet file blocks the revision: nothing is planned, nothing is changed.',
  },
  'fleet-renamed': {
    severity: 'error',
    title: 'The fleet has another name than before',
    doc: 'The name is in every state key, mark and resource name; it cannot change once applied.',
  },
  'unknown-config-cluster': {
    severity: 'error',
    title: 'A config cluster is not among the clusters of the fleet',
    doc: 'configClusters.primary and configClusters.backup must be links of spec.clusters, and differ.',
  },
  'not-a-member': {
    severity: 'warning',
    title: 'A cluster of the fleet file is not a member of the fleet',
    doc: 'The fleet host project knows no membership for this link. Register the cluster, or mend its link or membership in the fleet file.',
  },
  'unknown-cluster-link': {
    severity: 'error',
    title: 'spec.clusters names a cluster that is not in the fleet',
    doc: 'A link is "<location>/<cluster>" as in the fleet file or the memberships.',
  },
  'empty-clusters': {
    severity: 'error',
    title: 'spec.clusters is an empty list',
    doc: 'All clusters and none are both plausible readings. Remove the field for all clusters, or name them.',
  },
  'namespace-missing': {
    severity: 'warning',
    title: 'A namespace does not exist in a member cluster',
    doc: 'Namespace sameness: the derived Service has the namespace of its MultiClusterService in every cluster. That cluster is left out; the others go on.',
  },
  'config-namespace-missing': {
    severity: 'error',
    title: 'A namespace does not exist in a config cluster',
    doc: 'The manifests cannot be copied there. Create the namespace in both config clusters.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;
