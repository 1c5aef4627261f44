// Bodies of load balancers as they are read: ours, somebody else's, and what is no body at all.
export { BACKENDS_LIMIT, backendServiceView } from './backend-service.ts';
export { servedRoutes, type UrlMapTarget, urlMapView } from './url-map.ts';
