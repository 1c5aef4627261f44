// Diagnostics about reading files as manifests. A data table.
import type { DiagnosticEntry } from './diagnostic-entry.ts';

export const READING_DIAGNOSTICS = {
  'not-a-file': {
    severity: 'error',
    title: 'A path that should hold a file holds something else',
    doc: 'A symbolic link, a submodule, a pointer of Git LFS, a path that means another one elsewhere, or a file that `export-ignore` leaves out of the archive of the commit: what it would declare is not known. So this revision deletes and shrinks nothing in the whole fleet; everything else goes on. Such things outside of spec.manifests change nothing.',
    next: 'Put a plain file in its place, or leave the path out of spec.manifests.',
  },
  'manifest-not-met': {
    severity: 'warning',
    title: 'A file that no pattern meets declares an object',
    doc: 'The file would match spec.manifests, if its ending were spelt in another way (`.yml`, `.YAML`) or no name in its path began with a dot. What it declares counts as not declared: where it was applied before, it is planned to go.',
    next: 'Rename the file, or add a pattern that meets it to spec.manifests.',
  },
  'not-yaml': {
    severity: 'error',
    title: 'The file cannot be read as YAML to its end',
    doc: 'Because the rest of the file is unknown, this revision deletes and shrinks nothing in the whole fleet. Mend the file; everything else still goes on.',
    next: 'Mend the file at the line that the message names; `kubectl apply --dry-run=client -f FILE` shows the same.',
  },
  'file-limit': {
    severity: 'error',
    title: 'The file is larger, deeper or more repetitive than a manifest may be',
    doc: 'Files are limited in bytes, documents, nesting and aliases, each one and all of a fleet together, so that no input can exhaust the planner; the finding names the limit and the number that was met. What the file declares is unknown, so nothing is deleted or shrunk.',
    next: 'Split the file, or take out what is repeated.',
  },
  'foreign-objects': {
    severity: 'info',
    title: 'Files hold objects of kinds that are for others',
    doc: 'Deployments, Services, kustomizations and all else that Rangelight does not manage is left to those who apply it. It is counted, so that nobody takes it for handled.',
    next: 'Nothing has to be done: objects of other kinds are for others to apply.',
  },
  'needs-rendering': {
    severity: 'error',
    title: 'Files are no manifests until kustomize or Helm has run',
    doc: 'Rangelight runs neither: what is planned has to stand in the commit. Render in CI, keep the result on a branch or in a folder, and let spec.manifests meet that. Of what stands here nothing is used; what was applied of an object that a template declares stays as it is, and everything else goes on, deletions too.',
    next: 'Have your CI render the templates into files or a branch, and name those in spec.manifests.',
  },
  'not-an-object': {
    severity: 'error',
    title: 'A document is not a Kubernetes object',
    doc: 'Each YAML document needs apiVersion, kind and metadata.name.',
    next: 'Give the document an apiVersion, a kind and a metadata.name, or take it out of spec.manifests.',
  },
  'unknown-kind': {
    severity: 'error',
    title: 'Rangelight does not know this kind or version',
    doc: 'Rangelight manages MultiClusterIngress and MultiClusterService of networking.gke.io/v1 and v1beta1, BackendConfig of cloud.google.com/v1 and v1beta1, and FrontendConfig of networking.gke.io/v1beta1. This document looks like one of them, and is none; objects of other kinds are left alone.',
    next: 'Move the object to a path that spec.manifests does not name, or mend its kind and apiVersion.',
  },
  'schema-violation': {
    severity: 'error',
    title: 'A field is missing, unknown, or has the wrong type',
    doc: 'The object does not match the schema of its kind. The load balancers that refer to it stay as they are.',
    next: 'Mend the field that the message names; the hint has the nearest name that there is.',
  },
  'ambiguous-scalar': {
    severity: 'error',
    title: 'A plain value is read differently by YAML 1.1 and YAML 1.2',
    doc: 'kubectl reads words such as yes, no, on, y and numbers such as 010 or 1_000 by YAML 1.1, most other tools by YAML 1.2. Put quotes around the value, so that it has one meaning.',
    next: 'Put quotes around the value.',
  },
  'duplicate-object': {
    severity: 'error',
    title: 'Two documents declare the same object',
    doc: 'Kind, namespace and name must be unique in a revision. Neither declaration is used; what exists stays.',
    next: 'Remove one of the two documents, or give it another name.',
  },
  'claimed-twice': {
    severity: 'error',
    title: 'Two features want the same object',
    doc: 'Each would undo what the other writes. Neither gets it; what both manifests have stays as it was applied.',
    next: 'Remove one of the two manifests, or give it another name.',
  },
  'cluster-not-named': {
    severity: 'error',
    title: 'No folder says in which cluster an object stands',
    doc: 'Some kinds stand in one cluster each. Which one is said by the folder of the file, as spec.clusters of the fleet file says it: {folders: "clusters/{location}/{name}/**", members: […]}. Until then nothing of the object is changed.',
    next: 'Move the file into the folder of its cluster.',
  },
  'unknown-cluster-folder': {
    severity: 'error',
    title: 'A folder names a cluster that is not in the fleet file',
    doc: 'By clusters.folders of the fleet file the folder is for a cluster that is not among its members, so that what stands in a cluster cannot be placed. Until then nothing of these objects is changed. Objects that are for the whole fleet may lie in any folder.',
    next: 'Rename the folder, or list the cluster in spec.clusters of rangelight.yaml.',
  },
  'missing-namespace': {
    severity: 'error',
    title: 'metadata.namespace is missing',
    doc: 'A manifest is applied to several clusters, where no default namespace can be assumed. spec.namespaces of the fleet file may give one by path; a namespace that a manifest writes wins over it, as over that of a kubectl context. Where two of its patterns meet the file and give different ones, none is taken.',
    next: 'Add metadata.namespace, or a default for the path to spec.namespaces of rangelight.yaml.',
  },
  'no-matching-manifest': {
    severity: 'warning',
    title: 'The fleet has no manifests',
    doc: 'No file matches spec.manifests, or none declares an object. That is more likely a moved folder than a wish: everything that the fleet has would go, and each unit of the plan needs an approval of exactly that (everything-removed). docs/teardown.md says how a fleet is taken down.',
    next: 'Mend spec.manifests in rangelight.yaml, or put the manifests back.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;
