// Labels of EndpointSlices: of which Service they are, and of which import. Sources: Kubernetes, "EndpointSlices";
// KEP-1645, "EndpointSlice".

export const SERVICE_NAME = 'kubernetes.io/service-name';
export const IMPORTED_NAME = 'multicluster.kubernetes.io/service-name';
export const SOURCE_CLUSTER = 'multicluster.kubernetes.io/source-cluster';
