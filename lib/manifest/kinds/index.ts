// The kinds that manifests may have: how a document of each is checked. May import: core, manifest.
import type { Diagnostic, Json } from '../../core/index.ts';
import type { Manifest, ManifestKind } from '../manifest.ts';
import type { SchemaCheck, Violation } from '../schema-check.ts';
import { checkBackendConfig, checkBackendConfigSchema } from './backend-config.ts';
import { checkFrontendConfigSchema } from './frontend-config.ts';
import { checkIngress, checkIngressSchema } from './multi-cluster-ingress.ts';
import { checkService, checkServiceSchema } from './multi-cluster-service.ts';

interface KnownKind {
  /** Older spellings of the same shape included. */
  readonly apiVersions: readonly string[];
  readonly checkSchema: SchemaCheck;
}

const KINDS: Readonly<Record<ManifestKind, KnownKind>> = {
  BackendConfig: {
    apiVersions: ['cloud.google.com/v1', 'cloud.google.com/v1beta1'],
    checkSchema: checkBackendConfigSchema,
  },
  FrontendConfig: { apiVersions: ['networking.gke.io/v1beta1'], checkSchema: checkFrontendConfigSchema },
  MultiClusterIngress: {
    apiVersions: ['networking.gke.io/v1', 'networking.gke.io/v1beta1'],
    checkSchema: checkIngressSchema,
  },
  MultiClusterService: {
    apiVersions: ['networking.gke.io/v1', 'networking.gke.io/v1beta1'],
    checkSchema: checkServiceSchema,
  },
};

export const KNOWN_KINDS: readonly string[] = Object.keys(KINDS);

/** The versions of a kind; empty for one that we do not know. */
export function versionsOf(kind: string): readonly string[] {
  return Object.hasOwn(KINDS, kind) ? KINDS[kind as ManifestKind].apiVersions : [];
}

/** The kind, when we know it in that version. */
export function knownKind(apiVersion: string, kind: string): ManifestKind | undefined {
  if (!Object.hasOwn(KINDS, kind)) return undefined;
  const known = kind as ManifestKind;
  return KINDS[known].apiVersions.includes(apiVersion) ? known : undefined;
}

export function checkSchema(kind: ManifestKind, value: Json): readonly Violation[] {
  return KINDS[kind].checkSchema(value);
}

/** What the schema cannot say. */
export function checkMeaning(manifest: Manifest): readonly Diagnostic[] {
  switch (manifest.kind) {
    case 'BackendConfig':
      return checkBackendConfig(manifest);
    case 'FrontendConfig':
      return [];
    case 'MultiClusterIngress':
      return checkIngress(manifest);
    case 'MultiClusterService':
      return checkService(manifest);
  }
}
