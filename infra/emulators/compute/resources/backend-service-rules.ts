// What a backend service may not say. Each check throws the refusal of the real API where its wording is known.
import { invalid, notImplemented } from '../errors.ts';
import { collectionOf } from '../references.ts';
import { checkCdnPolicy } from './backend-service-cdn.ts';
import type { Body } from './kind.ts';

interface Backend {
  readonly group?: string;
  readonly balancingMode: string;
  readonly capacityScaler: number;
  readonly maxRate?: number;
  readonly maxRatePerEndpoint?: number;
  readonly maxRatePerInstance?: number;
  readonly maxUtilization?: number;
  readonly maxConnections?: number;
  readonly maxConnectionsPerEndpoint?: number;
}

interface Service {
  readonly protocol: string;
  readonly loadBalancingScheme: string;
  readonly sessionAffinity: string;
  readonly affinityCookieTtlSec: number;
  readonly timeoutSec: number;
  readonly backends?: readonly Backend[];
  readonly healthChecks?: readonly string[];
  readonly customRequestHeaders?: readonly string[];
  readonly customResponseHeaders?: readonly string[];
}

const HTTP_PROTOCOLS: ReadonlySet<string> = new Set(['HTTP', 'HTTPS', 'HTTP2', 'H2C', 'GRPC']);
const SCHEMES: ReadonlySet<string> = new Set(['EXTERNAL', 'EXTERNAL_MANAGED']);
const COOKIE_AFFINITIES: ReadonlySet<string> = new Set(['GENERATED_COOKIE', 'HTTP_COOKIE']);
const MOST_BACKENDS = 50;
const MOST_HEADERS = 16;
const LONGEST_HEADER = 8192;
const LONGEST_COOKIE_TTL = 1_209_600;
const LONGEST_TIMEOUT = 2_147_483_647;

/** Features of Envoy-based load balancers, with how the classic one words its refusal. */
const MANAGED_ONLY: readonly { readonly field: string; readonly label: string }[] = [
  { field: 'outlierDetection', label: 'Outlier detection' },
  { field: 'circuitBreakers', label: 'Circuit breakers' },
  { field: 'localityLbPolicy', label: 'Locality load balancing policy' },
  { field: 'localityLbPolicies', label: 'Locality load balancing policy' },
  { field: 'consistentHash', label: 'Consistent hash' },
];

/** Throws an ApiError for the first rule that `body`, with its defaults filled in, breaks. */
export function checkBackendService(body: Body): void {
  const service = body as unknown as Service;
  checkFeatures(body, service);
  checkNumbers(service);
  checkAffinity(body, service);
  checkCaching(body);
  checkHeaders('customRequestHeaders', service.customRequestHeaders ?? []);
  checkHeaders('customResponseHeaders', service.customResponseHeaders ?? []);
  checkBackends(service);
  checkHealthChecks(service);
}

function checkFeatures(body: Body, { loadBalancingScheme: scheme, protocol }: Service): void {
  if (!SCHEMES.has(scheme)) throw notImplemented(`backendServices with loadBalancingScheme ${scheme}`);
  if (!HTTP_PROTOCOLS.has(protocol)) throw notImplemented(`backendServices with protocol ${protocol}`);
  if (body.maxStreamDuration !== undefined) {
    throw invalid('resource.maxStreamDuration', body.maxStreamDuration, 'Only supported with INTERNAL_SELF_MANAGED.');
  }
  if (scheme === 'EXTERNAL_MANAGED') return;
  for (const { field, label } of MANAGED_ONLY) {
    if (body[field] !== undefined) throw invalid(`resource.${field}`, body[field], `${label} is not supported.`);
  }
}

/** Affinities that global external load balancers know; the Envoy-based one knows more than the classic one. */
const AFFINITIES: Readonly<Record<string, readonly string[]>> = {
  EXTERNAL: ['NONE', 'CLIENT_IP', 'GENERATED_COOKIE'],
  EXTERNAL_MANAGED: ['NONE', 'CLIENT_IP', 'GENERATED_COOKIE', 'HEADER_FIELD', 'HTTP_COOKIE', 'STRONG_COOKIE_AFFINITY'],
};
const HASHED_AFFINITIES: ReadonlySet<string> = new Set(['HEADER_FIELD', 'HTTP_COOKIE']);
const HASHING_POLICIES: readonly unknown[] = ['RING_HASH', 'MAGLEV'];

function checkAffinity(body: Body, { sessionAffinity: affinity, loadBalancingScheme: scheme }: Service): void {
  if (!(AFFINITIES[scheme] ?? []).includes(affinity)) {
    throw invalid('resource.sessionAffinity', affinity, `Not supported with load balancing scheme ${scheme}.`);
  }
  if (HASHED_AFFINITIES.has(affinity) && !HASHING_POLICIES.includes(body.localityLbPolicy)) {
    throw invalid('resource.sessionAffinity', affinity, 'Needs the locality policy RING_HASH or MAGLEV.');
  }
  if ((affinity === 'STRONG_COOKIE_AFFINITY') !== (body.strongSessionAffinityCookie !== undefined)) {
    const detail = 'Goes with session affinity STRONG_COOKIE_AFFINITY only.';
    throw invalid('resource.strongSessionAffinityCookie', body.strongSessionAffinityCookie ?? '', detail);
  }
}

