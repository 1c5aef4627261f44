// Objects of Kubernetes that more than one controller of the local cloud reads, cut down to what they look at.
import type { KubeObject } from './kube-client.ts';

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
  readonly nodeName?: string;
  readonly zone?: string;
}

export interface EndpointSlice extends KubeObject {
  readonly addressType?: string;
  readonly endpoints?: readonly Endpoint[] | null;
  readonly ports?: readonly Port[] | null;
}

/** Unset counts as ready. Source: Kubernetes, EndpointConditions. */
export function isReadyEndpoint({ conditions }: Endpoint): boolean {
  return conditions?.ready !== false;
}
