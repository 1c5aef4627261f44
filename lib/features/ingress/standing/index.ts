// Load balancers that stand, ours and those of the hosted controller, as the graph that manifests are compiled to: a
// third way in, beside manifests and what was applied. In: what was observed. Out: resources with the manifest objects
// that they are there for.
export { hostedServices } from './hosted-services.ts';
export { networkIn } from './network-in.ts';
export { ingressKey, parseOwner, serviceKey } from './owners.ts';
export { standingGraph, type StandingGraph, type Whose } from './standing-graph.ts';
