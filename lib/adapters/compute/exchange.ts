// What really went over the wire during one call. Google's client drops what its definitions do not know, in both
// directions, and hides the error's reason; so its transport is ours, and hands the texts to whoever made the call.
import { AsyncLocalStorage } from 'node:async_hooks';
import { ask } from '../calls/index.ts';
import type { TokenSource } from '../google-auth/index.ts';
import { forTheClient } from './for-the-client.ts';
import { budgetFor, type RequestRates } from './request-rates.ts';

export interface ComputeAnswer {
  readonly status: number;
  readonly text: string;
  /** The header `Retry-After`. */
  readonly retryAfter: string | null;
}

/** One call of the client, with the requests that it makes (several when it pages). */
export interface Exchange {
  readonly signal: AbortSignal;
  /** Sees the body that is about to be sent; throws to hold it back. */
  readonly inspect?: (sent: string) => void;
  /** Every answer received whole. */
  readonly answers: ComputeAnswer[];
  /** Thrown on our side of the wire: by `inspect`, the rate budget or the token source. */
  failure?: unknown;
}

/** The part of a Response that the REST transport looks at. */
export interface ReceivedWhole {
  readonly ok: boolean;
  readonly status: number;
  arrayBuffer(): Promise<Uint8Array>;
}

/** The part of an auth client that the REST transport of google-gax uses. */
export interface Transport {
  getRequestHeaders(): Promise<Headers>;
  fetch(url: string, init: RequestInit): Promise<ReceivedWhole>;
}

export interface Wire {
  readonly transport: Transport;
  /** Runs `call`; requests made inside it are recorded in the exchange. */
  record<T>(exchange: Exchange, call: () => Promise<T>): Promise<T>;
}

/**
 * A transport. Without a token source no Authorization header is sent; without rates nothing waits.
 */
export function createWire(token: TokenSource | undefined, rates: RequestRates | undefined): Wire {
  const current = new AsyncLocalStorage<Exchange>();
  const authorized = async (from: RequestInit['headers'], signal: AbortSignal): Promise<Headers> => {
    const headers = new Headers(from);
    if (token !== undefined) headers.set('authorization', `Bearer ${await token(signal)}`);
    return headers;
  };
  return {
    transport: {
      getRequestHeaders: () => Promise.resolve(new Headers()),
      async fetch(url, { method, headers, body, signal }) {
        const exchange = current.getStore();
        const signals = [signal, exchange?.signal].filter((s) => s !== undefined && s !== null);
        const either = AbortSignal.any(signals);
        let sent: Headers;
        try {
          if (typeof body === 'string') exchange?.inspect?.(body);
          if (rates !== undefined) await budgetFor(rates, method ?? 'GET', url)?.take(either);
          sent = await authorized(headers, either);
        } catch (error) {
          if (exchange !== undefined) exchange.failure = error;
          throw error;
        }
        const answer = await ask(url, {
          signal: either,
          headers: sent,
          ...(method === undefined ? {} : { method }),
          ...(typeof body === 'string' ? { body } : {}),
        });
        const { status, text } = answer;
        exchange?.answers.push({ status, text, retryAfter: answer.headers.get('retry-after') });
        const ok = status >= 200 && status < 300;
        const given = Buffer.from(ok ? forTheClient(text) : text);
        return { ok, status, arrayBuffer: () => Promise.resolve(given) };
      },
    },
    record: (exchange, call) => current.run(exchange, call),
  };
}
