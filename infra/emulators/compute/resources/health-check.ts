// healthChecks: how backends are probed. The kind that has no fingerprint, and whose type can change in place.
import { invalid, required } from '../errors.ts';
import type { Body, Kind } from './kind.ts';

/** Where a type keeps its settings, and what the server fills in there. */
const TYPES: Readonly<Record<string, { readonly block: string; readonly defaults: Body }>> = {
  HTTP: { block: 'httpHealthCheck', defaults: { port: 80, requestPath: '/', proxyHeader: 'NONE' } },
  HTTPS: { block: 'httpsHealthCheck', defaults: { port: 443, requestPath: '/', proxyHeader: 'NONE' } },
  HTTP2: { block: 'http2HealthCheck', defaults: { port: 443, requestPath: '/', proxyHeader: 'NONE' } },
  TCP: { block: 'tcpHealthCheck', defaults: { port: 80, proxyHeader: 'NONE' } },
  SSL: { block: 'sslHealthCheck', defaults: { port: 443, proxyHeader: 'NONE' } },
  GRPC: { block: 'grpcHealthCheck', defaults: {} },
  GRPC_WITH_TLS: { block: 'grpcTlsHealthCheck', defaults: {} },
};

interface HealthCheckBody {
  readonly type?: string;
  readonly checkIntervalSec: number;
  readonly timeoutSec: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

interface Probe {
  readonly port?: number;
  readonly portSpecification?: string;
  readonly requestPath?: string;
}

function withDefaults(probe: Body, defaults: Body): Body {
  const { port, ...rest } = defaults;
  const fixed = probe.portSpecification === undefined || probe.portSpecification === 'USE_FIXED_PORT';
  return { ...(fixed && port !== undefined ? { port } : {}), ...rest, ...probe };
}

function checkRange(field: string, value: number, low: number, high: number): void {
  if (value < low || value > high) {
    throw invalid(`resource.${field}`, String(value), `Must be between ${low} and ${high}.`);
  }
}

function checkProbe(block: string, probe: Probe): void {
  const { port, portSpecification, requestPath } = probe;
  if (portSpecification === 'USE_SERVING_PORT' && port !== undefined) {
    throw invalid(`resource.${block}.port`, String(port), 'Port cannot be set with USE_SERVING_PORT.');
  }
  if (port !== undefined) checkRange(`${block}.port`, port, 1, 65535);
  if (requestPath !== undefined && !requestPath.startsWith('/')) {
    throw invalid(`resource.${block}.requestPath`, requestPath, 'The path must start with /.');
  }
}

export const healthChecks: Kind = {
  collection: 'healthChecks',
  singular: 'healthCheck',
  snake: 'health_check',
  message: 'HealthCheck',
  scope: 'global',
  quota: 'HEALTH_CHECKS',
  methods: { patch: true, update: true, aggregatedList: 'regional' },
  listKinds: { list: 'compute#healthCheckList', aggregated: 'compute#healthChecksAggregatedList' },
  references: {},
  links: [],
  outputOnly: ['region'],
  immutable: [],
  fingerprint: false,
  labels: false,
  seconds: { insert: 1, change: 1, delete: 3 },
  defaults({ body }) {
    const { block, defaults } = TYPES[String(body.type)] ?? {};
    const probe = block === undefined ? undefined : (body[block] as Body | undefined);
    return {
      checkIntervalSec: 5,
      timeoutSec: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      ...body,
      ...(block === undefined || probe === undefined ? {} : { [block]: withDefaults(probe, defaults ?? {}) }),
    };
  },
  validate({ body }) {
    const check = body as unknown as HealthCheckBody;
    const own = check.type === undefined ? undefined : TYPES[check.type]?.block;
    if (check.type === undefined) throw required('resource.type');
    if (own === undefined) throw invalid('resource.type', check.type, 'Unsupported type.');
    if (body[own] === undefined) throw required(`resource.${own}`);
    for (const { block } of Object.values(TYPES)) {
      if (block !== own && body[block] !== undefined) {
        throw invalid(`resource.${block}`, body[block], `Does not match the health check type ${check.type}.`);
      }
    }
    checkRange('checkIntervalSec', check.checkIntervalSec, 1, 300);
    checkRange('timeoutSec', check.timeoutSec, 1, 300);
    checkRange('healthyThreshold', check.healthyThreshold, 1, 10);
    checkRange('unhealthyThreshold', check.unhealthyThreshold, 1, 10);
    if (check.timeoutSec > check.checkIntervalSec) {
      const detail = 'Must be less than or equal to checkIntervalSec.';
      throw invalid('resource.timeoutSec', String(check.timeoutSec), detail);
    }
    checkProbe(own, body[own] as Probe);
  },
  verbs: {},
};
