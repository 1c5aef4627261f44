// Deployments, ReplicaSets and what they make, cut down to what their controllers read.
import type { KubeObject, ObjectMeta } from '../../../kit/controllers/kube-client.ts';
import type { Pod } from '../objects.ts';

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

export type Owned<T extends KubeObject> = T & {
  readonly metadata: ObjectMeta & {
    readonly ownerReferences?: readonly OwnerReference[];
    readonly finalizers?: readonly string[];
    readonly generation?: number;
  };
};

export interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: object;
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly object[];
}

export type ReplicaSet = Owned<
  KubeObject & {
    readonly spec: {
      readonly replicas?: number;
      readonly selector: LabelSelector;
      readonly template: PodTemplate;
    };
    readonly status?: Counts;
  }
>;

export interface Counts {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
}

export type Deployment = Owned<
  KubeObject & {
    readonly spec: {
      readonly replicas?: number;
      readonly selector: LabelSelector;
      readonly template: PodTemplate;
      readonly paused?: boolean;
      readonly revisionHistoryLimit?: number;
      readonly strategy?: {
        readonly type?: string;
        readonly rollingUpdate?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string };
      };
    };
  }
>;

export type OwnedPod = Owned<Pod>;

export const TEMPLATE_HASH = 'pod-template-hash';
export const REVISION = 'deployment.kubernetes.io/revision';

export function isOwnedBy(one: Owned<KubeObject>, uid: string | undefined): boolean {
  return uid !== undefined && ownerOf(one)?.uid === uid;
}

/** Who controls it. */
export function ownerOf({ metadata }: Owned<KubeObject>): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;
}
