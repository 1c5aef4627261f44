// Manifests + fleet + facts → the desired graph of every unit. Pure: the same bytes whatever the order of files and keys.
// May import: core, fleet, manifest, model, compile.
import { compareDiagnostics, type Diagnostic, diagnostic, type SourceRef } from '../core/index.ts';
import { checkMemberships, type Facts, factsOf, type Fleet, networkHost, placeInFleet } from '../fleet/index.ts';
import type { Identity, MultiClusterService, ReadResult } from '../manifest/index.ts';
import {
  type ClusterLink,
  type DesiredResource,
  type DesiredState,
  FLEET_UNIT,
  type ObjectKey,
} from '../model/index.ts';
import { checkAll } from './check-all.ts';
import { type CheckedObjects, keyOf } from './check-objects.ts';
import { compileCrds } from './ingress/crds.ts';
import { checkSharedFirewall, compileFirewall } from './ingress/firewall.ts';
import { type UnitContext, unitContext } from './ingress/unit-context.ts';
import { withinLimits } from './limits.ts';
import { servingMembers } from './served-port.ts';
import { compileUnit, desiredState } from './unit.ts';

export interface Compiled {
  /** One per unit, FLEET_UNIT included, sorted by unit; resources sorted by key. */
  readonly states: readonly DesiredState[];
  /** Every declared object, also those in error. */
  readonly sources: Readonly<Record<ObjectKey, SourceRef>>;
  /** Objects with an error, and every object that refers to one of them; sorted. What they own stays. */
  readonly held: readonly ObjectKey[];
  /** Some file could not be read to its end: nothing may be deleted or shrunk. */
  readonly incomplete: boolean;
  /** Clusters of which no facts are known: what is wanted there is not known either. Sorted. */
  readonly unknownClusters: readonly ClusterLink[];
  /** Of reading and compiling, sorted. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompileInput {
  readonly fleet: Fleet;
  /** Id of the installation, whose mark everything gets. */
  readonly installation: string;
  readonly manifests: ReadResult;
  readonly facts: Facts;
}

/** Compiles a revision. Never throws; everything wrong with it is in `diagnostics`, each on the value that is wrong. */
export function compile({ fleet, installation, manifests: read, facts }: CompileInput): Compiled {
  const ofFleet = unitContext(fleet, installation, FLEET_UNIT);
  const checked = withinLimits(fleet, installation, facts, checkAll(fleet, facts, read));
  const declared: readonly (Identity & { readonly source: SourceRef })[] = [
    ...read.manifests.map((one) => ({
      group: one.group,
      kind: one.kind,
      namespace: one.namespace,
      name: one.name,
      source: one.at([]),
    })),
    ...read.rejected,
  ];
  const unknownClusters = fleet.clusters.map((cluster) => cluster.link).filter((link) => isUnknown(facts, link));
  const members = allMembers(fleet, facts, checked);
  const firewall = fleet.controller === 'rangelight' ? compileFirewall(ofFleet, facts) : undefined;

  const namespaces = [...new Set(declared.map((one) => one.namespace))];
  const states = namespaces.map((unit) =>
    compileUnit({
      fleet,
      installation,
      facts,
      unit,
      configs: checked.configs.filter((config) => config.namespace === unit),
      services: checked.services.filter((service) => service.namespace === unit),
      ingresses: checked.ingresses.filter(({ ingress }) => ingress.namespace === unit),
      configFor: (service, port) => checked.configFor(service, port),
      credentialsOf: (config) => checked.credentialsOf(config),
      membersOf: (service) => members.get(service) ?? [],
      firewall: firewall?.ref,
    }),
  );
  return {
    states: [compileFleetUnit(ofFleet, firewall), ...states].sort((a, b) => (a.unit < b.unit ? -1 : 1)),
    sources: Object.fromEntries(
      declared.map((one) => [keyOf(one), one.source] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    held: [...checked.held].sort(),
    incomplete: read.incomplete.length > 0,
    unknownClusters,
    diagnostics: [
      ...read.diagnostics,
      ...checked.diagnostics,
      ...checkFleet(fleet, facts, {
        unknownClusters,
        isEmpty: declared.length === 0 && read.incomplete.length === 0,
        hasFirewall: firewall !== undefined,
      }),
    ].sort(compareDiagnostics),
  };
}

function isUnknown(facts: Facts, link: ClusterLink): boolean {
  return factsOf(facts, link).uid === undefined;
}

type ServingMembers = ReturnType<typeof servingMembers>;

function allMembers(
  fleet: Fleet,
  facts: Facts,
  { services }: CheckedObjects,
): ReadonlyMap<MultiClusterService, ServingMembers> {
  return new Map(services.map((service) => [service, servingMembers(fleet, facts, service)]));
}

/** What belongs to the whole fleet. The hosted controller, where it is in charge, brings its own. */
function compileFleetUnit(context: UnitContext, firewall: DesiredResource | undefined): DesiredState {
  const { fleet } = context;
  const crds = fleet.controller === 'rangelight' ? compileCrds(context) : [];
  return desiredState(fleet, FLEET_UNIT, firewall === undefined ? crds : [...crds, firewall]);
}

function checkFleet(
  fleet: Fleet,
  facts: Facts,
  found: { readonly unknownClusters: readonly ClusterLink[]; readonly isEmpty: boolean; readonly hasFirewall: boolean },
): readonly Diagnostic[] {
  const diagnostics = [...checkMemberships(fleet, facts)];
  if (found.isEmpty) {
    diagnostics.push(
      diagnostic('no-matching-manifest', 'no manifest declares an object', placeInFleet(fleet, ['manifests'])),
    );
  }
  if (fleet.controller === 'gke') return diagnostics;
  for (const { link, source } of fleet.clusters) {
    if (!found.unknownClusters.includes(link)) continue;
    diagnostics.push(diagnostic('zones-unknown', `nothing is known of ${link} yet`, source));
  }
  const shared = checkSharedFirewall(fleet, facts);
  if (shared !== undefined) diagnostics.push(shared);
  if (!found.hasFirewall && networkHost(fleet) === undefined) {
    diagnostics.push(
      diagnostic('node-tags-unknown', 'no network tag of any node is known', placeInFleet(fleet, ['clusters'])),
    );
  }
  return diagnostics;
}
