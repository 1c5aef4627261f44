// Text → typed objects, and diagnostics with file, line and column.
// In: bytes of files. Out: Manifest, Diagnostic. May import: core.
export { STATIC_IP, parseStaticIp, type StaticIp } from './static-ip.ts';
export { annotationPlace } from './annotations.ts';
export { didYouMean } from './did-you-mean.ts';
export type {
  IngressBackend,
  IngressPath,
  IngressRule,
  MultiClusterIngress,
  MultiClusterIngressSpec,
} from './kinds/multi-cluster-ingress.ts';
export type {
  Balancing,
  MultiClusterService,
  MultiClusterServiceSpec,
  ServicePort,
} from './kinds/multi-cluster-service.ts';
export { balancingOf } from './kinds/multi-cluster-service.ts';
export { keyPlaceOf, type Located, type Path, placeOf } from './located.ts';
export type { Identity, Manifest, ManifestKind } from './manifest.ts';
export { type ReadResult, readManifests, type Rejected } from './read-manifests.ts';
export { createSchemaCheck, type SchemaCheck, type Violation } from './schema-check.ts';
export { readYamlFile, type YamlDocument, type YamlFile } from './yaml-file.ts';
