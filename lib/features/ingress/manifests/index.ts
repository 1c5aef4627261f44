// The manifests of Multi Cluster Ingress: their types, and the four kinds that a registry is made of.
// In: manifests as `lib/manifest` reads them. Out: typed views of them.
export { annotationPlace } from './annotations.ts';
export { APP_PROTOCOLS, appProtocolOf } from './app-protocols.ts';
export { BACKEND_CONFIGS, PROBE_DEFAULTS } from './backend-config.ts';
export type { AppProtocol, BackendConfig, BackendConfigSpec, CdnSettings } from './backend-config-spec.ts';
export {
  BACKEND_CONFIG,
  type BackendConfigReference,
  backendConfigReference,
  backendConfigsNamed,
} from './backend-config-reference.ts';
export { CDN_DEFAULTS, TTLS_OF } from './cdn-check.ts';
export { FRONTEND_CONFIGS, type FrontendConfig, type FrontendConfigSpec } from './frontend-config.ts';
export { INGRESS_MANIFESTS, type IngressManifest, isIngressManifest, isOfIngress, NEIGHBOURS } from './kinds.ts';
export { FRONTEND_CONFIG, INGRESSES } from './multi-cluster-ingress.ts';
export type {
  IngressBackend,
  IngressPath,
  IngressRule,
  MultiClusterIngress,
  MultiClusterIngressSpec,
  PathType,
} from './ingress-spec.ts';
export { type Balancing, balancingOf, MULTI_CLUSTER_SERVICES } from './multi-cluster-service.ts';
export type { MultiClusterService, MultiClusterServiceSpec, ServicePort } from './service-spec.ts';
export { PRE_SHARED_CERTIFICATES, preSharedCertificates } from './pre-shared-certificates.ts';
export { parseStaticIp, STATIC_IP, type StaticIp } from './static-ip.ts';
export { withoutQuotes } from '../../common/index.ts';
