// How many resources of a kind a project may hold.
import { quotaExceeded } from './errors.ts';
import type { Body, Kind } from './resources/kind.ts';

/** Limits by metric where the emulator's owner gives none; real ones differ from project to project. */
const DEFAULT_LIMITS: Readonly<Record<string, number>> = {
  STATIC_ADDRESSES: 100,
  FORWARDING_RULES: 100,
  GLOBAL_EXTERNAL_MANAGED_FORWARDING_RULES: 100,
  TARGET_HTTP_PROXIES: 100,
  TARGET_HTTPS_PROXIES: 100,
  SSL_CERTIFICATES: 100,
  SSL_POLICIES: 10,
  SECURITY_POLICIES: 10,
  URL_MAPS: 100,
  BACKEND_SERVICES: 500,
  HEALTH_CHECKS: 500,
  NETWORK_ENDPOINT_GROUPS: 1000,
  FIREWALLS: 500,
};

export interface Quota {
  readonly metric: string;
  readonly limit: number;
  readonly usage: number;
}

export interface Quotas {
  /** Throws quotaExceeded when one more would be too many. */
  check(metric: string): void;
  /** As the project shows them, sorted by metric. */
  all(): readonly Quota[];
}

/** The metric under which a resource of this kind counts. */
export function metricOf(kind: Kind, body: Body): string {
  return typeof kind.quota === 'string' ? kind.quota : kind.quota(body);
}

/** `usage` counts what exists or is being inserted under a metric. */
export function createQuotas(
  overrides: Readonly<Partial<Record<string, number>>>,
  usage: (metric: string) => number,
): Quotas {
  const limits = { ...DEFAULT_LIMITS, ...overrides };
  const limitOf = (metric: string): number => limits[metric] ?? Number.POSITIVE_INFINITY;
  return {
    check(metric) {
      if (usage(metric) >= limitOf(metric)) throw quotaExceeded(metric, limitOf(metric));
    },
    all: () =>
      Object.keys(limits)
        .sort()
        .map((metric) => ({ metric, limit: limitOf(metric), usage: usage(metric) })),
  };
}
