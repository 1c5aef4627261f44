// The closed list of diagnostics: what can be wrong with an input, how bad it is, and what the reader should know.
// A data table; `rangelight explain CODE` and docs/reference/diagnostics.md print it. May import: nothing.

interface DiagnosticEntry {
  readonly severity: 'error' | 'warning' | 'info';
  readonly title: string;
  /** A paragraph for the reference page: why it matters and what to do. */
  readonly doc: string;
}

export const DIAGNOSTICS = {
  'not-yaml': {
    severity: 'error',
    title: 'The file cannot be read as YAML to its end',
    doc: 'Because the rest of the file is unknown, this revision deletes and shrinks nothing in the whole fleet. Mend the file; everything else still goes on.',
  },
  'file-limit': {
    severity: 'error',
    title: 'The file is larger, deeper or more repetitive than a manifest may be',
    doc: 'Files are limited in bytes, documents, nesting and aliases, so that no input can exhaust the planner. What the file declares is unknown, so nothing is deleted or shrunk.',
  },
  'not-an-object': {
    severity: 'error',
    title: 'A document is not a Kubernetes object',
    doc: 'Each YAML document needs apiVersion, kind and metadata.name.',
  },
  'unknown-kind': {
    severity: 'error',
    title: 'Rangelight does not know this kind or version',
    doc: 'Rangelight manages MultiClusterIngress and MultiClusterService of networking.gke.io/v1 and v1beta1, BackendConfig of cloud.google.com/v1 and v1beta1, and FrontendConfig of networking.gke.io/v1beta1. Keep other objects outside the paths named by the fleet file.',
  },
  'schema-violation': {
    severity: 'error',
    title: 'A field is missing, unknown, or has the wrong type',
    doc: 'The object does not match the schema of its kind. The load balancers that refer to it stay as they are.',
  },
  'ambiguous-scalar': {
    severity: 'error',
    title: 'A plain value is read differently by YAML 1.1 and YAML 1.2',
    doc: 'kubectl reads words such as yes, no, on, y and numbers such as 010 or 1_000 by YAML 1.1, most other tools by YAML 1.2. Put quotes around the value, so that it has one meaning.',
  },
  'duplicate-object': {
    severity: 'error',
    title: 'Two documents declare the same object',
    doc: 'Kind, namespace and name must be unique in a revision. Neither declaration is used; what exists stays.',
  },
  'missing-namespace': {
    severity: 'error',
    title: 'metadata.namespace is missing',
    doc: 'A manifest is applied to several clusters, where no default namespace can be assumed.',
  },
  'missing-default-backend': {
    severity: 'error',
    title: 'The MultiClusterIngress has no default backend',
    doc: 'spec.template.spec.backend answers what no host or path matches; without it a load balancer cannot be made.',
  },
  'backend-not-found': {
    severity: 'error',
    title: 'A backend names a MultiClusterService that does not exist',
    doc: 'serviceName must be a MultiClusterService (not a Service) of the same namespace.',
  },
  'port-not-found': {
    severity: 'error',
    title: 'A backend names a port that its MultiClusterService does not have',
    doc: 'servicePort must be the number or name of a port in spec.template.spec.ports.',
  },
  'conflicting-path': {
    severity: 'error',
    title: 'One host and path has two different backends',
    doc: 'Rules for the same host are merged. The hosted controller lets the last one win silently; Rangelight asks you to decide.',
  },
  'invalid-path': {
    severity: 'error',
    title: 'The path is not one that a URL map accepts',
    doc: 'A path starts with /, may end in /*, and contains no ? or # and no other *. With pathType Exact or Prefix it has no * at all.',
  },
  'invalid-host': {
    severity: 'error',
    title: 'The host is not one that a URL map accepts',
    doc: 'A host is a DNS name, optionally with a leading *. label; no port, no IP address.',
  },
  'rule-backend-shorthand': {
    severity: 'warning',
    title: 'A backend stands directly under a rule',
    doc: 'It is read as the backend of path /*. Write http.paths to be explicit.',
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
  'name-too-long': {
    severity: 'error',
    title: 'The MultiClusterService name is too long',
    doc: 'The derived Service needs room for a prefix and a hash within 63 characters, so the name may have at most 38.',
  },
  'address-conflict': {
    severity: 'error',
    title: 'Two MultiClusterIngresses claim one address and port',
    doc: 'A forwarding rule holds its IP address and port alone. Give one of them another static-ip.',
  },
  'invalid-static-ip': {
    severity: 'error',
    title: 'networking.gke.io/static-ip is not an address',
    doc: 'Use a literal IPv4 address, the URL of a global address, or the name of one reserved in the project.',
  },
  'unsupported-feature': {
    severity: 'error',
    title: 'The manifest asks for something that Rangelight cannot do yet',
    doc: 'Building the load balancer without it would silently change behaviour, so the object is held instead.',
  },
  'config-not-found': {
    severity: 'error',
    title: 'An annotation names a BackendConfig or FrontendConfig that does not exist',
    doc: 'It must be declared in the namespace of the object that names it. The hosted controller goes on without it.',
  },
  'invalid-annotation': {
    severity: 'error',
    title: 'The value of an annotation cannot be read',
    doc: 'Such an annotation would have no effect, or another one than meant. The message says what it must look like.',
  },
  'invalid-config': {
    severity: 'error',
    title: 'Settings of a BackendConfig contradict each other',
    doc: 'Compute Engine would refuse them, in the middle of a rollout. Values that are left out count with their defaults.',
  },
  'setting-without-effect': {
    severity: 'warning',
    title: 'A setting has no effect beside the others',
    doc: 'Another setting of the same object switches it off. It is left out.',
  },
  'secret-in-git': {
    severity: 'error',
    title: 'The manifest contains a secret',
    doc: 'What is in Git is known to all who can read it, now and later. Consider the secret lost: replace it, and keep it out of manifests.',
  },
  'single-cluster-annotation': {
    severity: 'warning',
    title: 'The annotation is that of single-cluster Ingress',
    doc: 'It is read as its multi-cluster counterpart; the hosted controller may not read it. Use the key that the message names.',
  },
  'redirect-without-certificate': {
    severity: 'error',
    title: 'HTTP is redirected to an HTTPS front end that does not exist',
    doc: 'Without certificates there is no HTTPS front end, so every client would be sent where nobody answers. Add networking.gke.io/pre-shared-certs.',
  },
  'hosted-controller-refuses': {
    severity: 'error',
    title: 'The hosted controller does not accept this',
    doc: 'With `controller: gke` the hosted controller makes the load balancers, and this is an extension of Rangelight. docs/parity.md lists them.',
  },
  'unknown-annotation': {
    severity: 'warning',
    title: 'An annotation under a known prefix has no meaning here',
    doc: 'It has no effect on a load balancer. Look for a typing error.',
  },
  'no-matching-manifest': {
    severity: 'warning',
    title: 'The fleet has no manifests',
    doc: 'No file matches spec.manifests, or none declares an object. An empty set never deletes: delete objects one by one, or remove the protection knowingly.',
  },
  'fleet-file-invalid': {
    severity: 'error',
    title: 'The fleet file cannot be used',
    doc: 'A bad fleet file blocks the revision: nothing is planned, nothing is changed.',
  },
  'no-fleet-file': {
    severity: 'error',
    title: 'The repository has no fleet file',
    doc: 'Rangelight looks for rangelight.yaml. Without one it plans nothing and deletes nothing.',
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
  'cluster-unreachable': {
    severity: 'warning',
    title: 'A cluster cannot be read',
    doc: 'What it holds is unknown, which is not the same as empty: nothing there is changed or removed. Rangelight catches up when the cluster answers again.',
  },
  'compute-unreadable': {
    severity: 'warning',
    title: 'Part of the Compute API could not be read',
    doc: 'What could not be read is unknown, which is not the same as empty: nothing of it is created, changed or deleted.',
  },
  'zones-unknown': {
    severity: 'warning',
    title: 'The zones of a cluster are not known',
    doc: 'Network endpoint groups are zonal. Until the cluster can be read, its groups are left out of new backend services and kept in existing ones.',
  },
  'facts-assumed': {
    severity: 'warning',
    title: 'Nothing was read of the clusters: facts about them are assumed',
    doc: "Compiling needs no cloud, but a network endpoint group is named after its cluster's own UID. Without facts a placeholder stands for it, so these names, and what refers to them, differ from those of the real fleet; namespaces count as present. Give a facts document with --facts, or use the plan command.",
  },
  'node-tags-unknown': {
    severity: 'warning',
    title: 'No network tag of any node is known',
    doc: 'The firewall rule that admits health checks targets the tags of the nodes. Without a known tag it is left out, because a rule without tags would open every instance of the network.',
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
  'hosted-controller-active': {
    severity: 'error',
    title: 'The hosted Multi Cluster Ingress controller is active on a config cluster',
    doc: 'Two controllers must not program one set of manifests. Say `controller: gke` in the fleet file, or disable the feature first. Nothing is written.',
  },
  'hosted-controller-unknown': {
    severity: 'error',
    title: 'Whether the hosted controller is active cannot be found out',
    doc: 'The GKE Hub API did not answer and never did before. Until it does, nothing is written: another controller might be at work.',
  },
  'not-ours': {
    severity: 'error',
    title: 'Something of that name exists and does not carry our mark',
    doc: 'Rangelight changes only what it owns. Rename or remove the other object, or set policy.takeover: true for objects in config clusters.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;

export type DiagnosticCode = keyof typeof DIAGNOSTICS;
