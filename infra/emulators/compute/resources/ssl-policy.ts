// sslPolicies: which TLS versions and ciphers a target HTTPS proxy accepts.
import { invalid, required } from '../errors.ts';
import type { Kind } from './kind.ts';

interface PolicyBody {
  readonly profile: string;
  readonly minTlsVersion: string;
  readonly customFeatures?: readonly string[];
}

const FORWARD_SECRET_GCM = [
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
];
const CHACHA = ['TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256', 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'];
const FORWARD_SECRET_CBC = [
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
];
const STATIC_RSA = [
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_CBC_SHA',
  'TLS_RSA_WITH_AES_256_GCM_SHA384',
];
const ALL_FEATURES = [...FORWARD_SECRET_GCM, ...CHACHA, ...FORWARD_SECRET_CBC, ...STATIC_RSA].sort();

/** Features of the profiles that Google keeps; CUSTOM has whatever it lists. */
const PROFILES: Readonly<Record<string, readonly string[]>> = {
  COMPATIBLE: ALL_FEATURES,
  MODERN: [...FORWARD_SECRET_GCM, ...CHACHA, ...FORWARD_SECRET_CBC].sort(),
  RESTRICTED: [...FORWARD_SECRET_GCM, ...CHACHA].sort(),
  FIPS_202205: FORWARD_SECRET_GCM,
};

function checkFeatures({ profile, customFeatures = [] }: PolicyBody): void {
  if (profile !== 'CUSTOM') {
    if (customFeatures.length === 0) return;
    throw invalid('resource.customFeatures', customFeatures, 'Only allowed with the profile CUSTOM.');
  }
  if (customFeatures.length === 0) throw required('resource.customFeatures');
  for (const [index, feature] of customFeatures.entries()) {
    if (ALL_FEATURES.includes(feature)) continue;
    throw invalid(`resource.customFeatures[${index}]`, feature, 'Unknown feature.');
  }
}

export const sslPolicies: Kind = {
  collection: 'sslPolicies',
  singular: 'sslPolicy',
  snake: 'ssl_policy',
  message: 'SslPolicy',
  scope: 'global',
  quota: 'SSL_POLICIES',
  methods: { patch: true, aggregatedList: 'regional' },
  listKinds: { list: 'compute#sslPoliciesList', aggregated: 'compute#sslPoliciesAggregatedList' },
  references: {},
  links: [],
  outputOnly: ['enabledFeatures', 'region', 'warnings'],
  immutable: ['description'],
  fingerprint: true,
  labels: false,
  seconds: { insert: 1, change: 1, delete: 1 },
  defaults({ body }) {
    const policy = { profile: 'COMPATIBLE', minTlsVersion: 'TLS_1_0', ...body } as PolicyBody;
    const enabledFeatures = PROFILES[policy.profile] ?? [...new Set(policy.customFeatures)].sort();
    return { ...policy, enabledFeatures };
  },
  validate({ body }) {
    const policy = body as unknown as PolicyBody;
    checkFeatures(policy);
    if (policy.minTlsVersion === 'TLS_1_3' && policy.profile !== 'RESTRICTED') {
      throw invalid('resource.minTlsVersion', policy.minTlsVersion, 'TLS_1_3 needs the profile RESTRICTED.');
    }
  },
  verbs: {},
  questions: { listAvailableFeatures: () => ({ features: ALL_FEATURES }) },
};
