// From a commit to the plans of its units. The planner and the command line go the same way.
// 1. A hint leads to a commit and its fleets (`following`); each fleet is planned by itself.
// 2. Facts and the cloud are read, manifests are compiled, and what stands is compared.
// 3. Each unit becomes a plan, held where something stops it, with its gates.
// 4. What needs a look at the clusters is added for a reviewer: ready endpoints, selectors, ports.
// 5. The documents are kept, the tasks of what is released are published, and a report.
export { planRevision } from './plan-revision.ts';
