// The Kubernetes API of the member clusters over HTTP: server-side apply, paged lists, deletes with preconditions.
// In: a connection per cluster link. Out: the ports Clusters and Secrets.
export { createClusters } from './clusters.ts';
export type { ClusterConnection } from './connection.ts';
export type { GatewayMember } from './gateway.ts';
export { gatewayConnections } from './gateway.ts';
export { kubeconfigConnections, kubeconfigLinks } from './kubeconfig.ts';
export { createSecrets } from './secrets.ts';
