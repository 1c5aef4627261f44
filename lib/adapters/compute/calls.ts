// One call of a client: its raw answers, or a RangelightError.
import { type Json, type JsonObject, objectAt, RangelightError } from '../../core/index.ts';
import type { Clock } from '../../ports/index.ts';
import { retryAtOf } from '../calls/index.ts';
import { type CallOptions, type Clients, method, pages } from './clients.ts';
import type { Exchange, Wire } from './exchange.ts';
import { failureOfAnswer, noAnswer, unexpected } from './failures.ts';

export interface CallSettings {
  readonly signal: AbortSignal;
  /** Milliseconds; default: the adapter's. */
  readonly timeoutMs?: number;
  /** Sees the outgoing body; throws to hold it back. */
  readonly inspect?: (sent: JsonObject) => void;
}

export interface Calls {
  /** The body of the answer, as sent by the server. */
  one(client: string, name: string, request: JsonObject, settings: CallSettings): Promise<JsonObject>;
  /** The bodies of all pages. */
  all(client: string, name: string, request: JsonObject, settings: CallSettings): Promise<readonly JsonObject[]>;
}

export interface CallsOptions {
  /** Milliseconds for one request, without retries. */
  readonly callTimeoutMs: number;
  readonly clock: Clock;
  /**
   * Told when Compute says that a per-minute quota is used up, and until when if it says so (milliseconds since the
   * epoch).
   */
  readonly onRateLimited: (until: number | undefined) => void;
}

export function createCalls(
  clients: Clients,
  wire: Wire,
  { callTimeoutMs, clock, onRateLimited }: CallsOptions,
): Calls {
  async function run(settings: CallSettings, call: (options: CallOptions) => Promise<void>) {
    const { signal, inspect, timeoutMs } = settings;
    signal.throwIfAborted();
    const exchange: Exchange = {
      signal,
      answers: [],
      ...(inspect === undefined ? {} : { inspect: (sent) => inspect(parseBody(sent)) }),
    };
    try {
      await wire.record(exchange, () =>
        call({ timeout: timeoutMs ?? callTimeoutMs, retry: null, autoPaginate: false }),
      );
    } catch (cause) {
      signal.throwIfAborted();
      const failure = failureOf(exchange, cause, clock.now());
      if (failure.code === 'rate-limited' && exchange.failure === undefined) onRateLimited(failure.retryAt);
      throw failure;
    }
    return exchange.answers.map(({ text }) => parseBody(text));
  }
  return {
    async one(client, name, request, settings) {
      const bodies = await run(settings, async (options) => {
        await method(clients.get(client), name)(request, options);
      });
      const body = bodies.at(-1);
      if (body === undefined) throw unexpected(`${client}.${name} answered without a request`);
      return body;
    },
    all: (client, name, request, settings) =>
      run(settings, async (options) => {
        // Items are taken from the raw pages; reading on is what makes the client ask for the next one.
        for await (const item of pages(clients.get(client), name)(request, options)) void item;
      }),
  };
}

function failureOf(exchange: Exchange, cause: unknown, now: number): RangelightError {
  if (exchange.failure instanceof RangelightError) return exchange.failure;
  const last = exchange.answers.at(-1);
  if (last !== undefined && last.status >= 400) {
    return failureOfAnswer(last.status, last.text, cause, retryAtOf(last.retryAfter, now));
  }
  // Requests that never left were refused by the client: a mistake of ours, unless the network refused them.
  if (last !== undefined) return unexpected(`the client cannot read Compute's answer: ${String(cause)}`, cause);
  return hasGrpcCode(cause) ? noAnswer(cause) : unexpected(`the client refuses the call: ${String(cause)}`, cause);
}

function hasGrpcCode(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'number';
}

function parseBody(text: string): JsonObject {
  return text === '' ? {} : objectAt(JSON.parse(text) as Json);
}
