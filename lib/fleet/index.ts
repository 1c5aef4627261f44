// The fleet: its file, its clusters, and the facts about them.
// In: the fleet file's bytes, facts. Out: Fleet, Facts, diagnostics.
export { asksFor } from './asks-for.ts';
export { assumedFacts } from './assumed-facts.ts';
export type { ControlPlane } from './control-plane.ts';
export type { MeshFacts } from './mesh-facts.ts';
export type { ClusterFacts, Facts } from './facts.ts';
export { factsDigest, isFresh } from './facts.ts';
export { readFactsDocument } from './facts-document.ts';
export { type Fleet, type FleetCluster, membersOf, type Policy } from './fleet.ts';
export { readFleet } from './fleet-file.ts';
export { type FleetPath, placeInFleet } from './places.ts';
export {
  findFleetFiles,
  fleetFileIn,
  isFleetFile,
  isManifestOf,
  isNearManifestOf,
  manifestFiles,
} from './manifest-files.ts';
export { checkFleetNames } from './fleet-sanity.ts';
export { type ProjectCertificateFacts, readProjectCertificate } from './project-certificate.ts';
export type { AddressFacts, ForwardingRuleFacts, ProjectFacts } from './project-facts.ts';
export { namespaceCheck } from './namespace-policy.ts';
export { placementOf } from './placement.ts';
export { admitsProbes, networkHost, PROBE_RANGES } from './probe-rule.ts';
export {
  type KnownSecrets,
  type SecretFacts,
  secretFactsOf,
  secretKey,
  type SecretKey,
  secretOfKey,
  type SecretReading,
  type SecretUse,
  type UnusableSecret,
  type UsableSecret,
} from './secret-facts.ts';
export { regionOf } from './region.ts';
export { standsOutside } from './stands-outside.ts';
export { type Validity, validityOf } from './validity.ts';
export {
  checkMemberships,
  checkNamespaceName,
  factsOf,
  lacksNamespace,
} from './selection.ts';
