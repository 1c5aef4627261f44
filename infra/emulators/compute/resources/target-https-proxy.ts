// targetHttpsProxies: the step between a forwarding rule and a URL map where TLS ends.
import { invalid, notImplemented, required } from '../errors.ts';
import type { Stored } from '../store.ts';
import type { Body, ChangingVerb, Kind, Surroundings } from './kind.ts';
import { checkProxySchemes, checkRedirectsWithoutTls } from './load-balancer.ts';

interface ProxyBody {
  readonly urlMap?: string;
  readonly sslCertificates?: readonly string[];
  readonly certificateMap?: string;
  readonly sslPolicy?: string;
  readonly proxyBind?: boolean;
  readonly httpKeepAliveTimeoutSec?: number;
  readonly tlsEarlyData: string;
}

const MOST_CERTIFICATES = 15;
const CERTIFICATE_MAP =
  /^\/\/certificatemanager\.googleapis\.com\/projects\/[^/]+\/locations\/[^/]+\/certificateMaps\/[^/]+$/;
const CERTIFICATE_MAP_FORM =
  '//certificatemanager.googleapis.com/projects/{project}/locations/{location}/certificateMaps/{resourceName}';

function checkMap(proxyPath: string, urlMap: string, around: Surroundings): void {
  const map = around.store.get(urlMap);
  if (map === undefined) return;
  checkProxySchemes(proxyPath, map.body, around);
  checkRedirectsWithoutTls(map.body);
}

/** There is no Certificate Manager here: a well-formed map is refused by name, anything else as the real API does. */
function checkCertificateMap(field: string, map: string | undefined): void {
  if (map === undefined || map === '') return;
  if (CERTIFICATE_MAP.test(map)) throw notImplemented('targetHttpsProxies with a certificateMap');
  throw invalid(field, map, `'${map}' is not a valid reference. It should have the format ${CERTIFICATE_MAP_FORM}.`);
}

function checkCertificates(field: string, certificates: readonly string[]): void {
  if (certificates.length === 0) throw required(field);
  if (certificates.length > MOST_CERTIFICATES) {
    throw invalid(field, certificates, `At most ${MOST_CERTIFICATES} SSL certificates are allowed.`);
  }
  if (new Set(certificates).size < certificates.length) {
    throw invalid(field, certificates, 'A certificate may be given once only.');
  }
}

/** A body with `changes`, of which empty text and the default QUIC setting mean "not set". */
function changed(stored: Stored, changes: Body): Stored {
  return { ...stored, body: { ...withoutUnset({ ...stored.body, ...changes }), name: stored.body.name } };
}

function withoutUnset(body: Body): Body {
  const { quicOverride, sslPolicy, certificateMap, ...rest } = body;
  return {
    ...rest,
    ...(quicOverride === undefined || quicOverride === 'NONE' ? {} : { quicOverride }),
    ...(sslPolicy === undefined || sslPolicy === '' ? {} : { sslPolicy }),
    ...(certificateMap === undefined || certificateMap === '' ? {} : { certificateMap }),
  };
}

const setUrlMap: ChangingVerb = {
  changes: true,
  message: 'UrlMapReference',
  operationType: 'SetUrlMap',
  withoutScope: true,
  seconds: 1,
  references: { urlMap: ['urlMaps'] },
  plan(current, request, around) {
    const { urlMap } = request as Partial<ProxyBody>;
    if (urlMap === undefined || urlMap === '') throw required('urlMap');
    checkMap(current.path, urlMap, around);
    return (stored) => changed(stored, { urlMap });
  },
};

const setSslCertificates: ChangingVerb = {
  changes: true,
  message: 'TargetHttpsProxiesSetSslCertificatesRequest',
  operationType: 'SetSslCertificates',
  withoutScope: true,
  seconds: 1,
  references: { sslCertificates: ['sslCertificates'] },
  plan(_current, request) {
    const { sslCertificates = [] } = request as Partial<ProxyBody>;
    checkCertificates('sslCertificates', sslCertificates);
    return (stored) => changed(stored, { sslCertificates });
  },
};

const setSslPolicy: ChangingVerb = {
  changes: true,
  message: 'SslPolicyReference',
  operationType: 'SetSslPolicy',
  seconds: 1,
  references: { sslPolicy: ['sslPolicies'] },
  plan:
    (_current, { sslPolicy = '' }) =>
    (stored) =>
      changed(stored, { sslPolicy: sslPolicy ?? '' }),
};

const setQuicOverride: ChangingVerb = {
  changes: true,
  message: 'TargetHttpsProxiesSetQuicOverrideRequest',
  operationType: 'compute.targetHttpsProxies.setQuicOverride',
  seconds: 1,
  plan:
    (_current, { quicOverride = 'NONE' }) =>
    (stored) =>
      changed(stored, { quicOverride }),
};

const setCertificateMap: ChangingVerb = {
  changes: true,
  message: 'TargetHttpsProxiesSetCertificateMapRequest',
  operationType: 'SetCertificateMap',
  seconds: 1,
  plan(_current, request) {
    checkCertificateMap('certificateMap', request.certificateMap as string | undefined);
    return (stored) => changed(stored, { certificateMap: '' });
  },
};

export const targetHttpsProxies: Kind = {
  collection: 'targetHttpsProxies',
  singular: 'targetHttpsProxy',
  snake: 'target_https_proxy',
  message: 'TargetHttpsProxy',
  scope: 'global',
  quota: 'TARGET_HTTPS_PROXIES',
  methods: { patch: true, aggregatedList: 'regional' },
  references: { urlMap: ['urlMaps'], sslCertificates: ['sslCertificates'], sslPolicy: ['sslPolicies'] },
  links: [],
  outputOnly: ['region'],
  immutable: ['description', 'proxyBind'],
  fingerprint: true,
  labels: false,
  seconds: { insert: 1, change: 1, delete: 1.2 },
  defaults: ({ body }) => ({ tlsEarlyData: 'DISABLED', ...withoutUnset(body) }),
  validate({ path, body }, around) {
    const proxy = body as unknown as ProxyBody;
    const { urlMap, httpKeepAliveTimeoutSec: keepAlive } = proxy;
    if (urlMap === undefined || urlMap === '') throw required('resource.urlMap');
    checkCertificateMap('resource.certificateMap', proxy.certificateMap);
    checkCertificates('resource.sslCertificates', proxy.sslCertificates ?? []);
    for (const field of ['serverTlsPolicy', 'authorizationPolicy']) {
      if (body[field] !== undefined) throw notImplemented(`targetHttpsProxies with a ${field}`);
    }
    if (proxy.proxyBind === true) {
      throw invalid('resource.proxyBind', proxy.proxyBind, 'Only for INTERNAL_SELF_MANAGED.');
    }
    if (keepAlive !== undefined && (keepAlive < 5 || keepAlive > 1200)) {
      throw invalid('resource.httpKeepAliveTimeoutSec', String(keepAlive), 'Must be between 5 and 1200.');
    }
    checkMap(path, urlMap, around);
  },
  verbs: { setUrlMap, setSslCertificates, setSslPolicy, setQuicOverride, setCertificateMap },
};
