// Multi-cluster ingress: manifests of the hosted controller's kinds become load balancers of ours, and copies in both
// config clusters. In: CompileInput. Out: resources by unit, held objects, findings.
export {
  compareAll,
  compareJson,
  compareLines,
  type Compared,
  exportedUrlMap,
  type Surface,
  comparableWith,
  isStandingUnknown,
  standingSurfaces,
  surfacesAsked,
} from './compare/index.ts';
export { routeLines, type RouteRequest, routesAsked } from './route/index.ts';
export { countTraffic, unreadLinesOf, keptTraffic, type Traffic } from './traffic/index.ts';
export { trafficText } from './report/traffic.ts';
export { namesOfSecrets } from './inputs/tls-secrets.ts';
export { compileIngress } from './compile.ts';
export { INGRESS_MANIFESTS, NEIGHBOURS } from './manifests/index.ts';
export { networkIn } from './standing/index.ts';
