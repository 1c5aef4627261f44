// FrontendConfig: settings of the front end of a MultiClusterIngress. Its shape is that of GKE's own CRD.
import frontendConfigs from '../../../../schemas/crds/frontendconfigs.networking.gke.io.json' with { type: 'json' };
import type { JsonObject } from '../../../core/index.ts';
import { type Manifest, type ManifestKind, createSchemaCheck, schemaOfCrd } from '../../../manifest/index.ts';

export interface FrontendConfigSpec {
  /** Absent: whatever is there. Empty: none. */
  readonly sslPolicy?: string;
  readonly redirectToHttps?: {
    readonly enabled: boolean;
    readonly responseCodeName?: 'MOVED_PERMANENTLY_DEFAULT' | 'FOUND' | 'TEMPORARY_REDIRECT' | 'PERMANENT_REDIRECT';
  };
}

export interface FrontendConfig extends Manifest<FrontendConfigSpec | undefined> {
  readonly kind: 'FrontendConfig';
}

const SCHEMA: JsonObject = schemaOfCrd(frontendConfigs);

export const FRONTEND_CONFIGS: ManifestKind<FrontendConfig> = {
  group: 'networking.gke.io',
  kind: 'FrontendConfig',
  versions: ['v1beta1'],
  schema: SCHEMA,
  checkSchema: createSchemaCheck(SCHEMA),
  role: 'managed',
  stands: 'fleet',
  check: () => [],
};
