// Reads of one of Google's JSON services, in time and with a token where there is one.
import { type JsonObject, RangelightError } from '../../core/index.ts';
import { signalWithin } from './deadline.ts';
import { ask } from './fetch.ts';
import { googleAnswer } from './google-answer.ts';

export interface GoogleGetOptions {
  /** Name in failures, and for people: `gkehub`, `GKE Hub`. */
  readonly system: string;
  readonly service: string;
  /** Before every path. */
  readonly base: string;
  /** Absent: no Authorization header. */
  readonly auth?: ((signal: AbortSignal) => Promise<string>) | undefined;
  /** Milliseconds for one request. */
  readonly callTimeoutMs: number;
}

/**
 * @returns what reads `base/PATH`. It fails as `googleAnswer` does, with `unavailable` where no answer came, and with
 * the
 * signal's reason when its caller gives up.
 */
export function googleGet({
  system,
  service,
  base,
  auth,
  callTimeoutMs,
}: GoogleGetOptions): (path: string, signal: AbortSignal) => Promise<JsonObject> {
  return async (path, signal) => {
    signal.throwIfAborted();
    const within = signalWithin(signal, callTimeoutMs);
    try {
      const token = await auth?.(within);
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const { status, text } = await ask(`${base}/${path}`, { headers, signal: within });
      return googleAnswer(system, service, status, text);
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof RangelightError) throw cause;
      throw new RangelightError('unavailable', system, `${service} gave no answer: ${String(cause)}`, { cause });
    }
  };
}
