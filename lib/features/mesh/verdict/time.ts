// How long a call may take, and how often it is tried.
import { type JsonObject, numberAt, textAt, valueAt } from '../../../core/index.ts';
import { istioDurationMs } from '../world/duration.ts';

export interface CallTime {
  /** After which the caller gets an answer whatever happens, milliseconds; undefined: never. */
  readonly limitMs?: number;
  /** After which one try is given up, milliseconds; undefined: only by the limit. */
  readonly tryMs?: number;
  /** At most, the first one included. */
  readonly tries: number;
  readonly retryOn: readonly string[];
}

/** Source: Istio, `HTTPRetry`: the defaults. */
const DEFAULT_RETRY_ON = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'];
const DEFAULT_TRIES = 3;
/** What makes a try that ran out of its own time be tried again. Seen on Envoy; the default does not. */
const COVERS_SLOW_TRIES = ['5xx', 'gateway-error', 'reset'];
/** Between tries at most, milliseconds. Source: Istio, `backoff`, 25 ms by default, doubled per try. */
const BACK_OFF_MS = 25;

export const WITHOUT_RULE: CallTime = { tries: DEFAULT_TRIES, retryOn: DEFAULT_RETRY_ON };

/** What a caller makes of it by itself is its own. */
export const WITHOUT_SIDECAR: CallTime = { tries: 1, retryOn: [] };

/** @param route of a VirtualService. */
export function timeOf(route: JsonObject): CallTime {
  const timeoutMs = istioDurationMs(textAt(route, 'timeout'));
  const retries = valueAt(route, 'retries');
  const attempts = numberAt(retries, 'attempts');
  const tries = retries === undefined ? DEFAULT_TRIES : (attempts ?? DEFAULT_TRIES - 1) + 1;
  const said = textAt(retries, 'retryOn');
  const retryOn = said === undefined ? DEFAULT_RETRY_ON : said.split(',').map((one) => one.trim());
  const perTryMs = istioDurationMs(textAt(retries, 'perTryTimeout'));
  const limitMs = limitOf(timeoutMs === 0 ? undefined : timeoutMs, perTryMs, tries, retryOn);
  return {
    ...(limitMs === undefined ? {} : { limitMs }),
    ...(perTryMs === undefined ? {} : { tryMs: perTryMs }),
    tries,
    retryOn,
  };
}

/** A try that runs out of its time is tried again only where `retryOn` covers it. */
function limitOf(
  timeoutMs: number | undefined,
  perTryMs: number | undefined,
  tries: number,
  retryOn: readonly string[],
): number | undefined {
  if (perTryMs === undefined) return timeoutMs;
  const isTriedAgain = retryOn.some((one) => COVERS_SLOW_TRIES.includes(one));
  const ofTries = isTriedAgain ? tries * perTryMs + backOffMs(tries) : perTryMs;
  return timeoutMs === undefined ? ofTries : Math.min(timeoutMs, ofTries);
}

function backOffMs(tries: number): number {
  let sum = 0;
  for (let index = 1; index < tries; index += 1) sum += Math.min(BACK_OFF_MS * 2 ** index, BACK_OFF_MS * 10);
  return sum;
}
