// How much of a kind of resource a project may hold. May import: model.
import type { ComputeKind } from './ref.ts';

export interface Quota {
  readonly limit: number;
  readonly usage: number;
}

/** By metric: `URL_MAPS`. */
export type Quotas = ReadonlyMap<string, Quota>;

/** Source: Compute v1, Quota.metric. Forwarding rules of scheme EXTERNAL_MANAGED have a metric of their own. */
const METRICS: Readonly<Record<ComputeKind, string>> = {
  address: 'STATIC_ADDRESSES',
  firewall: 'FIREWALLS',
  healthCheck: 'HEALTH_CHECKS',
  networkEndpointGroup: 'NETWORK_ENDPOINT_GROUPS',
  backendService: 'BACKEND_SERVICES',
  urlMap: 'URL_MAPS',
  targetHttpProxy: 'TARGET_HTTP_PROXIES',
  targetHttpsProxy: 'TARGET_HTTPS_PROXIES',
  sslCertificate: 'SSL_CERTIFICATES',
  forwardingRule: 'GLOBAL_EXTERNAL_MANAGED_FORWARDING_RULES',
};

/** The metric that a kind counts under. */
export function quotaMetric(kind: ComputeKind): string {
  return METRICS[kind];
}
