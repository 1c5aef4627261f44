// Cloud CDN on a backend service: the settings it gets, what they may not say, and the keys for signed URLs.
import { invalid, required } from '../errors.ts';
import type { Stored } from '../store.ts';
import type { Body, ChangingVerb } from './kind.ts';

interface CdnPolicy {
  readonly cacheMode?: string;
  readonly clientTtl?: number;
  readonly defaultTtl?: number;
  readonly maxTtl?: number;
  readonly serveWhileStale?: number;
  readonly negativeCaching?: boolean;
  readonly negativeCachingPolicy?: readonly { readonly code?: number; readonly ttl?: number }[];
  readonly bypassCacheOnRequestHeaders?: readonly unknown[];
  readonly signedUrlCacheMaxAgeSec?: string | number;
  readonly signedUrlKeyNames?: readonly string[];
  readonly cacheKeyPolicy?: {
    readonly includeQueryString?: boolean;
    readonly queryStringBlacklist?: readonly string[];
    readonly queryStringWhitelist?: readonly string[];
  };
}

const LONGEST_TTL = 31_622_400;
const LONGEST_STALE = 604_800;
const LONGEST_NEGATIVE_TTL = 1800;
const MOST_BYPASS_HEADERS = 5;
const MOST_KEYS = 3;
const NEGATIVE_CODES: ReadonlySet<number> = new Set([300, 301, 302, 307, 308, 404, 405, 410, 421, 451, 501]);
const KEY_NAME = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
/** 128 bits in URL-safe base64. */
const KEY_VALUE = /^[\w-]{22}==$/;

const DEFAULT_CACHE_KEY: Body = { includeHost: true, includeProtocol: true, includeQueryString: true };

/** The policy as stored: complete when CDN is on, and with the key names that only the key verbs change. */
export function storedCdnPolicy(enabled: boolean, given: unknown, before: unknown): Body {
  const keys = (before as CdnPolicy | undefined)?.signedUrlKeyNames;
  if (!enabled && given === undefined) return keys === undefined ? {} : { cdnPolicy: { signedUrlKeyNames: keys } };
  const { signedUrlKeyNames: _ignored, ...policy } = (given ?? {}) as CdnPolicy;
  const kept = keys === undefined ? {} : { signedUrlKeyNames: keys };
  return { cdnPolicy: { ...(enabled ? defaultsFor(policy) : {}), ...policy, ...kept } };
}

function defaultsFor({ cacheMode = 'CACHE_ALL_STATIC' }: CdnPolicy): Body {
  const ttls = cacheMode === 'USE_ORIGIN_HEADERS' ? {} : { clientTtl: 3600, defaultTtl: 3600 };
  return {
    cacheMode,
    ...ttls,
    ...(cacheMode === 'CACHE_ALL_STATIC' ? { maxTtl: 86_400 } : {}),
    cacheKeyPolicy: DEFAULT_CACHE_KEY,
    negativeCaching: false,
    requestCoalescing: true,
    serveWhileStale: 0,
    signedUrlCacheMaxAgeSec: '0',
  };
}

/** Throws an ApiError for the first rule that the policy breaks. */
export function checkCdnPolicy(given: unknown): void {
  const policy = (given ?? {}) as CdnPolicy;
  checkTtls(policy);
  checkNegativeCaching(policy);
  checkCacheKey(policy);
  if ((policy.bypassCacheOnRequestHeaders ?? []).length > MOST_BYPASS_HEADERS) {
    throw bad('bypassCacheOnRequestHeaders', '', `At most ${MOST_BYPASS_HEADERS} headers are allowed.`);
  }
  if (Number(policy.signedUrlCacheMaxAgeSec ?? 0) < 0) {
    throw bad('signedUrlCacheMaxAgeSec', policy.signedUrlCacheMaxAgeSec, 'Must not be negative.');
  }
}

function bad(field: string, value: unknown, detail: string): Error {
  return invalid(`resource.cdnPolicy.${field}`, typeof value === 'number' ? String(value) : value, detail);
}