function checkCaching(body: Body): void {
  checkCdnPolicy(body.cdnPolicy);
  const { enabled } = (body.iap ?? {}) as { readonly enabled?: boolean };
  if (enabled === true && body.enableCDN === true) {
    throw invalid('resource.enableCDN', 'true', 'Cloud CDN cannot be enabled together with Identity-Aware Proxy.');
  }
}

function checkNumbers({ timeoutSec, affinityCookieTtlSec, sessionAffinity }: Service): void {
  if (timeoutSec < 1 || timeoutSec > LONGEST_TIMEOUT) {
    throw invalid('resource.timeoutSec', String(timeoutSec), `Must be between 1 and ${LONGEST_TIMEOUT}.`);
  }
  if (affinityCookieTtlSec < 0 || affinityCookieTtlSec > LONGEST_COOKIE_TTL) {
    const detail = `Must be between 0 and ${LONGEST_COOKIE_TTL}.`;
    throw invalid('resource.affinityCookieTtlSec', String(affinityCookieTtlSec), detail);
  }
  if (affinityCookieTtlSec > 0 && !COOKIE_AFFINITIES.has(sessionAffinity)) {
    const detail = `Not supported with session affinity ${sessionAffinity}.`;
    throw invalid('resource.affinityCookieTtlSec', String(affinityCookieTtlSec), detail);
  }
}

function checkHeaders(field: string, headers: readonly string[]): void {
  if (headers.length > MOST_HEADERS) {
    throw invalid(`resource.${field}`, headers, `At most ${MOST_HEADERS} headers are allowed.`);
  }
  for (const [index, header] of headers.entries()) {
    const at = `resource.${field}[${index}]`;
    if (header.length > LONGEST_HEADER) throw invalid(at, header, `At most ${LONGEST_HEADER} bytes are allowed.`);
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+:/.test(header)) throw invalid(at, header, 'Must be of the form Name:value.');
  }
}

function checkBackends({ backends = [], protocol }: Service): void {
  if (backends.length > MOST_BACKENDS) {
    throw invalid('resource.backends', backends, `At most ${MOST_BACKENDS} backends are allowed.`);
  }
  const groups = new Set<string>();
  for (const [index, backend] of backends.entries()) {
    const at = `resource.backends[${index}]`;
    const { group = '' } = backend;
    if (group === '') throw invalid(`${at}.group`, '', 'A backend must name a group.');
    if (collectionOf(group) !== 'networkEndpointGroups') throw notImplemented('backendServices with instance groups');
    if (groups.has(group)) throw invalid(`${at}.group`, group, 'Two backends cannot have the same group.');
    groups.add(group);
    checkCapacityScaler(at, backend.capacityScaler, backends.length === 1);
    checkBalancing(at, backend, protocol);
  }
}

function checkCapacityScaler(at: string, scaler: number, only: boolean): void {
  if (scaler !== 0 && !(scaler >= 0.1 && scaler <= 1)) {
    throw invalid(`${at}.capacityScaler`, String(scaler), 'Must be 0 or between 0.1 and 1.0.');
  }
  if (scaler === 0 && only) {
    throw invalid(`${at}.capacityScaler`, '0', 'The only backend of a service cannot have capacity 0.');
  }
}

/** Network endpoint groups behind an HTTP service balance by rate, and only by rate. */
function checkBalancing(at: string, backend: Backend, protocol: string): void {
  const { balancingMode, maxRate, maxRatePerEndpoint, maxUtilization } = backend;
  if (balancingMode === 'UTILIZATION') {
    const detail = 'UTILIZATION balancing mode is not supported for network endpoint groups.';
    throw invalid(`${at}.balancingMode`, balancingMode, detail);
  }
  if (balancingMode === 'CONNECTION') {
    throw invalid(at, backend, `CONNECTION balancing mode is not supported for protocol ${protocol}.`);
  }
  if (balancingMode !== 'RATE') throw notImplemented(`backendServices with balancingMode ${balancingMode}`);
  if (maxUtilization !== undefined) {
    const detail = 'Max utilization is not supported for network endpoint groups.';
    throw invalid(`${at}.maxUtilization`, String(maxUtilization), detail);
  }
  if (backend.maxConnections !== undefined || backend.maxConnectionsPerEndpoint !== undefined) {
    throw invalid(at, backend, 'Connection limits are not supported with RATE balancing mode.');
  }
  if (backend.maxRatePerInstance !== undefined) {
    const detail = 'Not supported for network endpoint groups.';
    throw invalid(`${at}.maxRatePerInstance`, String(backend.maxRatePerInstance), detail);
  }
  if (maxRate === undefined && maxRatePerEndpoint === undefined) {
    throw invalid(at, backend, 'Either maxRate or maxRatePerEndpoint should be set with RATE mode.');
  }
  if ((maxRate ?? 0) <= 0 && (maxRatePerEndpoint ?? 0) <= 0) {
    throw invalid(at, backend, 'None of the backends have a valid capacity.');
  }
}

function checkHealthChecks({ healthChecks = [], backends = [] }: Service): void {
  if (healthChecks.length > 1) {
    throw invalid('resource.healthChecks', healthChecks, 'At most one health check is allowed.');
  }
  if (backends.length > 0 && healthChecks.length === 0) {
    throw invalid('resource.healthChecks', '', 'A health check is needed for zonal network endpoint groups.');
  }
}
