// Text → typed objects, and diagnostics with file, line and column.
// In: bytes of files. Out: Manifest, Diagnostic. May import: core.
export { STATIC_IP, parseStaticIp, type StaticIp } from './static-ip.ts';
export { annotationPlace } from './annotations.ts';
export { appProtocolOf } from './app-protocols.ts';
export {
  BACKEND_CONFIG,
  type BackendConfigReference,
  backendConfigReference,
  backendConfigsNamed,
} from './backend-config-reference.ts';
export { withoutQuotes } from './cluster-rules.ts';
export { CDN_DEFAULTS, TTLS_OF } from './cdn-check.ts';
export { type Budget, createBudget } from './budget.ts';
export { didYouMean } from './did-you-mean.ts';
export {
  type AppProtocol,
  type BackendConfig,
  type BackendConfigSpec,
  type CdnSettings,
  PROBE_DEFAULTS,
} from './kinds/backend-config.ts';
export type { FrontendConfig, FrontendConfigSpec } from './kinds/frontend-config.ts';
export type {
  IngressBackend,
  IngressPath,
  IngressRule,
  MultiClusterIngress,
  MultiClusterIngressSpec,
  PathType,
} from './kinds/multi-cluster-ingress.ts';
export { FRONTEND_CONFIG } from './kinds/multi-cluster-ingress.ts';
export type {
  Balancing,
  MultiClusterService,
  MultiClusterServiceSpec,
  ServicePort,
} from './kinds/multi-cluster-service.ts';
export { balancingOf } from './kinds/multi-cluster-service.ts';
export { groupOf } from './kinds/index.ts';
export { FLEET_FILES } from './limits.ts';
export { keyPlaceOf, type Located, type Path, placeOf } from './located.ts';
export type { Identity, Manifest, ManifestKind } from './manifest.ts';
export { problemOfFile } from './not-a-file.ts';
export { PRE_SHARED_CERTIFICATES, preSharedCertificates } from './pre-shared-certificates.ts';
export { inBoth } from './read-object.ts';
export { type ReadResult, readManifests, type Rejected } from './read-manifests.ts';
export { createSchemaCheck, type SchemaCheck, type Violation } from './schema-check.ts';
export { readYamlFile, type YamlDocument, type YamlFile } from './yaml-file.ts';
