// A manifest as a value: typed, plain as in Git, and able to say where each of its fields stands. May import: core.
import type { JsonObject, SourceRef } from '../core/index.ts';
import type { Path } from './located.ts';
import type { BackendConfig } from './kinds/backend-config.ts';
import type { FrontendConfig } from './kinds/frontend-config.ts';
import type { MultiClusterIngress } from './kinds/multi-cluster-ingress.ts';
import type { MultiClusterService } from './kinds/multi-cluster-service.ts';

export type ManifestKind = 'BackendConfig' | 'FrontendConfig' | 'MultiClusterIngress' | 'MultiClusterService';

/** Which object a document declares. */
export interface Identity<K extends ManifestKind = ManifestKind> {
  /** API group, without a version. */
  readonly group: string;
  readonly kind: K;
  readonly namespace: string;
  readonly name: string;
}

export interface ManifestOf<K extends ManifestKind, Spec> extends Identity<K> {
  /** The versions of a kind have the same shape. */
  readonly apiVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Spec;
  /** The whole document as in Git. */
  readonly body: JsonObject;
  /** The place of the value at a path, or of its nearest ancestor that exists. */
  at(path: Path): SourceRef;
  /** The place of the key at a path. */
  keyAt(path: Path): SourceRef;
}

export type Manifest = BackendConfig | FrontendConfig | MultiClusterIngress | MultiClusterService;
