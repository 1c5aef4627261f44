// A BackendConfig as its manifest says it.
import type { Manifest } from '../../../manifest/index.ts';

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
