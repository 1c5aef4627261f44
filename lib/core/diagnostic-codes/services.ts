// Diagnostics about multi-cluster Services. A data table.
import type { DiagnosticEntry } from './diagnostic-entry.ts';

export const SERVICES_DIAGNOSTICS = {
  'export-name': {
    severity: 'error',
    title: 'No Service can have the name of an export',
    doc: 'A ServiceExport exports the Service of its own name and namespace. The API takes names that no Service can have, and such an export would never export anything. It is not written; what was applied for it stays.',
    next: 'Give the ServiceExport the name of the Service.',
  },
  'export-not-served': {
    severity: 'error',
    title: 'A cluster has no ServiceExports',
    doc: 'The cluster serves neither API group of ServiceExport, net.gke.io nor multicluster.x-k8s.io. GKE installs the definitions in each member when Multi-cluster Services is switched on for the fleet, which can take some minutes. Until then nothing of the export is changed.',
    next: 'Ask the platform team to run `gcloud container fleet multi-cluster-services enable`, and whether the cluster is a member of that fleet.',
  },
  'export-without-service': {
    severity: 'warning',
    title: 'An export of a Service that is not there',
    doc: 'A ServiceExport exports the Service of its own name and namespace in the cluster where it stands. None stands there now. The export is written all the same: GKE takes it up when there is a Service, which takes minutes. A cluster that cannot be read may have one.',
    next: 'Deploy the Service to that cluster, or mend the name or the folder of the export.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;
