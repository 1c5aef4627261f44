// Diagnostics about multi-cluster Services. A data table.
import { type DiagnosticEntry, DIAGNOSTICS, diagnosticsOf } from '../../core/index.ts';
import type { FeatureCodes, GateEntry } from '../../plan/index.ts';

const OWN = {
  'called-name-not-imported': {
    severity: 'warning',
    title: 'A call of a name that is not imported there',
    doc: 'GKE imports an exported Service into each cluster of the fleet that has its namespace. A workload in Git calls the name from a cluster without that namespace: the name is not found there, though it is answered elsewhere.',
    next: 'Create the namespace in the cluster of the caller.',
  },
  'called-name-reserved': {
    severity: 'warning',
    title: 'A call of a name that never exists',
    doc: 'A workload in Git calls a name below that of an exported Service. Only a headless Service has names for its pods there, HOSTNAME.MEMBERSHIP.LOCATION in front of it, and no Service has a name that leads to one cluster alone.',
    next: 'Call the name of the Service itself, or make the Service headless.',
  },
  'called-name-unknown': {
    severity: 'warning',
    title: 'A call of a name that no manifest exports',
    doc: 'A workload in Git calls a name below clusterset.local, and no ServiceExport in Git makes it. Unless somebody exports it by hand, the name is not found in any cluster.',
    next: 'Mend the name, or export the Service.',
  },
  'derived-name-differs': {
    severity: 'warning',
    title: 'The Service behind a name is called otherwise',
    doc: "Google does not document what the Service behind a name below clusterset.local is called; it is predicted from what GKE's samples print. In a cluster it has another name, which the annotation net.gke.io/derived-service of the import says. That name counts; what else is predicted of it may be off too.",
    next: 'Where a workload calls that Service by its name below cluster.local, call the one that the import names.',
  },
  'export-conflict': {
    severity: 'warning',
    title: 'Exports of one name that disagree',
    doc: 'The Services that are exported under one name are merged. Where they disagree the standard (KEP-1645) lets the oldest export win; ports are united, and each leads to the clusters that have it. GKE does not say that it follows the standard there, so that this is expected, not promised. The age of an export is that of the object in its cluster; one that is made anew is the youngest.',
    next: 'Give the Services the same ports and settings in all clusters.',
  },
  'export-external-name': {
    severity: 'error',
    title: 'An export of an ExternalName',
    doc: 'A Service of type ExternalName has no pods and no address, and is not exported, whatever its ServiceExport says. The export is not written; what was applied for it stays.',
    next: 'Take the export away, or give the Service a selector.',
  },
  'export-limit': {
    severity: 'warning',
    title: 'More exports than GKE takes',
    doc: 'GKE documents limits: five clusters that export one name, 250 pods behind one, and about 250 names with their ports in a fleet. Beyond them it may leave out some. The limits may have grown since; nothing is stopped by them.',
    next: 'Export from fewer clusters, or fewer ports.',
  },
  'export-local-traffic': {
    severity: 'warning',
    title: 'An exported Service that keeps traffic on its node',
    doc: 'With internalTrafficPolicy: Local, calls are sent to pods on the node of the caller alone. In a cluster that imports the Service no node has any, so that the packets are dropped there and callers wait until they time out. The standard takes that policy from the oldest export.',
    next: 'Take internalTrafficPolicy: Local out of the Service, or export another Service of the same pods.',
  },
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
  'export-ports-impossible': {
    severity: 'warning',
    title: 'Ports of several exports that no Service may have together',
    doc: 'The ports of all exports of a name become one list, and a Service has to hold it in each importing cluster. With several ports each needs a name of its own. What GKE makes of such a list is not known; expect no import, or one without some of the ports.',
    next: 'Give every port of the exported Services a name, the same one in all clusters.',
  },
  'export-system-namespace': {
    severity: 'warning',
    title: 'An export out of a namespace that every cluster has',
    doc: 'Exports of one namespace and name are one Service of the fleet. Namespaces such as default and kube-system are there in every cluster, each for something else, so that Services are merged that have nothing to do with each other.',
    next: 'Export out of a namespace of the team or the application.',
  },
  'export-type-mix': {
    severity: 'warning',
    title: 'Headless and other Services under one name',
    doc: 'Of exports of one name some are headless and some are not. The oldest export decides for all, and callers of the other sort break: a headless name is answered with the addresses of pods and has names for them, any other one has a single address. When the oldest export goes, the name may change from one to the other.',
    next: 'Make the Services of all clusters headless, or none of them.',
  },
  'export-without-service': {
    severity: 'warning',
    title: 'An export of a Service that is not there',
    doc: 'A ServiceExport exports the Service of its own name and namespace in the cluster where it stands. None stands there now. The export is written all the same: GKE takes it up when there is a Service, which takes minutes. A cluster that cannot be read may have one.',
    next: 'Deploy the Service to that cluster, or mend the name or the folder of the export.',
  },
  'import-of-others': {
    severity: 'warning',
    title: 'An import or endpoints of somebody else under the exported name',
    doc: "In a cluster where GKE would import the name stands a ServiceImport that belongs to another controller, by its label app.kubernetes.io/managed-by. GKE's importer makes none beside it: what the name leads to there is the other one's business, and the export may not be seen. The same is told of an EndpointSlice of the name (multicluster.kubernetes.io/service-name) whose endpointslice.kubernetes.io/managed-by names another controller: calls may be led to pods that are none of the export's.",
    next: 'Delete that ServiceImport, or take the name out of the other controller; else withdraw the export.',
  },
  'oldest-export-goes': {
    severity: 'warning',
    title: 'The oldest export of a name goes',
    doc: 'Where exports of one name disagree, the oldest is expected to decide. It goes with this change, others stay, and the next oldest decides from then on. An export that is made again later is the youngest: its age does not come back.',
    next: 'See what changes for callers in the comment, or give the Services the same ports and settings first.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;

const SERVICES_GATES = {
  'service-gone': {
    rank: 110,
    words: 'withdraws the last export of a Service',
    doc: 'No other cluster exports a Service of that name and namespace, so that its name below clusterset.local is answered nowhere any more: whoever calls it by that name, in any cluster of the fleet, gets no answer. An export in a cluster that cannot be read is not counted upon. Where the export moves to another cluster in the same change, the name is gone until GKE has taken up the new one.',
    next: 'The comment lists who is known to call the name, in Git and beyond. If nobody calls it any more, have somebody approve the plan; to move an export, merge the new one first.',
  },
  'service-deleted': {
    rank: 112,
    words: 'deletes a Service',
    doc: 'A Service that Git manages goes, or is made anew because it becomes headless or stops being so. Its name below cluster.local is answered in its cluster no more, or not for a moment. One that was exported is deleted only when no import leads to its pods any more. A Service leaves the manifests too where manage in spec.services no longer has Service in its list.',
    next: 'If nobody calls it in its cluster, have somebody approve the plan. To keep it without Rangelight, have another tool apply it first, or take the annotation rangelight.dev/owner from it: then it stays as it is.',
  },
} as const satisfies Readonly<Record<string, GateEntry>>;

export const SERVICES_CODES: FeatureCodes = { diagnostics: OWN, gates: SERVICES_GATES };

/** Makes a diagnostic of one of these codes, or of one that all features share. */
export const diagnostic = diagnosticsOf({ ...DIAGNOSTICS, ...OWN });
