// The kinds that manifests may have: how a document of each is checked. May import: core, manifest.
import type { Diagnostic, Json } from '../../core/index.ts';
import type { Manifest, ManifestKind } from '../manifest.ts';
import type { SchemaCheck, Violation } from '../schema-check.ts';
import { checkIngress, checkIngressSchema } from './multi-cluster-ingress.ts';
import { checkService, checkServiceSchema } from './multi-cluster-service.ts';

/** v1beta1 is an older spelling of the same shape. */
const API_VERSIONS: readonly string[] = ['networking.gke.io/v1', 'networking.gke.io/v1beta1'];

const SCHEMA_CHECKS: Readonly<Record<ManifestKind, SchemaCheck>> = {
  MultiClusterIngress: checkIngressSchema,
  MultiClusterService: checkServiceSchema,
};

export const KNOWN_KINDS: readonly string[] = Object.keys(SCHEMA_CHECKS);

/** The kind, when we know it in that version. */
export function knownKind(apiVersion: string, kind: string): ManifestKind | undefined {
  return API_VERSIONS.includes(apiVersion) && Object.hasOwn(SCHEMA_CHECKS, kind) ? (kind as ManifestKind) : undefined;
}

export function checkSchema(kind: ManifestKind, value: Json): readonly Violation[] {
  return SCHEMA_CHECKS[kind](value);
}

/** What the schema cannot say. */
export function checkMeaning(manifest: Manifest): readonly Diagnostic[] {
  return manifest.kind === 'MultiClusterIngress' ? checkIngress(manifest) : checkService(manifest);
}
