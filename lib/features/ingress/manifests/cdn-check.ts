// What the schema cannot say about the `cdn` section of a BackendConfig. Source: compute v1 backendServices.cdnPolicy.
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { BackendConfig, CdnSettings } from './backend-config-spec.ts';

/** What members of the section are when CDN is on and they are left out: the values of Google's Ingress controller. */
export const CDN_DEFAULTS = {
  cacheMode: 'CACHE_ALL_STATIC',
  clientTtl: 3600,
  defaultTtl: 3600,
  maxTtl: 86_400,
  negativeCaching: true,
  requestCoalescing: true,
  serveWhileStale: 86_400,
  signedUrlCacheMaxAgeSec: 0,
} as const;

const SECTION = ['spec', 'cdn'] as const;

/** Which of the three lifetimes each cache mode reads. */
export const TTLS_OF: Readonly<
  Record<NonNullable<CdnSettings['cacheMode']>, readonly ('clientTtl' | 'defaultTtl' | 'maxTtl')[]>
> = {
  CACHE_ALL_STATIC: ['clientTtl', 'defaultTtl', 'maxTtl'],
  FORCE_CACHE_ALL: ['clientTtl', 'defaultTtl'],
  USE_ORIGIN_HEADERS: [],
};

export function checkCdn(config: BackendConfig, cdn: CdnSettings | undefined): readonly Diagnostic[] {
  if (cdn === undefined) return [];
  return [...checkKeys(config, cdn), ...checkLifetimes(config, cdn), ...checkCaching(config, cdn)];
}

/** Cloud CDN, "Use signed URLs"; the reference of the API has lower-case letters, digits and hyphens only. */
const KEY_NAME = /^[\w-]{1,63}$/;

function checkKeys(config: BackendConfig, { signedUrlKeys = [] }: CdnSettings): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const names = new Set<string>();
  for (const [index, key] of signedUrlKeys.entries()) {
    const place = [...SECTION, 'signedUrlKeys', index] as const;
    const { keyName } = key;
    const say = (problem: string): void =>
      void found.push(diagnostic('invalid-config', problem, config.at([...place, 'keyName'])));
    if (!KEY_NAME.test(keyName))
      say(`${JSON.stringify(keyName)} is no name of a key: at most 63 letters, digits, hyphens and underscores`);
    else if (names.has(keyName)) say(`the key ${keyName} is given twice`);
    names.add(keyName);
    if (key.keyValue !== undefined) {
      const source = config.keyAt([...place, 'keyValue']);
      found.push(diagnostic('secret-in-git', 'keyValue has no place in Git', source, IN_A_SECRET));
    } else if (key.secretName === undefined) say(`the key ${keyName} names no Secret`);
  }
  return found;
}

const IN_A_SECRET = 'Make a new key, put it into a Secret under key_value, and name that with secretName.';

function checkLifetimes(config: BackendConfig, cdn: CdnSettings): readonly Diagnostic[] {
  const { cacheMode, ...ttls } = { ...CDN_DEFAULTS, ...cdn };
  const read = TTLS_OF[cacheMode];
  const found: Diagnostic[] = [];
  for (const key of ['clientTtl', 'defaultTtl', 'maxTtl'] as const) {
    if (cdn[key] === undefined || read.includes(key)) continue;
    const message = `${key} does not count with cacheMode ${cacheMode}`;
    found.push(diagnostic('setting-without-effect', message, config.keyAt([...SECTION, key])));
  }
  if (!cdn.enabled || !read.includes('maxTtl')) return found;
  for (const key of ['clientTtl', 'defaultTtl'] as const) {
    if (ttls[key] <= ttls.maxTtl) continue;
    const place = config.at([...SECTION, cdn[key] === undefined ? 'maxTtl' : key]);
    found.push(diagnostic('invalid-config', `${key} (${ttls[key]}) is longer than maxTtl (${ttls.maxTtl})`, place));
  }
  return found;
}

function checkCaching(config: BackendConfig, cdn: CdnSettings): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const codes = new Set<number>();
  for (const [index, { code }] of (cdn.negativeCachingPolicy ?? []).entries()) {
    const place = config.at([...SECTION, 'negativeCachingPolicy', index, 'code']);
    if (codes.has(code)) found.push(diagnostic('invalid-config', `the code ${code} is given twice`, place));
    codes.add(code);
  }
  if (cdn.negativeCaching === false && codes.size > 0) {
    const place = config.keyAt([...SECTION, 'negativeCachingPolicy']);
    const message = 'negativeCachingPolicy does not count with negativeCaching off';
    found.push(diagnostic('setting-without-effect', message, place));
  }
  const { includeQueryString, queryStringBlacklist = [], queryStringWhitelist = [] } = cdn.cachePolicy ?? {};
  const policy = [...SECTION, 'cachePolicy'] as const;
  if (queryStringBlacklist.length > 0 && queryStringWhitelist.length > 0) {
    const message = 'queryStringBlacklist and queryStringWhitelist exclude each other';
    found.push(diagnostic('invalid-config', message, config.keyAt([...policy, 'queryStringWhitelist'])));
  }
  for (const key of ['queryStringBlacklist', 'queryStringWhitelist'] as const) {
    if (includeQueryString === true || cdn.cachePolicy?.[key] === undefined) continue;
    const message = `${key} does not count without includeQueryString`;
    found.push(diagnostic('setting-without-effect', message, config.keyAt([...policy, key])));
  }
  return found;
}
