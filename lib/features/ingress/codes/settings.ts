// Diagnostics about annotations, BackendConfigs and FrontendConfigs, and about what the fleet and the project have for
// load balancers. A data table.
import type { DiagnosticEntry } from '../../../core/index.ts';

export const BACKEND_SETTINGS_DIAGNOSTICS = {
  'cluster-drained': {
    severity: 'warning',
    title: 'A person keeps requests away from a cluster',
    doc: 'The cluster has capacity 0 in load balancers, by a word that stands on them (`rangelight drain`). No plan gives it back, and what is planned is carried out beside it.',
    next: 'Nothing, where that is meant: it ends at the time that the message names, when the cluster is well. Before that `rangelight undrain` ends it.',
  },
  'drain-without-other': {
    severity: 'warning',
    title: 'A service has no other cluster than those that the fleet file drains',
    doc: 'Somebody has to answer its requests: its backends keep their capacity there, though `traffic.drained` names all of its clusters.',
    next: 'Have another cluster serve it too, or leave it as it is.',
  },
  'config-not-found': {
    severity: 'error',
    title: 'An annotation names a BackendConfig or FrontendConfig that does not exist',
    doc: 'It must be declared in the namespace of the object that names it. The hosted controller goes on without it.',
    next: 'Mend the name in the annotation, or add the BackendConfig or FrontendConfig in the same namespace.',
  },
  'invalid-annotation': {
    severity: 'error',
    title: 'The value of an annotation cannot be read',
    doc: 'Such an annotation would have no effect, or another one than meant. The message says what it must look like.',
    next: 'Write the value as the message says.',
  },
  'invalid-config': {
    severity: 'error',
    title: 'Settings of a BackendConfig contradict each other',
    doc: 'Compute Engine would refuse them, in the middle of a rollout. Values that are left out count with their defaults.',
    next: 'Change one of the two settings that the message names.',
  },
  'single-cluster-annotation': {
    severity: 'warning',
    title: 'The annotation is that of single-cluster Ingress',
    doc: 'It is read as its multi-cluster counterpart; the hosted controller may not read it. Use the key that the message names.',
    next: 'Use the key that the message names.',
  },
  'unused-config': {
    severity: 'warning',
    title: 'Nothing names a BackendConfig or FrontendConfig',
    doc: 'It is copied to the config clusters and has no effect on any load balancer. A BackendConfig is named by an annotation of a MultiClusterService, a FrontendConfig by one of a MultiClusterIngress, in its own namespace.',
    next: 'Name it with the annotation that the finding shows, mend the name, or take it out.',
  },
  'log-lines-unread': {
    severity: 'warning',
    title: 'Lines of a log are no entries about requests',
    doc: 'What traffic counts are the entries of a load balancer, a line of JSON for each. What stands in other lines is told nowhere, for it may be anything.',
    next: "Look at the first of the lines. Of a list, as gcloud prints it, make lines with `jq -c '.[]'`.",
  },
  'unknown-annotation': {
    severity: 'warning',
    title: 'An annotation under a known prefix has no meaning here',
    doc: 'It has no effect on a load balancer. Look for a typing error.',
    next: 'Mend the key, or remove the annotation.',
  },
  'redirect-without-certificate': {
    severity: 'error',
    title: 'HTTP is redirected to an HTTPS front end that does not exist',
    doc: 'Without certificates there is no HTTPS front end, so every client would be sent where nobody answers. Add networking.gke.io/pre-shared-certs, or spec.template.spec.tls.',
    next: 'Add a certificate with networking.gke.io/pre-shared-certs or spec.template.spec.tls, or remove the redirect.',
  },
  'hosted-controller-refuses': {
    severity: 'error',
    title: 'The hosted controller does not accept this',
    doc: 'With `controller: gke` the hosted controller makes the load balancers, and this is an extension of Rangelight. docs/parity.md lists them.',
    next: 'Remove the field as long as the fleet says `controller: gke`; docs/parity.md has what the hosted controller takes.',
  },
  'hosted-controller-differs': {
    severity: 'warning',
    title: 'The hosted controller reads this otherwise',
    doc: 'With `controller: gke` the hosted controller makes the load balancers, and Rangelight would route differently. docs/parity.md says how. Write it so that both mean the same before you change the controller.',
    next: 'Write it so that both controllers read it alike; docs/parity.md says how.',
  },
  'empty-clusters': {
    severity: 'error',
    title: 'spec.clusters is an empty list',
    doc: 'All clusters and none are both plausible readings. Remove the field for all clusters, or name them.',
    next: 'Remove spec.clusters to serve from every cluster, or name the clusters that are to serve.',
  },
  'selector-matches-nothing': {
    outage: 'a service without pods',
    severity: 'warning',
    title: 'A selector matches no pod in any cluster',
    doc: 'Said of a MultiClusterService whose derived Services are about to be made or changed, when every cluster that it selects could be read. The load balancer would answer 503 for it.',
    next: 'Compare the selector with the labels of your pods, or deploy the pods first.',
  },
  'port-not-declared': {
    outage: 'a port that no container declares',
    severity: 'warning',
    title: 'No container of the selected pods declares the target port',
    doc: 'Said of a MultiClusterService that is about to be made or changed, when the pods that it selects could be read in every cluster and their containers declare other ports. Declaring is optional: a container may listen on a port that it does not declare. If it does not, no endpoint becomes healthy and the rollout waits with the old backend serving.',
    next: 'Compare targetPort with the port on which your application listens, or declare that port in the container.',
  },
  'shared-vpc-firewall': {
    severity: 'warning',
    title: 'The firewall rule for the probes has to be made by hand',
    doc: 'With a Shared VPC the rule belongs to the project of the network, where Rangelight changes nothing. No rule is seen there that admits 130.211.0.0/22 and 35.191.0.0/16 to the nodes: without one no endpoint is ever healthy. The hint has the command.',
    next: 'Give the command of the hint to whoever owns the host project of the network.',
  },
  'config-namespace-missing': {
    severity: 'error',
    title: 'A namespace does not exist in a config cluster',
    doc: 'The manifests cannot be copied there. Create the namespace in both config clusters.',
    next: 'Have the namespace created in both config clusters, primary and backup, of rangelight.yaml; then comment `/rangelight plan`.',
  },
  'too-many-groups': {
    severity: 'error',
    title: 'A service has more network endpoint groups than a backend service can hold',
    doc: 'A backend service holds at most 50 groups: one for each zone of each cluster that serves. Name fewer clusters in spec.clusters, or split the service.',
    next: 'Name fewer clusters in spec.clusters of the MultiClusterService, or split it in two.',
  },
  'url-map-too-large': {
    severity: 'error',
    title: 'The routes of an ingress do not fit into a URL map',
    doc: 'A URL map of a global external Application Load Balancer has at most 1 MB, 1,000 hosts, 1,000 path rules for each host, and 2,500 services. A path makes one rule, and one of type Prefix makes two: /x and /x/*.',
    next: 'Write fewer paths for the host (a path /x/* stands for many), or move some of the hosts into a second MultiClusterIngress.',
  },
  'secret-in-git': {
    severity: 'error',
    title: 'The manifest contains a secret',
    doc: 'What is in Git is known to all who can read it, now and later. Consider the secret lost: replace it, put the new one into a Secret of both config clusters, and name that (oauthclientCredentials.secretName, signedUrlKeys[].secretName). No report repeats the value.',
    next: 'Replace the secret by a new one, put that into a Secret of both config clusters, and name the Secret in the manifest.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;
