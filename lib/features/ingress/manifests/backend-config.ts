// BackendConfig: settings of the backend services of a MultiClusterService. Its shape is that of GKE's own CRD.
import backendConfigs from '../../../../schemas/crds/backendconfigs.cloud.google.com.json' with { type: 'json' };
import { type Diagnostic, diagnostic, type JsonObject } from '../../../core/index.ts';
import { type Manifest, type ManifestKind, createSchemaCheck, schemaOfCrd } from '../../../manifest/index.ts';
import { checkCdn } from './cdn-check.ts';

export type AppProtocol = 'HTTP' | 'HTTPS' | 'HTTP2';

export interface HealthCheckSettings {
  readonly checkIntervalSec?: number;
  readonly timeoutSec?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
  readonly type?: AppProtocol;
  readonly port?: number;
  readonly requestPath?: string;
}

export interface CdnSettings {
  readonly enabled: boolean;
  readonly cacheMode?: 'CACHE_ALL_STATIC' | 'USE_ORIGIN_HEADERS' | 'FORCE_CACHE_ALL';
  readonly clientTtl?: number;
  readonly defaultTtl?: number;
  readonly maxTtl?: number;
  readonly negativeCaching?: boolean;
  readonly negativeCachingPolicy?: readonly { readonly code: number; readonly ttl?: number }[];
  readonly requestCoalescing?: boolean;
  readonly serveWhileStale?: number;
  readonly bypassCacheOnRequestHeaders?: readonly { readonly headerName: string }[];
  readonly cachePolicy?: {
    readonly includeHost?: boolean;
    readonly includeProtocol?: boolean;
    readonly includeQueryString?: boolean;
    readonly queryStringBlacklist?: readonly string[];
    readonly queryStringWhitelist?: readonly string[];
  };
  readonly signedUrlCacheMaxAgeSec?: number;
  readonly signedUrlKeys?: readonly {
    readonly keyName: string;
    readonly secretName?: string;
    readonly keyValue?: string;
  }[];
}

export interface BackendConfigSpec {
  readonly timeoutSec?: number;
  readonly connectionDraining?: { readonly drainingTimeoutSec?: number };
  readonly sessionAffinity?: {
    readonly affinityType?: '' | 'NONE' | 'CLIENT_IP' | 'GENERATED_COOKIE';
    readonly affinityCookieTtlSec?: number;
  };
  readonly securityPolicy?: { readonly name: string };
  readonly customRequestHeaders?: { readonly headers?: readonly string[] };
  readonly customResponseHeaders?: { readonly headers?: readonly string[] };
  readonly logging?: { readonly enable?: boolean; readonly sampleRate?: number };
  readonly iap?: {
    readonly enabled: boolean;
    readonly oauthclientCredentials?: {
      readonly secretName?: string;
      readonly clientID?: string;
      readonly clientSecret?: string;
    };
  };
  readonly healthCheck?: HealthCheckSettings;
  readonly cdn?: CdnSettings;
}

export interface BackendConfig extends Manifest<BackendConfigSpec | undefined> {
  readonly kind: 'BackendConfig';
}

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
