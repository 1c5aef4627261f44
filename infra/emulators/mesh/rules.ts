// The rules that a proxy follows for a host: how long a call may take, and when a pod is ejected. Those of the caller's
// cluster alone.
import type { MeshCopy, OutlierDetection } from './objects.ts';

export interface CallRules {
  /** Emulated milliseconds; undefined: no limit. */
  readonly timeoutMs?: number;
  readonly breaker?: {
    readonly errors: number;
    readonly intervalMs: number;
    readonly ejectionMs: number;
    /** Most of all pods that may be ejected, in percent. */
    readonly share: number;
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** @param key `namespace/name` of the Service. @param from namespace of the caller. */
export function rulesFor(copy: MeshCopy, key: string, from: string): CallRules {
  const [namespace = '', name = ''] = key.split('/');
  const host = `${name}.${namespace}.svc.cluster.local`;
  const isFor = (said: string | undefined, own: string | undefined): boolean =>
    said !== undefined && (said.includes('.') ? said : `${said}.${own}.svc.cluster.local`) === host;
  const [route] = copy.virtualServices
    .values()
    .filter(({ metadata, spec }) => spec?.hosts?.some((one) => isFor(one, metadata.namespace)) === true)
    .sort((a, b) => (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? ''));
  const timeout = durationMs(route?.spec?.http?.find(({ match }) => match === undefined)?.timeout);
  const found = copy.destinationRules.values().filter(({ metadata, spec }) => isFor(spec?.host, metadata.namespace));
  const [rule] = [from, namespace, 'istio-system'].flatMap((one) =>
    found.filter(({ metadata }) => metadata.namespace === one),
  );
  const detection = rule?.spec?.trafficPolicy?.outlierDetection;
  return {
    ...(timeout === undefined || timeout === 0 ? {} : { timeoutMs: timeout }),
    ...(detection === undefined ? {} : { breaker: breakerOf(detection) }),
  };
}

/** Source: Istio, `OutlierDetection`: the defaults. */
function breakerOf(detection: OutlierDetection): NonNullable<CallRules['breaker']> {
  return {
    errors: detection.consecutive5xxErrors ?? 5,
    intervalMs: durationMs(detection.interval) ?? 10_000,
    ejectionMs: durationMs(detection.baseEjectionTime) ?? 30_000,
    share: detection.maxEjectionPercent ?? 10,
  };
}

function durationMs(text: string | undefined): number | undefined {
  if (text === undefined || !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  return [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
}
