// Diagnostics about calls across a mesh. A data table.
import { type DiagnosticEntry, DIAGNOSTICS, diagnosticsOf } from '../../core/index.ts';
import type { FeatureCodes, GateEntry } from '../../plan/index.ts';

const OWN = {
  'mesh-breaker-no-effect': {
    severity: 'warning',
    title: 'A circuit breaker that never ejects a pod',
    doc: 'A proxy ejects a pod only while the share of ejected pods stays within maxEjectionPercent, 10 by default. With fewer than ten pods behind the name, one pod is more than that: however often it fails, it keeps its share of the requests.',
    next: 'Set maxEjectionPercent to at least 100 divided by the number of pods.',
  },
  'mesh-breaker-worse': {
    severity: 'warning',
    title: 'A circuit breaker that makes failures worse',
    doc: 'outlierDetection makes the proxies of a mesh prefer the region of the caller. A pod there that is ready and fails is retried in its own region alone; as the breaker can never eject it, callers get errors while other regions are well. Without the breaker, retries would cross regions.',
    next: 'Raise maxEjectionPercent, or set localityLbSetting: {enabled: false} in the same rule.',
  },
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
  'mesh-control-plane': {
    severity: 'warning',
    title: 'A control plane that is not active',
    doc: 'The fleet says of the control plane that Google runs for a cluster that it is being set up, or lacks something. Proxies there go on with what they know; whether they learn of changes, and of endpoints in other clusters, is not sure.',
    next: 'Read what is missing in the output of: gcloud container fleet mesh describe.',
  },
  'mesh-deny-passed': {
    severity: 'warning',
    title: 'A DENY that plain text goes past',
    doc: 'An AuthorizationPolicy denies callers by their identity. A caller that sends plain text has none, so that the policy does not match it: it is let in.',
    next: 'Require mutual TLS where the policy stands: a PeerAuthentication with mode STRICT.',
  },
  'mesh-failover-alone': {
    severity: 'warning',
    title: 'A failover that has no effect',
    doc: 'failover and failoverPriority of a DestinationRule say where requests go as pods of a region fail. Proxies learn of failing pods by outlierDetection alone: without it neither has any effect. Pods that are gone are left out in any case.',
    next: 'Add outlierDetection with a maxEjectionPercent that lets one pod go, or take the failover out.',
  },
  'mesh-forbidden': {
    severity: 'error',
    title: 'A call that a policy refuses',
    doc: 'The AuthorizationPolicies of the cluster where the pods run decide who is let in. They do not let this caller in: its requests there are answered with 403, and are not tried again in another cluster. A Service in several clusters fails for the share of the cluster whose policy is missing.',
    next: 'Let the principal of the caller in, in the folder of the cluster where the pods run.',
  },
  'mesh-id-twice': {
    severity: 'error',
    title: 'Two clusters of one name in the mesh',
    doc: 'A control plane knows other clusters by the name that they have in the mesh. Of two with one name it takes the first remote secret and ignores the other. No remote secret is written.',
    next: 'Give each the id that its own control plane has (CLUSTER_ID), under spec.mesh.clusters of the fleet file.',
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
    next: "Add the Service to the folder of the caller's cluster, with the port names of the other one.",
  },
  'mesh-networks-differ': {
    severity: 'warning',
    title: 'A call between two networks',
    doc: 'The fleet file says that the cluster of the caller and that of the pods are in networks of their own. Where no gateway of the other network is known, proxies send to the addresses of its pods all the same: whether that works is up to routing and firewalls. Once a gateway is known, plain text no longer crosses.',
    next: 'Make the pods of both networks reach each other, or set up an east-west gateway.',
  },
  'mesh-no-endpoints': {
    severity: 'error',
    title: 'A name with no pod behind it',
    doc: "No ready pod behind the name can be reached from the caller's cluster: no cluster that its control plane knows has one, the selector meets none, or the ports have other names. Calls are answered with 503.",
    next: 'See the reasons beside it; most often endpoint discovery between the clusters is off.',
  },
  'mesh-not-installed': {
    severity: 'warning',
    title: 'A cluster without a control plane of a mesh',
    doc: 'The fleet file has endpoint discovery of the mesh connected. A control plane reads that in the namespace istio-system of its cluster, and the cluster has no such namespace. Nothing is written there; the other clusters are connected.',
    next: 'Have Cloud Service Mesh provisioned in the cluster, or leave the cluster out under spec.mesh.clusters of the fleet file.',
  },
  'mesh-plain-text-refused': {
    severity: 'error',
    title: 'Two sides that do not speak the same',
    doc: 'Whether a call is encrypted is decided twice: the cluster of the caller decides by its own rules what is sent, and the cluster of the callee what is accepted. DISABLE on one side alone, or a caller without a sidecar where STRICT holds, ends in 503.',
    next: 'Write the same PeerAuthentication in the folders of both clusters, or give the caller a sidecar.',
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
  'mesh-region-first': {
    severity: 'warning',
    title: "A rule that keeps calls in the caller's region",
    doc: "outlierDetection in a DestinationRule, also an empty one, makes proxies send all requests to pods of the caller's own zone and region while these are well. Where requests were spread over regions before, they no longer are.",
    next: 'To spread over all regions, set localityLbSetting: {enabled: false} or give shares under distribute.',
  },
  'mesh-retries-cut': {
    severity: 'warning',
    title: 'Retries that the time limit cuts off',
    doc: 'All tries of a call together may take longer than the timeout of its route: the last of them are cut off, and a caller gets 504 where another try might have been answered.',
    next: 'Raise the timeout of the route, or lower attempts or perTryTimeout.',
  },
  'mesh-route-nowhere': {
    severity: 'error',
    title: 'A route to a Service or subset that is not there',
    doc: "A VirtualService leads to a Service that no cluster has of those that the caller's control plane knows, or to a subset that no DestinationRule of that cluster has. What stands in the cluster of the callee does not count. Such requests are answered with 503.",
    next: "Put the Service, or the DestinationRule with the subset, into the folder of the caller's cluster.",
  },
  'mesh-rules-differ': {
    severity: 'warning',
    title: 'A rule that stands otherwise in another cluster',
    doc: 'Rules of callers (VirtualService, DestinationRule, ServiceEntry, Sidecar) count where callers run, rules of callees (PeerAuthentication, AuthorizationPolicy) where pods run. One that is missing in such a cluster, or says something else there, makes calls of one name behave otherwise by the cluster of the caller or of the pod.',
    next: 'Put the same rule into the folders of all these clusters, or give the rules names of their own.',
  },
  'mesh-secrets-unread': {
    severity: 'error',
    title: 'Remote secrets for a control plane that reads none',
    doc: 'The fleet file says that remote secrets connect the control planes. Traffic Director, which Cloud Service Mesh runs, reads none: its proxies know no endpoints of other clusters, whatever secrets are there.',
    next: 'Write discovery: connected under spec.mesh of the fleet file.',
  },
  'mesh-services-differ': {
    severity: 'warning',
    title: 'A Service that is headless in one cluster alone',
    doc: 'A headless Service in the cluster of a caller leads to the pods of that cluster alone, whatever other clusters have under the name.',
    next: 'Make the Service headless in all clusters, or in none.',
  },
  'mesh-two-rules': {
    severity: 'warning',
    title: 'Two rules for one host',
    doc: 'Two VirtualServices, or two DestinationRules of one namespace, are for one host in one cluster. The older object wins; which one that is cannot be seen in Git.',
    next: 'Make one rule of them.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;

export type MeshCode = keyof typeof OWN;

const MESH_GATES = {
  'mesh-discovery-ends': {
    rank: 105,
    words: 'disconnects a cluster from the mesh of the others',
    doc: 'The control plane of the cluster forgets the endpoints of all other clusters within seconds, or minutes where Google runs it. A call from there that pods of the own cluster answer too goes on; one that only other clusters answer fails. The ConfigMap itself stays with whoever else has entries in it.',
    next: 'The comment says which calls fail from then on. If that is meant, have somebody approve the plan.',
  },
  'mesh-policy-deleted': {
    rank: 106,
    words: 'deletes a policy of the mesh',
    doc: 'A PeerAuthentication or AuthorizationPolicy goes: callers that it refused are let in, or plain text is taken where mutual TLS was asked for. The last ALLOW of a workload that goes lets everybody in.',
    next: 'If that is meant, have somebody approve the plan.',
  },
} as const satisfies Readonly<Record<string, GateEntry>>;

export const MESH_CODES: FeatureCodes = { diagnostics: OWN, gates: MESH_GATES };

/** Makes a diagnostic of one of these codes, or of one that all features share. */
export const diagnostic = diagnosticsOf({ ...DIAGNOSTICS, ...OWN });