function checkTtls(policy: CdnPolicy): void {
  const { cacheMode = 'CACHE_ALL_STATIC', defaultTtl, maxTtl, serveWhileStale = 0 } = policy;
  for (const field of ['clientTtl', 'defaultTtl', 'maxTtl'] as const) {
    const ttl = policy[field];
    if (ttl === undefined) continue;
    if (ttl < 0 || ttl > LONGEST_TTL) throw bad(field, ttl, `Must be between 0 and ${LONGEST_TTL}.`);
    const fits = field === 'maxTtl' ? cacheMode === 'CACHE_ALL_STATIC' : cacheMode !== 'USE_ORIGIN_HEADERS';
    if (!fits) throw bad(field, ttl, `Cannot be specified with ${cacheMode} cache mode.`);
  }
  if (defaultTtl !== undefined && maxTtl !== undefined && defaultTtl > maxTtl) {
    throw bad('defaultTtl', defaultTtl, 'Cannot be greater than maxTtl.');
  }
  if (serveWhileStale < 0 || serveWhileStale > LONGEST_STALE) {
    throw bad('serveWhileStale', serveWhileStale, `Must be between 0 and ${LONGEST_STALE}.`);
  }
}

function checkNegativeCaching({ negativeCaching = false, negativeCachingPolicy = [] }: CdnPolicy): void {
  if (negativeCachingPolicy.length > 0 && !negativeCaching) {
    throw bad('negativeCachingPolicy', negativeCachingPolicy, 'Can only be specified with negativeCaching.');
  }
  const seen = new Set<number>();
  for (const { code = 0, ttl = 0 } of negativeCachingPolicy) {
    if (!NEGATIVE_CODES.has(code)) throw bad('negativeCachingPolicy.code', code, 'The status code is not supported.');
    if (seen.has(code)) throw bad('negativeCachingPolicy.code', code, 'A status code may appear once only.');
    seen.add(code);
    if (ttl < 0 || ttl > LONGEST_NEGATIVE_TTL) {
      throw bad('negativeCachingPolicy.ttl', ttl, `Must be between 0 and ${LONGEST_NEGATIVE_TTL}.`);
    }
  }
}

function checkCacheKey({ cacheKeyPolicy = {} }: CdnPolicy): void {
  const { includeQueryString = false, queryStringBlacklist = [], queryStringWhitelist = [] } = cacheKeyPolicy;
  if (queryStringBlacklist.length > 0 && queryStringWhitelist.length > 0) {
    throw bad(
      'cacheKeyPolicy',
      cacheKeyPolicy,
      'Only one of queryStringBlacklist and queryStringWhitelist is allowed.',
    );
  }
  if (!includeQueryString && queryStringBlacklist.length + queryStringWhitelist.length > 0) {
    throw bad('cacheKeyPolicy', cacheKeyPolicy, 'Lists of query parameters need includeQueryString.');
  }
}

function keyNames(stored: Stored): readonly string[] {
  return (stored.body.cdnPolicy as CdnPolicy | undefined)?.signedUrlKeyNames ?? [];
}

function withKeyNames(stored: Stored, names: readonly string[]): Stored {
  const { signedUrlKeyNames: _replaced, ...rest } = (stored.body.cdnPolicy ?? {}) as CdnPolicy;
  const cdnPolicy = names.length === 0 ? rest : { ...rest, signedUrlKeyNames: names };
  return { ...stored, body: { ...stored.body, cdnPolicy } };
}

/** Only the name is kept: no answer shows the value, and nothing here checks signatures. */
export const addSignedUrlKey: ChangingVerb = {
  changes: true,
  message: 'SignedUrlKey',
  operationType: 'compute.backendServices.addSignedUrlKey',
  seconds: 10,
  plan(current, request) {
    const { keyName, keyValue } = request as { keyName?: string; keyValue?: string };
    if (!keyName) throw required('resource.keyName');
    if (!keyValue) throw required('resource.keyValue');
    if (!KEY_NAME.test(keyName))
      throw invalid('resource.keyName', keyName, `Must be a match of regex '${KEY_NAME.source}'`);
    if (!KEY_VALUE.test(keyValue)) throw invalid('resource.keyValue', '', 'Must be 128 bits in URL-safe base64.');
    const names = keyNames(current);
    if (names.includes(keyName)) throw invalid('resource.keyName', keyName, 'A key with this name already exists.');
    if (names.length >= MOST_KEYS) throw invalid('resource.keyName', keyName, `At most ${MOST_KEYS} keys are allowed.`);
    return (stored) => withKeyNames(stored, [...keyNames(stored), keyName]);
  },
};

export const deleteSignedUrlKey: ChangingVerb = {
  changes: true,
  operationType: 'compute.backendServices.deleteSignedUrlKey',
  seconds: 10,
  plan(current, _request, _around, parameters) {
    const keyName = parameters.get('keyName') ?? '';
    if (keyName === '') throw required('keyName');
    if (!keyNames(current).includes(keyName)) throw invalid('keyName', keyName, 'There is no key with this name.');
    return (stored) =>
      withKeyNames(
        stored,
        keyNames(stored).filter((name) => name !== keyName),
      );
  },
};
