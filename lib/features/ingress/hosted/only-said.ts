// The body that Rangelight would write → what of it a BackendConfig says.
import type { JsonObject } from '../../../core/index.ts';
import type { DesiredResource } from '../../../model/index.ts';
import type { BackendConfigSpec } from '../manifests/index.ts';

/**
 * Section of a BackendConfig → members of a backend service that it decides. Custom response headers are cleared where
 * nobody says any.
 */
const SECTIONS: Readonly<Partial<Record<keyof BackendConfigSpec, readonly string[]>>> = {
  timeoutSec: ['timeoutSec'],
  connectionDraining: ['connectionDraining'],
  sessionAffinity: ['sessionAffinity', 'affinityCookieTtlSec'],
  securityPolicy: ['securityPolicy'],
  customRequestHeaders: ['customRequestHeaders'],
  logging: ['logConfig'],
  iap: ['iap'],
  cdn: ['enableCDN', 'cdnPolicy'],
};

const ALWAYS: ReadonlySet<string> = new Set(['name', 'protocol', 'healthChecks', 'backends', 'customResponseHeaders']);

const PACE = ['checkIntervalSec', 'timeoutSec', 'healthyThreshold', 'unhealthyThreshold'] as const;

export function onlySaid({ ref, body }: DesiredResource, spec: BackendConfigSpec): JsonObject {
  if (ref.kind === 'backendService') {
    const said = Object.keys(spec).flatMap((section) => SECTIONS[section as keyof BackendConfigSpec] ?? []);
    const kept = Object.entries(body).filter(([name]) => ALWAYS.has(name) || said.includes(name));
    return { customResponseHeaders: [], ...Object.fromEntries(kept) };
  }
  if (ref.kind !== 'healthCheck') return body;
  const { healthCheck = {} } = spec;
  const unsaid = new Set<string>(PACE.filter((name) => healthCheck[name] === undefined));
  const kept = Object.entries(body).flatMap(([name, value]): readonly (readonly [string, JsonObject[string]])[] => {
    if (unsaid.has(name)) return [];
    const isBlock = name.endsWith('HealthCheck');
    // The path and the port of a probe are its own where nobody says them.
    return isBlock ? [[name, blockOf(value as JsonObject, healthCheck)]] : [[name, value]];
  });
  return Object.fromEntries(kept);
}

function blockOf(block: JsonObject, said: NonNullable<BackendConfigSpec['healthCheck']>): JsonObject {
  const names = Object.entries(block).filter(([name]) =>
    name === 'requestPath' ? said.requestPath !== undefined : said.port !== undefined,
  );
  return Object.fromEntries(names);
}
