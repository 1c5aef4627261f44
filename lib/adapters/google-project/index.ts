// The GoogleProject port over plain REST: a GET for each resource, and the POST that IAM wants for reading a policy.
import { type JsonObject, RangelightError } from '../../core/index.ts';
import type { GoogleProject, GoogleService } from '../../ports/index.ts';
import { googleAnswer, signalWithin } from '../calls/index.ts';
import type { TokenSource } from '../google-auth/index.ts';

export interface GoogleProjectOptions {
  /** Other servers than `https://SERVICE.googleapis.com`. */
  readonly endpoints?: Partial<Readonly<Record<GoogleService, string>>>;
  readonly auth: TokenSource;
  /** Milliseconds for one request. */
  readonly callTimeoutMs: number;
}

export function createGoogleProject({ endpoints = {}, auth, callTimeoutMs }: GoogleProjectOptions): GoogleProject {
  return {
    async read(service, path, signal): Promise<JsonObject | undefined> {
      signal.throwIfAborted();
      const within = signalWithin(signal, callTimeoutMs);
      try {
        const headers = { authorization: `Bearer ${await auth(within)}` };
        const base = endpoints[service] ?? `https://${service}.googleapis.com`;
        const method = path.endsWith(':getIamPolicy') ? 'POST' : 'GET';
        const answer = await fetch(`${base}/${path}`, { method, headers, signal: within });
        const text = await answer.text();
        // Cloud Storage words its 404 otherwise than the others.
        if (answer.status === 404 && (answer.headers.get('content-type') ?? '').includes('json')) return undefined;
        return googleAnswer(service, service, answer.status, text);
      } catch (cause) {
        signal.throwIfAborted();
        if (cause instanceof RangelightError) throw cause;
        throw new RangelightError('unavailable', service, `${service} gave no answer: ${String(cause)}`, { cause });
      }
    },
  };
}
