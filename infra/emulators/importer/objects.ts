// The Kubernetes objects that the importer reads and writes, cut down to the fields it uses.
import type { KubeObject } from '../kit/controllers/kube-client.ts';

export type Texts = Readonly<Record<string, string>>;

export interface ServiceExport extends KubeObject {
  readonly spec?: { readonly exportedLabels?: Texts; readonly exportedAnnotations?: Texts };
}

export interface Port {
  readonly name?: string;
  readonly protocol?: string;
  readonly port: number;
  readonly appProtocol?: string;
}

export interface Service extends KubeObject {
  readonly spec?: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly clusterIPs?: readonly string[];
    readonly ports?: readonly Port[];
    readonly sessionAffinity?: string;
    readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
    readonly ipFamilies?: readonly string[];
    readonly internalTrafficPolicy?: string;
    readonly trafficDistribution?: string;
  };
}

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
  readonly hostname?: string;
  readonly zone?: string;
}

export interface EndpointSlice extends KubeObject {
  readonly addressType?: string;
  readonly endpoints?: readonly Endpoint[] | null;
  readonly ports?: readonly Port[] | null;
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
