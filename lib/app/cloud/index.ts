// What clusters, Compute and the fleet's record say now, read through the ports.
// 1. Facts: what compiling needs and Git does not have. What cannot be read keeps its last value, and is stale.
// 2. What stands: every list of every place, each read or failed, so that observe tells unknown from empty.
// 3. Quotas, and the endpoints that are ready behind a service.
// 4. Guards: whether another controller, or another installation, works on the same.
export { readFacts } from './read-facts.ts';
export { readParts } from './read-cloud.ts';
