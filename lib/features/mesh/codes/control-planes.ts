// Diagnostics about control planes of a mesh, and how they know each other. A data table.
import type { DiagnosticEntry } from '../../../core/index.ts';

export const CONTROL_PLANE_CODES = {
  'mesh-control-plane': {
    severity: 'warning',
    title: 'A control plane that is not active',
    doc: 'The fleet says of the control plane that Google runs for a cluster that it is being set up, or lacks something. Proxies there go on with what they know; whether they learn of changes, and of endpoints in other clusters, is not sure.',
    next: 'Read what is missing in the output of: gcloud container fleet mesh describe.',
  },
  'mesh-id-twice': {
    severity: 'error',
    title: 'Two clusters of one name in the mesh',
    doc: 'A control plane knows other clusters by the name that they have in the mesh. Of two with one name it takes the first remote secret and ignores the other. No remote secret is written.',
    next: 'Give each the id that its own control plane has (CLUSTER_ID), under spec.mesh.clusters of the fleet file.',
  },
  'mesh-migration': {
    severity: 'warning',
    title: 'Discovery that changes over from remote secrets',
    doc: 'A control plane that read remote secrets is connected instead. While it changes over, which takes minutes, it may know the endpoints of its own cluster alone: calls with pods there go to these alone, and calls that only other clusters answer fail.',
    next: 'Merge it when such calls can be missed for some minutes. Leave the remote secrets until each control plane is connected: the plan that deletes them waits for an approval.',
  },
  'mesh-networks-differ': {
    severity: 'warning',
    title: 'A call between two networks',
    doc: 'The fleet file says that the cluster of the caller and that of the pods are in networks of their own. Where no gateway of the other network is known, proxies send to the addresses of its pods all the same: whether that works is up to routing and firewalls. Once a gateway is known, plain text no longer crosses.',
    next: 'Make the pods of both networks reach each other, or set up an east-west gateway.',
  },
  'mesh-not-installed': {
    severity: 'warning',
    title: 'A cluster without a control plane of a mesh',
    doc: 'The fleet file has endpoint discovery of the mesh connected. A control plane reads that in the namespace istio-system of its cluster, and the cluster has no such namespace. Nothing is written there; the other clusters are connected.',
    next: 'Have Cloud Service Mesh provisioned in the cluster, or leave the cluster out under spec.mesh.clusters of the fleet file.',
  },
  'mesh-rotation': {
    severity: 'warning',
    title: 'A control plane that loses endpoints when a token is rotated',
    doc: 'istiod 1.30.1 to 1.30.3 forgets the endpoints of a cluster for good when the remote secret of that cluster is written anew, as whoever rotates its token does: calls that only that cluster answers fail until istiod is started again. Rangelight writes one anew when its token was issued anew, or its server or id is another.',
    next: 'Upgrade istiod. Until then start it again after each rotation.',
  },
  'mesh-secret-goes': {
    severity: 'warning',
    title: 'A remote secret that may have to stay',
    doc: 'The plan deletes a remote secret. When istiod never got into the cluster behind it, for its token or its server were never right, istiod hangs at the deletion: it takes no later remote secret until it is started again.',
    next: 'See before whether that cluster is synced: istioctl remote-clusters. If it is not, correct the secret first, or start istiod again afterwards.',
  },
  'mesh-secrets-unread': {
    severity: 'error',
    title: 'Remote secrets for a control plane that reads none',
    doc: 'The fleet file says that remote secrets connect the control planes. Traffic Director, which Cloud Service Mesh runs, reads none: its proxies know no endpoints of other clusters, whatever secrets are there.',
    next: 'Write discovery: connected under spec.mesh of the fleet file.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;
