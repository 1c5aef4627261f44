// FrontendConfig: settings of the front end of a MultiClusterIngress. Its shape is that of GKE's own CRD.
// May import: core, manifest.
import frontendConfigs from '../../../schemas/crds/frontendconfigs.networking.gke.io.json' with { type: 'json' };
import type { JsonObject } from '../../core/index.ts';
import { schemaOfCrd } from '../crd-schema.ts';
import type { ManifestOf } from '../manifest.ts';
import { createSchemaCheck, type SchemaCheck } from '../schema-check.ts';

export interface FrontendConfigSpec {
  /** Absent: whatever is there. Empty: none. */
  readonly sslPolicy?: string;
  readonly redirectToHttps?: {
    readonly enabled: boolean;
    readonly responseCodeName?: 'MOVED_PERMANENTLY_DEFAULT' | 'FOUND' | 'TEMPORARY_REDIRECT' | 'PERMANENT_REDIRECT';
  };
}

export interface FrontendConfig extends ManifestOf<'FrontendConfig', FrontendConfigSpec | undefined> {}

export const FRONTEND_CONFIG_SCHEMA: JsonObject = schemaOfCrd(frontendConfigs);
export const checkFrontendConfigSchema: SchemaCheck = createSchemaCheck(FRONTEND_CONFIG_SCHEMA);
