// The manifests of Multi Cluster Ingress: their types, and the four kinds that a registry is made of.
// In: manifests as `lib/manifest` reads them. Out: typed views of them.
export { annotationPlace } from './annotations.ts';
export { appProtocolOf } from './app-protocols.ts';
export {
  type AppProtocol,
  BACKEND_CONFIGS,
  type BackendConfig,
  type BackendConfigSpec,
  type CdnSettings,
  PROBE_DEFAULTS,
} from './backend-config.ts';
export {
  BACKEND_CONFIG,
  type BackendConfigReference,
  backendConfigReference,
  backendConfigsNamed,
} from './backend-config-reference.ts';
export { CDN_DEFAULTS, TTLS_OF } from './cdn-check.ts';
export { FRONTEND_CONFIGS, type FrontendConfig, type FrontendConfigSpec } from './frontend-config.ts';
export { INGRESS_MANIFESTS, type IngressManifest, isIngressManifest, isOfIngress, NEIGHBOURS } from './kinds.ts';
export {
  FRONTEND_CONFIG,
  type IngressBackend,
  type IngressPath,
  type IngressRule,
  INGRESSES,
  type MultiClusterIngress,
  type MultiClusterIngressSpec,
  type PathType,
} from './multi-cluster-ingress.ts';
export {
  type Balancing,
  balancingOf,
  type MultiClusterService,
  type MultiClusterServiceSpec,
  type ServicePort,
  SERVICES,
} from './multi-cluster-service.ts';
export { PRE_SHARED_CERTIFICATES, preSharedCertificates } from './pre-shared-certificates.ts';
export { parseStaticIp, STATIC_IP, type StaticIp } from './static-ip.ts';
export { withoutQuotes } from './service-fields.ts';
