// The Kubernetes objects that the importer reads and writes, cut down to the fields it uses.
import type { KubeObject } from '../kit/controllers/kube-client.ts';
export type { Endpoint, EndpointSlice, Port, Service } from '../kit/controllers/kube-objects.ts';

export type Texts = Readonly<Record<string, string>>;

export interface ServiceExport extends KubeObject {
  readonly spec?: { readonly exportedLabels?: Texts; readonly exportedAnnotations?: Texts };
}

export interface ServiceImport extends KubeObject {
  readonly spec?: { readonly ips?: readonly string[] };
}

/** `Service` of a slice: which one's endpoints it has. */
export const SERVICE_NAME = 'kubernetes.io/service-name';
/** The same, and the cluster that it comes from, of slices that are imported. Source: KEP-1645, "EndpointSlice". */
export const IMPORTED_NAME = 'multicluster.kubernetes.io/service-name';
export const SOURCE_CLUSTER = 'multicluster.kubernetes.io/source-cluster';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const DERIVED = 'net.gke.io/derived-service';
export const MANAGER = 'gke-mcs-controller.gke.io';
