// MultiClusterService and port → health check and backend service. What a BackendConfig does not say is left as it
// stands. Sources: GKE, "Multi Cluster Ingress"; kubernetes/ingress-gce pkg/backends/features and
// pkg/translator/healthchecks.go.
import type { Body } from './compute-client.ts';
import type { Config, MultiService, ServicePort } from './objects.ts';

export interface Unverified {
  readonly loadBalancingScheme: 'EXTERNAL' | 'EXTERNAL_MANAGED';
  readonly maxRatePerEndpoint: number;
}

const BLOCKS = { HTTP: 'httpHealthCheck', HTTPS: 'httpsHealthCheck', HTTP2: 'http2HealthCheck' } as const;
type Protocol = keyof typeof BLOCKS;

type Section = Readonly<Record<string, unknown>>;

export function protocolOf(service: MultiService, port: ServicePort): Protocol {
  const text = service.metadata.annotations?.['networking.gke.io/app-protocols'];
  const byName = text === undefined ? {} : (JSON.parse(text) as Readonly<Record<string, Protocol>>);
  return byName[port.name ?? ''] ?? 'HTTP';
}

/** The BackendConfig of a port: by its name, by its number, by default. */
export function configFor(service: MultiService, port: ServicePort, configs: readonly Config[]): Section {
  const { annotations = {}, namespace } = service.metadata;
  const text = annotations['cloud.google.com/backend-config'] ?? annotations['beta.cloud.google.com/backend-config'];
  if (text === undefined) return {};
  const { ports = {}, default: other } = JSON.parse(text) as {
    readonly ports?: Readonly<Record<string, string>>;
    readonly default?: string;
  };
  const name = ports[port.name ?? ''] ?? ports[String(port.port)] ?? other;
  return configs.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name)?.spec ?? {};
}

export function healthCheckBody(name: string, protocol: Protocol, config: Section): Body & { readonly name: string } {
  const { type = protocol, port, requestPath = '/', ...pace } = section(config, 'healthCheck');
  const where =
    port === undefined ? { portSpecification: 'USE_SERVING_PORT' } : { portSpecification: 'USE_FIXED_PORT', port };
  return {
    name,
    type,
    checkIntervalSec: 15,
    timeoutSec: 15,
    healthyThreshold: 1,
    unhealthyThreshold: 2,
    ...pace,
    [BLOCKS[type as Protocol]]: { ...where, requestPath },
  };
}

export function backendServiceBody(
  name: string,
  protocol: Protocol,
  config: Section,
  groups: readonly string[],
  healthCheck: string,
  { loadBalancingScheme, maxRatePerEndpoint }: Unverified,
): Body & { readonly name: string } {
  return {
    name,
    loadBalancingScheme,
    protocol,
    healthChecks: [healthCheck],
    backends: groups.map((group) => ({ group, balancingMode: 'RATE', maxRatePerEndpoint, capacityScaler: 1 })),
    logConfig: { enable: true, sampleRate: 1 },
    ...said(config),
  };
}

function said(config: Section): Body {
  const { timeoutSec, connectionDraining, sessionAffinity, customRequestHeaders, customResponseHeaders } = config;
  const { logging, cdn, iap } = config;
  const { affinityType, affinityCookieTtlSec } = section(config, 'sessionAffinity');
  const { enable = false, sampleRate = 1 } = section(config, 'logging');
  const { enabled: cached = false, ...policy } = section(config, 'cdn');
  return {
    ...(timeoutSec === undefined ? {} : { timeoutSec }),
    ...(connectionDraining === undefined ? {} : { connectionDraining }),
    ...(sessionAffinity === undefined ? {} : { sessionAffinity: affinityType, affinityCookieTtlSec }),
    ...(logging === undefined ? {} : { logConfig: { enable, sampleRate: enable === true ? sampleRate : 0 } }),
    ...(customRequestHeaders === undefined
      ? {}
      : { customRequestHeaders: section(config, 'customRequestHeaders')['headers'] }),
    ...(customResponseHeaders === undefined
      ? {}
      : { customResponseHeaders: section(config, 'customResponseHeaders')['headers'] }),
    ...(cdn === undefined ? {} : { enableCDN: cached, ...(cached === true ? { cdnPolicy: cdnPolicy(policy) } : {}) }),
    ...(iap === undefined ? {} : { iap: { enabled: section(config, 'iap')['enabled'] === true } }),
  };
}

/** Source: kubernetes/ingress-gce pkg/backends/features/cdn.go. */
function cdnPolicy({ cachePolicy, ...more }: Section): Section {
  return {
    cacheMode: 'CACHE_ALL_STATIC',
    clientTtl: 3600,
    defaultTtl: 3600,
    ...(more['cacheMode'] === undefined || more['cacheMode'] === 'CACHE_ALL_STATIC' ? { maxTtl: 86400 } : {}),
    negativeCaching: true,
    requestCoalescing: true,
    serveWhileStale: 86400,
    ...more,
    cacheKeyPolicy: cachePolicy ?? { includeHost: true, includeProtocol: true, includeQueryString: true },
  };
}

function section(config: Section, name: string): Section {
  return (config[name] as Section | undefined) ?? {};
}
