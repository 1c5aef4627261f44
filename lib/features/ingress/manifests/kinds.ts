// The kinds of manifests of Multi Cluster Ingress.
import { type Identity, type Manifest, type ManifestKind } from '../../../manifest/index.ts';
import { BACKEND_CONFIGS } from './backend-config.ts';
import type { BackendConfig } from './backend-config-spec.ts';
import { FRONTEND_CONFIGS, type FrontendConfig } from './frontend-config.ts';
import { INGRESSES } from './multi-cluster-ingress.ts';
import type { MultiClusterIngress } from './ingress-spec.ts';
import { MULTI_CLUSTER_SERVICES } from './multi-cluster-service.ts';
import type { MultiClusterService } from './service-spec.ts';

export type IngressManifest = BackendConfig | FrontendConfig | MultiClusterIngress | MultiClusterService;

export const INGRESS_MANIFESTS: readonly ManifestKind[] = [
  BACKEND_CONFIGS,
  FRONTEND_CONFIGS,
  INGRESSES,
  MULTI_CLUSTER_SERVICES,
];

/** Kinds of GKE in the groups of ours. Source: definitions of GKE 1.34 clusters. */
export const NEIGHBOURS: Readonly<Record<string, readonly string[]>> = {
  'networking.gke.io': [
    'EgressNATPolicy',
    'FQDNNetworkPolicy',
    'GCPBackendPolicy',
    'GCPGatewayPolicy',
    'GCPHTTPFilter',
    'GCPSessionAffinityFilter',
    'GCPSessionAffinityPolicy',
    'GCPTrafficDistributionPolicy',
    'GKENetworkParamSet',
    'GKEServiceLBConfig',
    'HealthCheckPolicy',
    'ManagedCertificate',
    'Network',
    'NetworkInterface',
    'NetworkLogging',
    'RedirectService',
    'ServiceAttachment',
    'ServiceNetworkEndpointGroup',
  ],
};

/** Also of an object that cannot be used. */
export function isOfIngress({ group, kind }: Identity): boolean {
  return INGRESS_MANIFESTS.some((one) => one.group === group && one.kind === kind);
}

export function isIngressManifest(manifest: Manifest): manifest is IngressManifest {
  return isOfIngress(manifest);
}
