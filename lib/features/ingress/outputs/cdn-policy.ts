// The `cdn` section of a BackendConfig → enableCDN and cdnPolicy. With CDN off, the policy is not ours.
import type { JsonObject } from '../../../core/index.ts';
import { CDN_DEFAULTS, type CdnSettings, TTLS_OF } from '../manifests/index.ts';

export function cdnMembers(cdn: CdnSettings | undefined): JsonObject {
  if (cdn === undefined) return {};
  return cdn.enabled ? { enableCDN: true, cdnPolicy: cdnPolicy(cdn) } : { enableCDN: false };
}

function cdnPolicy(cdn: CdnSettings): JsonObject {
  const full = { ...CDN_DEFAULTS, ...cdn };
  const { cacheMode, negativeCaching, negativeCachingPolicy = [], bypassCacheOnRequestHeaders: bypass = [] } = full;
  return {
    cacheMode,
    ...Object.fromEntries(TTLS_OF[cacheMode].map((ttl) => [ttl, full[ttl]])),
    negativeCaching,
    ...(negativeCaching && negativeCachingPolicy.length > 0
      ? { negativeCachingPolicy: negativeCachingPolicy.map(({ code, ttl = 0 }) => ({ code, ttl })) }
      : {}),
    requestCoalescing: full.requestCoalescing,
    serveWhileStale: full.serveWhileStale,
    ...(bypass.length > 0 ? { bypassCacheOnRequestHeaders: bypass.map(({ headerName }) => ({ headerName })) } : {}),
    cacheKeyPolicy: cacheKey(cdn.cachePolicy),
    // A 64-bit integer: text in JSON.
    signedUrlCacheMaxAgeSec: String(full.signedUrlCacheMaxAgeSec),
  };
}

/** Without the section everything counts; in it, what is left out does not. */
function cacheKey(policy: CdnSettings['cachePolicy']): JsonObject {
  if (policy === undefined) return { includeHost: true, includeProtocol: true, includeQueryString: true };
  const { includeHost = false, includeProtocol = false, includeQueryString = false } = policy;
  const lists = includeQueryString
    ? (['queryStringBlacklist', 'queryStringWhitelist'] as const).flatMap((key) =>
        policy[key]?.length ? [[key, policy[key]] as const] : [],
      )
    : [];
  return { includeHost, includeProtocol, includeQueryString, ...Object.fromEntries(lists) };
}
