// Diagnostics about the fleet file, its clusters, and which of them serve. A data table.
import type { DiagnosticEntry } from './diagnostic-entry.ts';

export const FLEET_DIAGNOSTICS = {
  'no-fleet-file': {
    severity: 'error',
    title: 'The repository has no fleet file',
    doc: 'Rangelight looks for rangelight.yaml. Without one it plans nothing and deletes nothing.',
    next: 'Add a rangelight.yaml, or put back the one that was removed.',
  },
  'commit-too-large': {
    severity: 'error',
    title: 'The commit is larger than what is read of a repository',
    doc: 'Of a commit its archive is read: at most 50 MB as GitHub sends it, 200 MB unpacked, 20,000 files and folders, and 20 MB of fleet files and manifests. Nothing is planned and nothing is changed. Take out of the repository what does not belong there, or keep the fleet in a repository of its own.',
    next: 'Take large files and folders out of the repository, or keep the manifests in one of their own.',
  },
  'commit-unreadable': {
    severity: 'error',
    title: 'GitHub refuses the files of the commit',
    doc: 'Nothing is planned and nothing is changed. The message has the reason that GitHub gives; the planner needs the permission to read the contents of the repository. Then have the check run again.',
    next: 'Ask the platform team to give the GitHub App the right to read contents, then re-run the check.',
  },
  'fleet-file-invalid': {
    severity: 'error',
    title: 'The fleet file cannot be used',
    doc: 'A bad fleet file blocks the revision: nothing is planned, nothing is changed.',
    next: 'Mend rangelight.yaml at the line that the message names.',
  },
  'fleet-renamed': {
    severity: 'error',
    title: 'The fleet has another name than before',
    doc: 'The name is in every state key, mark and resource name; it cannot change once applied.',
    next: 'Put the old name back into metadata.name of rangelight.yaml.',
  },
  'fleet-name-taken': {
    severity: 'error',
    title: 'Another repository has a fleet of this name',
    doc: "A fleet's name belongs to one repository of a deployment: it is in every state key, mark and resource name. Nothing of the second fleet is planned.",
    next: 'Give the fleet of this repository another name.',
  },
  'policy-unknown': {
    severity: 'warning',
    title: 'The state does not say which policy is in force',
    doc: 'The record of the last finished revision was lost or cannot be read. Nothing is applied until somebody has read the policy of the fleet file on the branch and confirms it with /rangelight apply, or with `rangelight apply`. No commit can loosen the rules that it is judged by this way.',
    next: 'Ask a maintainer to read the policy of rangelight.yaml and to comment /rangelight apply.',
  },
  'rolled-back': {
    severity: 'warning',
    title: 'A unit is rolled back on the branch',
    doc: 'A person took it back to what an earlier run reached, or a run of the branch made things worse and was rolled back. What the branch asks for there is not applied, and no merge about something else changes that. A commit that asks for something else there ends it; a rollback that a person asked for ends with /rangelight resume too.',
    next: 'Find out why it was rolled back. To go forward, merge a commit that mends the reason, or end a rollback that a person asked for with `/rangelight resume --unit UNIT`.',
  },
  'unit-unrecorded': {
    severity: 'warning',
    title: 'The state has no record of what stands',
    doc: 'The record of what was applied of a unit was lost or cannot be read, and resources in the cloud carry its mark. Where the unit stands as it is wanted, the record is made anew by itself. What would be taken away is gated: approve the plan when it is right.',
    next: 'Read what the plan would take away, and ask a maintainer to approve it when that is right.',
  },
  'unknown-config-cluster': {
    severity: 'error',
    title: 'A config cluster is not among the clusters of the fleet',
    doc: 'configClusters.primary and configClusters.backup must be links of spec.clusters, and differ.',
    next: 'Name two clusters that are in spec.clusters as primary and backup.',
  },
  'memberships-unknown': {
    severity: 'warning',
    title: 'Who is a member of the fleet is not known',
    doc: 'GKE Hub could not be read, now or before. A cluster of the fleet file that is no member would be found only after the merge, and what is unknown of it freezes deletions.',
    next: 'Check that each cluster is registered with the fleet before you merge; ask the platform team to let the planner read memberships.',
  },
  'not-a-member': {
    severity: 'error',
    title: 'A cluster of the fleet file is not a member of the fleet',
    doc: 'The fleet host project knows no membership for this link: the cluster is not registered, or registered with the fleet of another project. Register it, or mend its link or membership, or fleetProject.',
    next: 'Mend the link or the membership in rangelight.yaml, or ask the platform team to register the cluster with the fleet.',
  },
  'unknown-location': {
    severity: 'warning',
    title: 'The link of a cluster names a region or zone that Rangelight does not know',
    doc: 'A link is "<location>/<cluster>", and the location is a region or zone of Google Cloud. For a region that is newer than this version of Rangelight there is nothing to do.',
    next: 'Mend the link in the fleet file if its region is misspelt.',
  },
  'unknown-cluster-link': {
    severity: 'error',
    title: 'spec.clusters names a cluster that is not in the fleet',
    doc: 'A link is "<location>/<cluster>" as in the fleet file or the memberships.',
    next: 'Write the link as in rangelight.yaml: location, slash, cluster.',
  },
  'namespace-missing': {
    severity: 'warning',
    title: 'A namespace does not exist in a member cluster',
    doc: 'Namespace sameness: the derived Service has the namespace of its MultiClusterService in every cluster. That cluster is left out; the others go on.',
    next: 'Create the namespace in that cluster, or name the other clusters in spec.clusters of the MultiClusterService; then comment `/rangelight plan`.',
  },
  'duplicate-fleet-name': {
    severity: 'error',
    title: 'Two fleet files of the repository name the same fleet',
    doc: 'The name is in every state key, mark and resource name: two files would undo each other. Neither is used until one has another name.',
    next: 'Give one of the two fleets another name.',
  },
  'duplicate-cluster-name': {
    severity: 'error',
    title: 'Two clusters of one name lie in one region',
    doc: 'A NEG, a membership or a link could mean either: names of members must be unique within a region, zones included. Rename one, or leave it out of the fleet.',
    next: 'Leave one of the two clusters out of rangelight.yaml, or rename it.',
  },
  'zonal-config-cluster': {
    severity: 'warning',
    title: 'A config cluster is zonal',
    doc: 'Its API server is away whenever its zone is, and during every upgrade. Serving goes on, but nothing can be changed there. Choose a regional cluster.',
    next: 'Choose a regional cluster as config cluster when you can.',
  },
  'config-clusters-together': {
    severity: 'warning',
    title: 'Both config clusters lie in one region',
    doc: 'The backup is there for the day on which the region of the primary is away. Choose clusters of two regions.',
    next: 'Choose config clusters in two regions when you can.',
  },
  'namespace-not-allowed': {
    severity: 'error',
    title: 'A manifest uses a namespace that its path may not use',
    doc: 'policy.namespaces of the fleet file maps paths to the namespaces of those who own them. The policy in force counts, never that of the pull request itself. Use a namespace that the path may use, or move the manifest.',
    next: 'Use a namespace that the path may use, or move the manifest into the folder of that namespace.',
  },
  'ambiguous-namespace': {
    severity: 'warning',
    title: 'The namespace means something else in each cluster',
    doc: 'A namespace of one name is one namespace in the whole fleet: its owners and its Services are taken for the same in every cluster. Names as default, prod and dev are seldom that. Use a namespace named after the team or the application.',
    next: 'Use a namespace with the name of your team or application.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;
