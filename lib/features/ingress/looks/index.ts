// What load balancers need to have looked up: the project and its policies, pods behind selectors and ports, ready
// endpoints. The door for whoever plans, begins a run or sweeps.
import type { FeatureLooks } from '../../../live/index.ts';
import { capacityGates } from './capacity-gates.ts';
import { undeclaredPorts } from './declared-ports.ts';
import { ingressFacts } from './facts.ts';
import { hostedFindings } from './hosted-findings.ts';
import { hostedOutlook } from './hosted-outlook.ts';
import { readyCounts } from './ready-counts.ts';
import { selectorsOfNothing } from './selectors.ts';
export { trafficOutlook } from './traffic-outlook.ts';
import { unwellClusters } from './unwell-clusters.ts';

export const INGRESS_LOOKS: FeatureLooks = {
  facts: ingressFacts,
  checks: async (units, look, whole) => {
    const asked = [selectorsOfNothing(units, look), undeclaredPorts(units, look), hostedFindings(look, whole)];
    return (await Promise.all(asked)).flat();
  },
  outlook: hostedOutlook,
  backing: readyCounts,
  gates: capacityGates,
  unwell: unwellClusters,
};
