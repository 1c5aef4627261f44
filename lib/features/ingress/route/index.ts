// Desired resources + a request → where the request will go, and why: the question that a reviewer of manifests has.
// In: DesiredResource, a URL and the client's region. Out: RouteAnswer.
export { nearestFirst } from '../../common/distance.ts';
export { routeLines } from './route-lines.ts';
export { type Destination, routeRequest, type RouteAnswer, type RouteRequest, routesAsked } from './route-request.ts';
export type { ServingCluster } from './serving-clusters.ts';
