// Fleet → the rule that lets the load balancer and its health checks reach the pods: all TCP from Google's probe ranges
// to the node tags, so that no unit has to wait for a port to open. A cluster of which nothing is known yet adds no
// tag: its nodes serve nothing either.
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { type Facts, factsOf, type Fleet, networkHost, placeInFleet, PROBE_RANGES } from '../../../fleet/index.ts';
import type { InCompute, UnitContext } from './unit-context.ts';
import { computeRef, givenName } from '../kinds/index.ts';

/**
 * Undefined with a Shared VPC, whose rules are not ours to change; and while no tag is known: a rule without tags would
 * admit the ranges to every instance of the network.
 */
export function compileFirewall({ fleet, mark, scope }: UnitContext, facts: Facts): InCompute | undefined {
  const targetTags = nodeTagsOf(fleet, facts);
  if (targetTags.length === 0 || networkHost(fleet) !== undefined) return undefined;
  const immutable = { network: fleet.network, direction: 'INGRESS' };
  const name = givenName('firewall', [fleet.name, 'probes'], { ...scope, ...immutable });
  return {
    ref: computeRef('firewall', fleet.project, name),
    body: {
      name,
      description: mark,
      ...immutable,
      priority: 1000,
      disabled: false,
      sourceRanges: [...PROBE_RANGES],
      targetTags,
      allowed: [{ IPProtocol: 'tcp' }],
    },
    maker: 'rangelight',
    owners: [],
    dependsOn: [],
  };
}

/** What to say when the rule is the business of another project; undefined when it stands, or is ours. */
export function checkSharedFirewall(fleet: Fleet, facts: Facts): Diagnostic | undefined {
  const host = networkHost(fleet);
  if (host === undefined || facts.probesAdmitted === true) return undefined;
  const seen = facts.probesAdmitted === false ? 'has no rule' : 'may have no rule (its rules cannot be read)';
  const message = `the network belongs to ${host}, and ${seen} that lets the load balancer reach the nodes`;
  return diagnostic(
    'shared-vpc-firewall',
    message,
    placeInFleet(fleet, ['network']),
    `In ${host}: ${ruleCommand(fleet, facts, host)}`,
  );
}

function ruleCommand(fleet: Fleet, facts: Facts, host: string): string {
  const tags = nodeTagsOf(fleet, facts);
  const network = fleet.network.split('/').at(-1);
  const words = [
    `gcloud compute firewall-rules create ${fleet.name}-load-balancer-probes`,
    `--project=${host} --network=${network} --direction=INGRESS --allow=tcp`,
    `--source-ranges=${PROBE_RANGES.join(',')}`,
    ...(tags.length === 0 ? [] : [`--target-tags=${tags.join(',')}`]),
  ];
  return words.join(' ');
}

function nodeTagsOf(fleet: Fleet, facts: Facts): readonly string[] {
  return [...new Set(fleet.clusters.flatMap(({ link }) => factsOf(facts, link).nodeTags))].sort();
}
