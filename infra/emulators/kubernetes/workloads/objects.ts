// The Kubernetes objects that the components of a cluster exchange, cut down to the fields they use.
import type { KubeObject } from '../../kit/controllers/kube-client.ts';

export interface ServicePort {
  readonly name?: string;
  readonly protocol?: string;
  readonly port: number;
  /** A container port, or the name of one; default: `port`. */
  readonly targetPort?: number | string;
}

export interface Service extends KubeObject {
  readonly spec?: {
    readonly clusterIP?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly ServicePort[];
  };
}

export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface Pod extends KubeObject {
  readonly spec?: {
    readonly nodeName?: string;
    readonly terminationGracePeriodSeconds?: number;
    readonly readinessGates?: readonly { readonly conditionType: string }[];
    readonly containers?: readonly {
      readonly name?: string;
      readonly image?: string;
      readonly env?: readonly { readonly name: string; readonly value?: string }[];
      readonly ports?: readonly {
        readonly name?: string;
        readonly protocol?: string;
        readonly containerPort: number;
      }[];
    }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly conditions?: readonly PodCondition[];
  };
}

export interface Node extends KubeObject {
  readonly spec?: { readonly providerID?: string; readonly unschedulable?: boolean };
}

export interface SlicePort {
  /** Absent or '' for the only port of a Service that does not name it. */
  readonly name?: string;
  readonly protocol: string;
  readonly port: number;
}

export interface SliceEndpoint {
  readonly addresses: readonly string[];
  readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
  readonly nodeName?: string;
  readonly zone?: string;
  readonly targetRef?: {
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
    readonly uid?: string;
  };
}

export interface EndpointSlice extends KubeObject {
  readonly addressType?: string;
  readonly endpoints?: readonly SliceEndpoint[] | null;
  readonly ports?: readonly SlicePort[] | null;
}

export const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';
export const ZONE_LABEL = 'topology.kubernetes.io/zone';
export const REGION_LABEL = 'topology.kubernetes.io/region';

/** `us-west1` for the region itself and for any of its zones (`us-west1-a`). */
export function regionOf(location: string): string {
  return /-[a-z]$/.test(location) ? location.slice(0, -2) : location;
}

/** Whether the Service's selector matches the pod's labels; without a selector it selects nothing. */
export function isSelected(service: Service, pod: Pod): boolean {
  const selector = Object.entries(service.spec?.selector ?? {});
  return selector.length > 0 && selector.every(([key, value]) => pod.metadata.labels?.[key] === value);
}
