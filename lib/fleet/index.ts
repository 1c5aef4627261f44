// The fleet: its file, its clusters, and the facts about them.
// In: the fleet file's bytes, facts. Out: Fleet, Facts, diagnostics. May import: core, manifest, model.
export type { ClusterFacts, Facts } from './facts.ts';
export { factsDigest } from './facts.ts';
export type { Fleet, FleetCluster, Policy } from './fleet.ts';
