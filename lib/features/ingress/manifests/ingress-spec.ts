// A MultiClusterIngress as its manifest says it.
import type { Manifest } from '../../../manifest/index.ts';

export interface IngressBackend {
  readonly serviceName: string;
  readonly servicePort: number | string;
}

export type PathType = 'Exact' | 'Prefix' | 'ImplementationSpecific';

export interface IngressPath {
  readonly path?: string;
  /** Absent or ImplementationSpecific: exact, or a prefix when the path ends in `/*`. */
  readonly pathType?: PathType;
  readonly backend: IngressBackend;
}

export interface IngressRule {
  readonly host?: string;
  /** Shorthand for the backend of path `/*`. */
  readonly backend?: IngressBackend;
  readonly http?: { readonly paths: readonly IngressPath[] };
}

export interface MultiClusterIngressSpec {
  readonly template: {
    readonly spec: {
      readonly backend?: IngressBackend;
      readonly rules?: readonly IngressRule[];
      readonly tls?: readonly { readonly secretName?: string; readonly hosts?: readonly string[] }[];
    };
  };
}

export interface MultiClusterIngress extends Manifest<MultiClusterIngressSpec> {
  readonly kind: 'MultiClusterIngress';
}
