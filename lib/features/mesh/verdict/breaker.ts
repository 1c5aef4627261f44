// Whether a circuit breaker can take a failing pod out. A proxy never ejects more than a share of the pods behind a
// name, and with few pods one is more than the share. Seen on istiod and Envoy 1.40.
import { type JsonObject, numberAt, textAt, valueAt } from '../../../core/index.ts';
import { istioDurationMs } from '../world/duration.ts';

export type Breaker =
  | { readonly type: 'none' }
  /** @property needed the least `maxEjectionPercent` with which one pod can go. */
  | { readonly type: 'no-effect'; readonly pods: number; readonly share: number; readonly needed: number }
  /**
   * @property errors in a row, by which a pod goes. @property share of the pods that may be gone. @property intervalMs
   * between looks. @property ejectionMs for which it is gone the first time; each further time that much longer.
   */
  | {
      readonly type: 'works';
      readonly errors: number;
      readonly share: number;
      readonly intervalMs: number;
      readonly ejectionMs: number;
    };

/** Source: Istio, `OutlierDetection`: the defaults. */
const DEFAULT_SHARE = 10;
const DEFAULT_ERRORS = 5;
const DEFAULT_INTERVAL_MS = 10_000;
const DEFAULT_EJECTION_MS = 30_000;

/** @param pods all that the proxy knows behind the name, and subset. */
export function breakerOf(policy: JsonObject, pods: number): Breaker {
  const detection = valueAt(policy, 'outlierDetection');
  const errors = numberAt(detection, 'consecutive5xxErrors') ?? DEFAULT_ERRORS;
  const gatewayErrors = numberAt(detection, 'consecutiveGatewayErrors') ?? 0;
  if (detection === undefined || (errors === 0 && gatewayErrors === 0)) return { type: 'none' };
  const share = numberAt(detection, 'maxEjectionPercent') ?? DEFAULT_SHARE;
  if (pods > 0 && 100 / pods > share) return { type: 'no-effect', pods, share, needed: Math.ceil(100 / pods) };
  return {
    type: 'works',
    errors: errors === 0 ? gatewayErrors : errors,
    share,
    intervalMs: istioDurationMs(textAt(detection, 'interval')) ?? DEFAULT_INTERVAL_MS,
    ejectionMs: istioDurationMs(textAt(detection, 'baseEjectionTime')) ?? DEFAULT_EJECTION_MS,
  };
}
