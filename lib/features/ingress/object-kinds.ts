// The kinds of manifests by which owners of load balancers are told apart.

export const OBJECT_KINDS = {
  backendConfig: { group: 'cloud.google.com', kind: 'BackendConfig' },
  frontendConfig: { group: 'networking.gke.io', kind: 'FrontendConfig' },
  ingress: { group: 'networking.gke.io', kind: 'MultiClusterIngress' },
  service: { group: 'networking.gke.io', kind: 'MultiClusterService' },
} as const;
