// A MultiClusterService as its manifest says it.
import type { Manifest } from '../../../manifest/index.ts';

export interface ServicePort {
  readonly name?: string;
  readonly protocol?: 'TCP';
  readonly port: number;
  readonly targetPort?: number | string;
}

export interface MultiClusterServiceSpec {
  readonly template: {
    readonly spec: {
      readonly selector: Readonly<Record<string, string>>;
      readonly ports: readonly ServicePort[];
      readonly type?: string;
      readonly clusterIP?: string;
      readonly sessionAffinity?: string;
    };
  };
  /** Absent: every member. */
  readonly clusters?: readonly { readonly link: string }[];
}

export interface MultiClusterService extends Manifest<MultiClusterServiceSpec> {
  readonly kind: 'MultiClusterService';
}
