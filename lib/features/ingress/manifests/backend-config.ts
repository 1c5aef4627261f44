// BackendConfig: settings of the backend services of a MultiClusterService. Its shape is that of GKE's own CRD.
import backendConfigs from '../../../../schemas/crds/backendconfigs.cloud.google.com.json' with { type: 'json' };
import type { Diagnostic, JsonObject } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { type ManifestKind, createSchemaCheck, schemaOfCrd } from '../../../manifest/index.ts';
import { checkCdn } from './cdn-check.ts';
import type { BackendConfigSpec, BackendConfig } from './backend-config-spec.ts';

const SCHEMA: JsonObject = schemaOfCrd(backendConfigs);

export const BACKEND_CONFIGS: ManifestKind<BackendConfig> = {
  group: 'cloud.google.com',
  kind: 'BackendConfig',
  versions: ['v1', 'v1beta1'],
  schema: SCHEMA,
  checkSchema: createSchemaCheck(SCHEMA),
  role: 'managed',
  stands: 'fleet',
  check: checkBackendConfig,
};

/** What a probe is unless its BackendConfig says otherwise: the values of Google's Ingress controller for NEGs. */
export const PROBE_DEFAULTS = {
  checkIntervalSec: 15,
  timeoutSec: 15,
  healthyThreshold: 1,
  unhealthyThreshold: 2,
  requestPath: '/',
} as const;

/** What the schema cannot say about one BackendConfig. */
function checkBackendConfig(config: BackendConfig): readonly Diagnostic[] {
  const { spec = {} } = config;
  const found: Diagnostic[] = [...checkIap(config, spec), ...checkCdn(config, spec.cdn)];
  const { checkIntervalSec: interval, timeoutSec: timeout } = { ...PROBE_DEFAULTS, ...spec.healthCheck };
  if (timeout > interval) {
    const message = `the probe's timeoutSec (${timeout}) is longer than its checkIntervalSec (${interval})`;
    const key = spec.healthCheck?.timeoutSec === undefined ? 'checkIntervalSec' : 'timeoutSec';
    found.push(diagnostic('invalid-config', message, config.at(['spec', 'healthCheck', key])));
  }
  const { affinityType, affinityCookieTtlSec } = spec.sessionAffinity ?? {};
  if (affinityCookieTtlSec !== undefined && affinityType !== 'GENERATED_COOKIE') {
    const place = config.keyAt(['spec', 'sessionAffinity', 'affinityCookieTtlSec']);
    const message = 'affinityCookieTtlSec counts only with affinityType GENERATED_COOKIE';
    found.push(diagnostic('setting-without-effect', message, place));
  }
  if (spec.logging?.sampleRate !== undefined && spec.logging.enable !== true) {
    const place = config.keyAt(['spec', 'logging', 'sampleRate']);
    const message = 'sampleRate counts only with `enable: true`: without it logging is off';
    found.push(diagnostic('setting-without-effect', message, place));
  }
  return found;
}

function checkIap(config: BackendConfig, { iap, cdn }: BackendConfigSpec): readonly Diagnostic[] {
  if (iap === undefined) return [];
  const found: Diagnostic[] = [];
  if (iap.enabled && cdn?.enabled) {
    const message = 'iap and cdn cannot both be enabled: cached answers would pass without a check';
    found.push(diagnostic('invalid-config', message, config.at(['spec', 'iap', 'enabled'])));
  }
  const { oauthclientCredentials: client } = iap;
  const credentials = ['spec', 'iap', 'oauthclientCredentials'] as const;
  if (client !== undefined && Object.keys(client).length === 0) {
    const message = 'oauthclientCredentials names no Secret';
    found.push(diagnostic('invalid-config', message, config.keyAt(credentials)));
  }
  for (const key of ['clientID', 'clientSecret'] as const) {
    if (client?.[key] === undefined) continue;
    found.push(diagnostic('secret-in-git', `${key} has no place in Git`, config.keyAt([...credentials, key])));
  }
  return found;
}
