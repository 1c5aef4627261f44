// Fleet → the rule that lets the load balancer and its health checks reach the pods: all TCP from Google's probe ranges to
// the node tags, so that no unit has to wait for a port to open. It stands where the network is, which with a Shared VPC
// is another project. A cluster of which nothing is known yet adds no tag: its nodes serve nothing either. May import: core, fleet, model.
import { type Facts, factsOf, type Fleet } from '../../fleet/index.ts';
import { computeRef, FLEET_UNIT, names } from '../../model/index.ts';
import { type InCompute, unitContext } from './unit-context.ts';

/** Source: cloud.google.com/load-balancing/docs/health-check-concepts, "Probe IP ranges and firewall rules". */
const PROBE_RANGES = ['130.211.0.0/22', '35.191.0.0/16'];

/** Undefined while no tag is known: a rule without tags would admit the ranges to every instance of the network. */
export function compileFirewall(fleet: Fleet, facts: Facts): InCompute | undefined {
  const targetTags = [...new Set(fleet.clusters.flatMap(({ link }) => factsOf(facts, link).nodeTags))].sort();
  if (targetTags.length === 0) return undefined;
  const { mark, scope } = unitContext(fleet, FLEET_UNIT);
  const immutable = { network: fleet.network, direction: 'INGRESS' };
  const name = names.nameOf('firewall', [fleet.name, 'probes'], { ...scope, ...immutable });
  const [, networkProject = fleet.project] = fleet.network.split('/');
  return {
    ref: computeRef('firewall', networkProject, name),
    body: {
      name,
      description: mark,
      ...immutable,
      priority: 1000,
      disabled: false,
      sourceRanges: PROBE_RANGES,
      targetTags,
      allowed: [{ IPProtocol: 'tcp' }],
    },
    maker: 'rangelight',
    owners: [],
    dependsOn: [],
  };
}
