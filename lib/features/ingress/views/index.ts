// Bodies of load balancers as they are read: ours, somebody else's, and what is no body at all.
export { BACKENDS_LIMIT, backendServiceView } from './backend-service.ts';
export { percentText } from './percent-text.ts';
export { pathPattern, readRuleMatch, type RuleMatch, takesHeaders, takesPath } from './route-match.ts';
export { bearersOf, type ServedRoute, servedRoutes, type UrlMapTarget, urlMapView } from './url-map.ts';
