// MultiClusterIngress, MultiClusterService and what they are set up with → load balancers, the Services behind them and
// the copies in the config clusters. Pure: the same bytes whatever the order of files and keys.
import type { CompiledPart, CompileInput } from '../../compile/index.ts';
import type { Diagnostic } from '../../core/index.ts';
import { diagnostic } from './codes/index.ts';
import { type Facts, factsOf, type Fleet, networkHost, placeInFleet } from '../../fleet/index.ts';
import type { ReadResult } from '../../manifest/index.ts';
import { isOfIngress, type MultiClusterService } from './manifests/index.ts';
import { type DesiredResource, FLEET_UNIT } from '../../model/index.ts';
import { checkAll } from './inputs/check-all.ts';
import type { CheckedObjects } from './inputs/check-objects.ts';
import { withinLimits } from './inputs/limits.ts';
import { unknownThings } from './inputs/project-things.ts';
import { type ServingMember, servingMembers } from './inputs/served-port.ts';
import { drainedShares, leftAlone } from './inputs/left-alone.ts';
import { checkTrafficSection } from './inputs/traffic-section.ts';
import { secretsNamed } from './inputs/tls-secrets.ts';
import { compileCrds } from './outputs/crds.ts';
import { checkSharedFirewall, compileFirewall } from './outputs/firewall.ts';
import { type UnitContext, unitContext } from './outputs/unit-context.ts';
import { compileUnit } from './unit.ts';

export function compileIngress({ fleet, installation, manifests: read, facts }: CompileInput): CompiledPart {
  const ofFleet = unitContext(fleet, installation, FLEET_UNIT);
  const checked = withinLimits(fleet, installation, facts, checkAll(fleet, facts, read));
  const members = allMembers(fleet, facts, checked);
  const firewall = fleet.controller === 'rangelight' ? compileFirewall(ofFleet, facts) : undefined;
  const units = namespacesOf(read).map((unit) => {
    const resources = compileUnit({
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
    });
    return [unit, resources] as const;
  });
  const unknown = facts.project === undefined ? [] : unknownThings(facts.project, read.manifests);
  return {
    resources: new Map([[FLEET_UNIT, compileFleetUnit(ofFleet, firewall)] as const, ...units]),
    held: checked.held,
    secrets: secretsNamed(read),
    diagnostics: [
      ...checked.diagnostics,
      ...unknown,
      ...checkTrafficSection(fleet),
      ...leftAlone(fleet, members),
      ...drainedShares(fleet, checked.ingresses),
      ...checkFleet(fleet, facts, firewall !== undefined),
    ],
  };
}

function namespacesOf({ manifests, rejected }: ReadResult): readonly string[] {
  return [...new Set([...manifests, ...rejected].filter(isOfIngress).map(({ namespace }) => namespace))];
}

function allMembers(
  fleet: Fleet,
  facts: Facts,
  { services }: CheckedObjects,
): ReadonlyMap<MultiClusterService, readonly ServingMember[]> {
  return new Map(services.map((service) => [service, servingMembers(fleet, facts, service)]));
}

/** What belongs to the whole fleet. The hosted controller, where it is in charge, brings its own. */
function compileFleetUnit(context: UnitContext, firewall: DesiredResource | undefined): readonly DesiredResource[] {
  const crds = context.fleet.controller === 'rangelight' ? compileCrds(context) : [];
  return firewall === undefined ? crds : [...crds, firewall];
}

function checkFleet(fleet: Fleet, facts: Facts, hasFirewall: boolean): readonly Diagnostic[] {
  if (fleet.controller === 'gke') return [];
  const diagnostics: Diagnostic[] = [];
  for (const { link, source } of fleet.clusters) {
    if (factsOf(facts, link).uid !== undefined) continue;
    diagnostics.push(diagnostic('zones-unknown', `nothing is known of ${link} yet`, source));
  }
  const shared = checkSharedFirewall(fleet, facts);
  if (shared !== undefined) diagnostics.push(shared);
  if (!hasFirewall && networkHost(fleet) === undefined) {
    diagnostics.push(
      diagnostic('node-tags-unknown', 'no network tag of any node is known', placeInFleet(fleet, ['clusters'])),
    );
  }
  return diagnostics;
}
