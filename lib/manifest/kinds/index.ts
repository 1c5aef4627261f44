// The kinds that manifests may have: how a document of each is checked. May import: core, manifest.
import type { Diagnostic, Json } from '../../core/index.ts';
import { checkMetadata } from '../cluster-rules.ts';
import type { Manifest, ManifestKind } from '../manifest.ts';
import type { SchemaCheck, Violation } from '../schema-check.ts';
import { checkBackendConfig, checkBackendConfigSchema } from './backend-config.ts';
import { checkFrontendConfigSchema } from './frontend-config.ts';
import { checkIngress, checkIngressSchema } from './multi-cluster-ingress.ts';
import { checkService, checkServiceSchema } from './multi-cluster-service.ts';

interface KnownKind {
  readonly group: string;
  /** Older spellings of the same shape included. */
  readonly versions: readonly string[];
  readonly checkSchema: SchemaCheck;
}

const NETWORKING = 'networking.gke.io';

const KINDS: Readonly<Record<ManifestKind, KnownKind>> = {
  BackendConfig: {
    group: 'cloud.google.com',
    versions: ['v1', 'v1beta1'],
    checkSchema: checkBackendConfigSchema,
  },
  FrontendConfig: { group: NETWORKING, versions: ['v1beta1'], checkSchema: checkFrontendConfigSchema },
  MultiClusterIngress: {
    group: NETWORKING,
    versions: ['v1', 'v1beta1'],
    checkSchema: checkIngressSchema,
  },
  MultiClusterService: {
    group: NETWORKING,
    versions: ['v1', 'v1beta1'],
    checkSchema: checkServiceSchema,
  },
};

export const KNOWN_KINDS: readonly string[] = Object.keys(KINDS);

/** The `apiVersion`s of a kind; empty for one that we do not know. */
export function versionsOf(kind: string): readonly string[] {
  if (!Object.hasOwn(KINDS, kind)) return [];
  const { group, versions } = KINDS[kind as ManifestKind];
  return versions.map((version) => `${group}/${version}`);
}

/** The API group of a kind, without a version. */
export function groupOf(kind: ManifestKind): string {
  return KINDS[kind].group;
}

/** The kind, when we know it in that version. */
export function knownKind(apiVersion: string, kind: string): ManifestKind | undefined {
  return versionsOf(kind).includes(apiVersion) ? (kind as ManifestKind) : undefined;
}

export function checkSchema(kind: ManifestKind, value: Json): readonly Violation[] {
  return KINDS[kind].checkSchema(value);
}

/** What the schema cannot say. */
export function checkMeaning(manifest: Manifest): readonly Diagnostic[] {
  return [...checkMetadata(manifest), ...checkKind(manifest)];
}

function checkKind(manifest: Manifest): readonly Diagnostic[] {
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
