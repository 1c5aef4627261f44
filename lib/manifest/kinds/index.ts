// The kinds that manifests may have: how a document of each is checked. May import: core, manifest.
import { type Diagnostic, diagnostic, type Json, type JsonObject } from '../../core/index.ts';
import { checkMetadata } from '../cluster-rules.ts';
import type { Manifest, ManifestKind } from '../manifest.ts';
import type { SchemaCheck, Violation } from '../schema-check.ts';
import { BACKEND_CONFIG_SCHEMA, checkBackendConfig, checkBackendConfigSchema } from './backend-config.ts';
import { checkFrontendConfigSchema, FRONTEND_CONFIG_SCHEMA } from './frontend-config.ts';
import { checkIngress, checkIngressSchema, INGRESS_SCHEMA } from './multi-cluster-ingress.ts';
import { checkService, checkServiceSchema, SERVICE_SCHEMA } from './multi-cluster-service.ts';

interface KnownKind {
  readonly group: string;
  /** Older spellings of the same shape included. */
  readonly versions: readonly string[];
  readonly schema: JsonObject;
  readonly checkSchema: SchemaCheck;
}

const NETWORKING = 'networking.gke.io';

const KINDS: Readonly<Record<ManifestKind, KnownKind>> = {
  BackendConfig: {
    group: 'cloud.google.com',
    versions: ['v1', 'v1beta1'],
    schema: BACKEND_CONFIG_SCHEMA,
    checkSchema: checkBackendConfigSchema,
  },
  FrontendConfig: {
    group: NETWORKING,
    versions: ['v1beta1'],
    schema: FRONTEND_CONFIG_SCHEMA,
    checkSchema: checkFrontendConfigSchema,
  },
  MultiClusterIngress: {
    group: NETWORKING,
    versions: ['v1', 'v1beta1'],
    schema: INGRESS_SCHEMA,
    checkSchema: checkIngressSchema,
  },
  MultiClusterService: {
    group: NETWORKING,
    versions: ['v1', 'v1beta1'],
    schema: SERVICE_SCHEMA,
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
  return KINDS[kind].checkSchema(value).map(asWritten);
}

/** Members of metadata that a manifest has after `kubectl get -o yaml` (Kubernetes API, ObjectMeta). */
const SERVER_FIELDS: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]);

function asWritten(violation: Violation): Violation {
  const { wrong, path } = violation;
  if (wrong !== 'key' || path.length !== 2 || path[0] !== 'metadata' || !SERVER_FIELDS.has(String(path[1]))) {
    return violation;
  }
  return { ...violation, hint: 'The API server writes it: take it out.' };
}

export function schemaOf(kind: ManifestKind): JsonObject {
  return KINDS[kind].schema;
}

/** What the schema cannot say. */
export function checkMeaning(manifest: Manifest): readonly Diagnostic[] {
  return [...checkMetadata(manifest), ...checkStatus(manifest), ...checkKind(manifest)];
}

function checkStatus(manifest: Manifest): readonly Diagnostic[] {
  if (manifest.body['status'] === undefined) return [];
  const message = 'status has no effect in Git: it is written by what serves the object';
  return [diagnostic('setting-without-effect', message, manifest.keyAt(['status']))];
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
