// Diagnostics about what is read of the cloud. A data table.
import type { DiagnosticEntry } from './diagnostic-entry.ts';

export const CLOUD_DIAGNOSTICS = {
  'cluster-unreachable': {
    severity: 'warning',
    title: 'A cluster cannot be read',
    doc: 'What it holds is unknown, which is not the same as empty: nothing there is changed or removed. Rangelight catches up when the cluster answers again.',
    next: 'Wait: it is planned again when the cluster answers. If it stays away, ask the platform team whether the cluster and its Connect Gateway are up.',
  },
  'credential-refused': {
    severity: 'error',
    title: 'Every cluster refuses the credential',
    doc: "The clusters answer, with 401 or 403, and none of them lets the planner read: nothing is known of the fleet, so nothing is applied. The planner's service account needs `roles/gkehub.gatewayReader` and `roles/gkehub.viewer` in the fleet host project, and a ClusterRoleBinding in each cluster; with a kubeconfig, its token must not have expired.",
    next: 'Ask whoever runs Rangelight to mend the credential of the planner; it is planned again by itself within two minutes.',
  },
  'cluster-refuses': {
    severity: 'warning',
    title: 'A cluster refuses the credential',
    doc: 'The cluster, or Connect Gateway before it, answers 401 (it does not know the credential) or 403 (a right is missing, which the message names). What it holds is unknown, so nothing there is changed or removed, and no waiting mends it. The other clusters go on; the check is no success until it is mended.',
    next: 'Ask whoever runs Rangelight to mend the credential, or to give it the right that the message names in that cluster; it is planned again by itself within two minutes.',
  },
  'member-left-out': {
    severity: 'warning',
    title: 'What is new is planned without a cluster that cannot be read',
    doc: 'A cluster that cannot be read has no groups made in it. What is new serves from the other clusters, and what the cluster serves already stays as it is. When it answers it is planned again by itself, and the cluster is added.',
    next: 'Nothing: the cluster is added when it answers. Wait with the merge where the other clusters cannot carry the traffic alone.',
  },
  'held-while-unread': {
    severity: 'warning',
    title: 'What hangs together with something that cannot be read stays as it was applied',
    doc: 'A commit takes something away, and not all that hangs together with it can be read: what refers to what, what is made from the same manifest, and what is judged as one. Nobody knows what still needs it, so the objects that the message names stay as they were applied, whole. Everything else of the namespace is planned, applied, healed and finished. When the part that the message names can be read, it is planned again by itself.',
    next: 'Wait until it can be read, or ask whoever runs Rangelight to mend what another finding says of it.',
  },
  'config-cluster-moved': {
    severity: 'warning',
    title: 'A cluster is no config cluster any more, and still holds copies',
    doc: 'The copies of the manifests move to the new config cluster: they are made there first, and removed from the former one last of all, when both config clusters have them. Until then the former one is read, and what it holds is not kept up to date. The definitions of the kinds stay. Take it out of spec.clusters only after that, or what it holds is left there.',
    next: 'Nothing: the copies are removed by the plan. Whoever reads manifests or status.VIP in that cluster has to read them in the new one.',
  },
  'config-clusters-swapped': {
    severity: 'info',
    title: 'Primary and backup change places',
    doc: 'Secrets are read from the primary first, and people read there. Whether both hold the same copies is said with it.',
    next: 'Merge when both hold the same copies; where they differ, wait until the run that makes them the same has ended.',
  },
  'cluster-left': {
    severity: 'warning',
    title: 'A cluster leaves the fleet while something of ours is in it',
    doc: 'Its backends are drained and taken out. Its derived Services stay where they are: with the cluster goes the access to it. They, and the network endpoint groups that GKE makes for them, cost nothing and serve nobody, and are for a person to delete.',
    next: 'Nothing has to be done before the merge; delete the derived Services of that cluster by hand when it stays in use for something else.',
  },
  'compute-unreadable': {
    severity: 'warning',
    title: 'Part of the Compute API could not be read',
    doc: 'What could not be read is unknown, which is not the same as empty: nothing of it is created, changed or deleted.',
    next: 'Wait: it is planned again with the next push or sweep. If it stays, ask the platform team whether the planner may read Compute.',
  },
  'zones-unknown': {
    severity: 'warning',
    title: 'The zones of a cluster are not known',
    doc: 'Network endpoint groups are zonal. Until the cluster can be read, its groups are left out of new backend services and kept in existing ones.',
    next: 'Wait until the cluster can be read; the rollout goes on without it.',
  },
  'facts-assumed': {
    severity: 'warning',
    title: 'Nothing was read of the clusters: facts about them are assumed',
    doc: "Compiling needs no cloud, but a network endpoint group is named after its cluster's own UID. Without facts a placeholder stands for it, so these names, and what refers to them, differ from those of the real fleet; namespaces count as present. Give a facts document with --facts, or use the plan command.",
    next: 'Run the command with `--facts FILE`, or with access to the clusters, when the exact names matter.',
  },
  'node-tags-unknown': {
    severity: 'warning',
    title: 'No network tag of any node is known',
    doc: 'The firewall rule that admits health checks targets the tags of the nodes. Without a known tag it is left out, because a rule without tags would open every instance of the network.',
    next: 'Ask the platform team to give the nodes a network tag, or to let probes in with a firewall rule of their own.',
  },
  'hosted-controller-active': {
    severity: 'error',
    title: 'The hosted Multi Cluster Ingress controller is active on a config cluster',
    doc: 'Two controllers must not program one set of manifests. Multi Cluster Ingress and Multi-cluster Gateway are enabled by one feature of the fleet, multiclusteringress, which names their config cluster: leave it on where anything serves through it. Make other clusters the config clusters of this fleet, or say `controller: gke` to hand the manifests over. Until then no change is written. What stands goes on serving, plans and drift are shown, endpoints of groups that Rangelight keeps are brought up to date, and a run that had begun comes to its end.',
    next: 'Choose other clusters as config clusters in rangelight.yaml, or ask the platform team which controller is meant to serve.',
  },
  'hosted-controller-unknown': {
    severity: 'error',
    title: 'Whether the hosted controller is active cannot be found out',
    doc: 'The GKE Hub API did not answer and never did before. Until it does, nothing is written: another controller might be at work.',
    next: 'Wait and re-run the check; if it stays, ask the platform team to give the planner access to the GKE Hub API.',
  },
  'fleet-of-another-installation': {
    severity: 'error',
    title: 'Another installation has a fleet of this name here',
    doc: 'Marks tell which installation of Rangelight and which fleet made a resource. Resources of the project or of a config cluster carry the name of this fleet and the id of another installation: the two would undo each other. Nothing is planned and nothing is written for this fleet; the other one goes on. Give this fleet another name, have the other installation remove its own first, or, when it is the same installation with another state bucket, set RANGELIGHT_INSTALLATION to its id.',
    next: 'Ask the platform team which installation owns the fleet; give this one another name.',
  },
  'not-ours': {
    severity: 'error',
    title: 'Something of that name exists and does not carry our mark',
    doc: 'Rangelight changes only what it owns. Rename or remove the other object, or set policy.takeover: true for objects in config clusters that carry no mark at all. What carries the mark of another fleet or installation is never taken over. In an object of somebody else in which a field is to be ours, a field that another manager holds is not taken from it: the message names both.',
    next: 'Rename your object, or ask the owner of the other one to remove it.',
  },
  'mark-copied': {
    severity: 'warning',
    title: 'Something carries our mark under a name that we do not give',
    doc: 'Names of load balancer resources are made by Rangelight. What carries its mark under another name was made by somebody who copied a description along: it is left alone. Take the mark out of its description.',
    next: 'Take the mark out of the description of what the message names, or delete it.',
  },
  'quota-short': {
    severity: 'error',
    title: 'A quota of the project has no room for what the revision creates',
    doc: 'Old and new stand side by side during a rollout, so what is deleted makes no room in time. Raise the quota, or change less at once; then have it planned again by a push. Units that need none of it go on.',
    next: 'Ask the platform team to raise the quota that the message names, or change less at once.',
  },
  'quotas-unreadable': {
    severity: 'warning',
    title: 'The quotas of the project cannot be read',
    doc: 'Whether there is room for what the revision creates is not known. The rollout goes on, and stops at the step that a quota refuses. The planner needs compute.projects.get.',
    next: 'You may merge; ask the platform team to give the planner the permission compute.projects.get.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;
