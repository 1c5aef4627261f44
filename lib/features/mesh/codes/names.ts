// Diagnostics about names, ports and pods of calls across a mesh. A data table.
import type { DiagnosticEntry } from '../../../core/index.ts';

export const NAME_CODES = {
  'mesh-call-unknown': {
    severity: 'warning',
    title: 'A declared call that means nothing',
    doc: 'A call under spec.mesh.calls of the fleet file names a workload that no folder of a cluster has, or a host that is no Service. Nothing is said about it.',
    next: 'Write NAMESPACE/WORKLOAD under from, and the URL of a Service under to.',
  },
  'mesh-calls-limit': {
    severity: 'warning',
    title: 'More calls than are judged',
    doc: 'The manifests name more calls between workloads and Services of the mesh than are looked at for one commit. The rest is not judged: nothing is said of it.',
    next: 'Name the clusters that matter under spec.mesh.clusters of the fleet file.',
  },
  'mesh-clusterset-host': {
    severity: 'warning',
    title: 'A name below clusterset.local that the mesh does not know',
    doc: 'A workload with a sidecar calls a name of multi-cluster Services. The mesh has no host of that name unless its control plane is told so: the call leaves the proxy as one to somewhere else, in plain text, without the rules of the Service, and pods that ask for mutual TLS refuse it.',
    next: 'Call the Service by its name below svc.cluster.local, write a ServiceEntry for the host, or set ENABLE_MCS_HOST for istiod.',
  },
  'mesh-headless-port': {
    severity: 'error',
    title: 'A headless Service with a port that its pods do not have',
    doc: "The name of a headless Service leads to the addresses of pods, and nothing on the way changes the port: a call of port 80 reaches port 80 of a pod, whatever targetPort says. The caller's proxy keeps the port too. Where pods listen on another one, calls are answered with 503, or refused without a proxy.",
    next: 'Give port and targetPort of the Service the same number, and call that, or give the Service an address.',
  },
  'mesh-kept-local': {
    severity: 'error',
    title: 'A setting that keeps a called Service in its cluster',
    doc: "serviceSettings with clusterLocal, in the options of the control plane of the caller's cluster, keep the endpoints of a host to that cluster. The call has no pod there, and those of other clusters are not used: 503.",
    next: 'Except the host: a setting of its own with clusterLocal: false goes before a wildcard.',
  },
  'mesh-name-by-proxy': {
    severity: 'warning',
    title: 'A name that only the proxy knows',
    doc: "The caller's cluster has no Service of the name. The caller's proxy answers the name itself, from another cluster; a pod without a sidecar, and the names of single pods, do not resolve.",
    next: "Add the Service to the folder of the caller's cluster.",
  },
  'mesh-name-missing': {
    severity: 'error',
    title: "A Service that the caller's cluster lacks",
    doc: "A name resolves in a cluster that has a Service of it, whether pods stand behind it there or not. The caller's cluster has none, so that the call fails before it leaves the pod, though another cluster may have the Service.",
    next: "Add the Service to the folder of the caller's cluster, with the port names of the other one; or write stubs: create under spec.mesh of the fleet file, by which Rangelight makes it there.",
  },
  'mesh-no-endpoints': {
    severity: 'error',
    title: 'A name with no pod behind it',
    doc: "No ready pod behind the name can be reached from the caller's cluster: no cluster that its control plane knows has one, or the selector meets none. Calls are answered with 503. Where something else that is found keeps the pods away, as a port of another name, that is told instead.",
    next: 'Compare selector and labels, and look at replicas and discovery: rangelight mesh verdict says of each cluster why none of its pods is reached.',
  },
  'mesh-port-missing': {
    severity: 'error',
    title: "A port that the caller's cluster does not have",
    doc: "The Service of the caller's cluster says which ports can be called. A port that only the Service of another cluster has is dead.",
    next: "Add the port to the Service in the folder of the caller's cluster.",
  },
  'mesh-port-names-differ': {
    severity: 'error',
    title: 'Ports of one Service with other names',
    doc: 'Endpoints of several clusters are joined by the name of the port. Where a cluster calls the port otherwise, or not at all, its pods are left out, and callers of other clusters never reach them.',
    next: 'Give the port the same name in every cluster.',
  },
  'mesh-services-differ': {
    severity: 'warning',
    title: 'A Service that is headless in one cluster alone',
    doc: 'A headless Service in the cluster of a caller leads to the pods of that cluster alone, whatever other clusters have under the name.',
    next: 'Make the Service headless in all clusters, or in none.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;
