// The resource graph: what exists, under which name, owned by whom, and which fields of it are ours.
// In: plain JSON bodies. Out: refs, names, marks, owned fields, views.
export type {
  DesiredResource,
  DesiredState,
  EndpointSource,
  Maker,
  SecretSource,
  PrivatePart,
} from './desired.ts';
export { FLEET_UNIT } from './desired.ts';
export { digestOfDesired, digestOfVariant, isNameOfDesired } from './digest-of-desired.ts';
export { asVariant, resourcesByKey, type DesiredVariant, wholeState, variantOf } from './desired-variant.ts';
export type { FieldRule, FieldTable, OwnedFields } from './fields.ts';
export { ownedFields } from './fields.ts';
export { withoutOverrides, withOverrides } from './overrides.ts';
export type {
  ApiGroup,
  ClusterApi,
  ClusterKindDefinition,
  ComputeKindDefinition,
  Impact,
  KindDefinition,
  KindId,
} from './kind.ts';
export { apiGroupsOf, isComputeKind, type Kinds, kindsOf } from './kinds.ts';
export { isAspect, wholeOf } from './aspects.ts';
export { hasEndpoints } from './has-endpoints.ts';
export { type Beside, besideOf } from './beside.ts';
export { givenBy, givesSomething, withGiven } from './gives.ts';
export { ABOUT_ANNOTATION, isConfigCopy } from './config-copies.ts';
export * as names from './names.ts';
export type { Mark, Owner } from './ownership.ts';
export {
  derivedMark,
  FIELD_MANAGER,
  isMarked,
  isOurs,
  MANAGED_BY,
  notOursBecause,
  OWNER_ANNOTATION,
  ownershipMark,
} from './ownership.ts';
export type { AppliedState, EndedRun, ObservedResource, ObservedState, UnknownPart } from './observed.ts';
export { isIn, isStillUnknown, isUnknown, silentClusters, unreadTitles, unreadLines, whyUnread } from './observed.ts';
export type { ObjectKey } from './object-key.ts';
export { isRootObject, kindOfObject } from './object-kinds.ts';
export { isKeyOfKind, objectKey, objectText, parseObjectKey } from './object-key.ts';
export type { Quota, Quotas } from './quota.ts';
export { kindOfKey, referencesIn, refOfKey, refOfPath } from './references.ts';
export { takenOverBy } from './taken-over.ts';
export type { ClusterKey, ClusterRef, ComputeKey, ComputeRef, ExternalCollection, RefKey, ResourceRef } from './ref.ts';
export type { ClusterLink } from './object-key.ts';
export {
  externalPath,
  isClusterRef,
  isComputeRef,
  keyText,
  nameOfKey,
  parseClusterKey,
  parseComputePath,
  refInCluster,
  refInProject,
  refKey,
} from './ref.ts';
export { withoutNamed } from './without-named.ts';
export { fromRest, toRest } from './rest-url.ts';
export { asTaken, withRemembered } from './unanswered.ts';
