// The resource graph: what exists, under which name, owned by whom, and which fields of it are ours.
// In: plain JSON bodies. Out: refs, names, marks, owned fields, views. May import: core.
export type {
  DesiredResource,
  DesiredState,
  EndpointSource,
  Maker,
  SecretSource,
  SignedUrlKey,
} from './desired.ts';
export { FLEET_UNIT } from './desired.ts';
export type { FieldRule, FieldTable, OwnedFields } from './fields.ts';
export { ownedFields } from './fields.ts';
export { BACKENDS_LIMIT } from './kinds/backend-service.ts';
export type { Impact, KindDefinition } from './kinds/index.ts';
export { KINDS } from './kinds/index.ts';
export { CONFIG_COPIES, isConfigCopy } from './config-copies.ts';
export { mciCloudResources } from './kinds/multi-cluster-ingress-status.ts';
export * as names from './names.ts';
export type { Mark, Owner } from './ownership.ts';
export {
  derivedMark,
  isMarked,
  isOurs,
  MANAGED_BY,
  notOursBecause,
  OWNER_ANNOTATION,
  ownershipMark,
} from './ownership.ts';
export type { AppliedState, ObservedResource, ObservedState, UnknownPart } from './observed.ts';
export { isUnknown } from './observed.ts';
export type { ObjectKey } from './object-key.ts';
export { isOfKind, OBJECT_KINDS, objectKey, objectText, parseObjectKey } from './object-key.ts';
export { type Quota, type Quotas, quotaMetric } from './quota.ts';
export { referencesIn } from './references.ts';
export type {
  ClusterKind,
  ClusterLink,
  ClusterRef,
  ComputeKind,
  ComputeRef,
  ExternalCollection,
  RefKey,
  ResourceKind,
  ResourceRef,
} from './ref.ts';
export {
  clusterRef,
  COMPUTE_KINDS,
  computeRef,
  externalPath,
  isClusterRef,
  isComputeRef,
  keyText,
  nameOfKey,
  parseClusterKey,
  parseComputePath,
  refKey,
} from './ref.ts';
export { fromRest, toRest } from './rest-url.ts';
export {
  signedUrlKeyNames,
  signedUrlKeyOf,
  withKeysRemembered,
  withoutSignedUrlKeys,
} from './signed-url-keys.ts';
export { backendServiceView } from './views/backend-service.ts';
export { servedRoutes, type UrlMapTarget, urlMapView } from './views/url-map.ts';
