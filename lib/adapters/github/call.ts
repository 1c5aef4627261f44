// One request (or the pages of one list) and how it fails. Source: GitHub REST API, "Rate limits" (403 or 429 with
// headers).
import { Octokit } from '@octokit/rest';
import { type FailureCode, RangelightError } from '../../core/index.ts';
import { libraryFetch, signalWithin } from '../calls/index.ts';
import type { Headers, Pace } from './pace.ts';

/** Runs one request (or the pages of one list) and gives its data. Fails with RangelightError. */
export type GitHubCall = <T>(signal: AbortSignal, work: (octokit: Octokit) => Promise<T>) => Promise<T>;

export interface GitHubCallOptions {
  readonly baseUrl: string | undefined;
  readonly callTimeoutMs: number;
  readonly pace: Pace;
  /** The credential of the next request. */
  readonly token: (signal: AbortSignal) => Promise<string>;
  /** GitHub did not take the credential. */
  readonly refused?: () => void;
}

export function createCall({ baseUrl, callTimeoutMs, pace, token, refused }: GitHubCallOptions): GitHubCall {
  // One for each call (0.04 ms): of what a request is given, the pages of a list get only what their Octokit is made
  // with.
  const octokitFor = (auth: string, signal: AbortSignal): Octokit => {
    const request = { signal, redirect: 'manual', fetch: libraryFetch } as const;
    const octokit = new Octokit({ auth, log: SILENT, request, ...(baseUrl === undefined ? {} : { baseUrl }) });
    octokit.hook.wrap('request', async (send, options) => {
      await pace.turn(options, signal);
      try {
        const response = await send(options);
        if (response.status >= 300) throw elsewhere(response);
        return response;
      } catch (error) {
        const { status, headers } = answerOf(error);
        if (status === 401) refused?.();
        const message = messageOf(error);
        if (headers !== undefined && isLimit(status, headers, message)) {
          const retryAt = pace.limited(headers);
          throw new RangelightError('rate-limited', 'github', message, { cause: error, retryAt });
        }
        // Here and not outside: Octokit takes a page that conflicts for the end of its list.
        throw failureOf(error);
      }
    });
    return octokit;
  };

  return async (signal, work) => {
    signal.throwIfAborted();
    try {
      return await work(octokitFor(await token(signal), signalWithin(signal, callTimeoutMs)));
    } catch (error) {
      signal.throwIfAborted();
      throw failureOf(error);
    }
  };
}

/**
 * What was renamed is answered with where it is now. That may be another repository or branch than the one that was
 * meant, so nothing is followed but what asks to be (an archive). Source: GitHub REST API, "Follow redirects": 301 is
 * for good.
 */
function elsewhere({ status, url, headers }: { status: number; url: string; headers: Headers }): RangelightError {
  const isForGood = status === 301 || status === 308;
  const message = isForGood
    ? `${url} has another name now (${String(headers['location'])}), which is not followed: write the new name into RANGELIGHT_REPOSITORIES`
    : `${url} is answered elsewhere (${String(headers['location'])}), which is not followed`;
  return new RangelightError(isForGood ? 'not-found' : 'unavailable', 'github', message);
}

/** Octokit prints deprecations and failures by itself; ours go through the port's errors. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

const BY_STATUS: Readonly<Record<number, FailureCode>> = {
  400: 'invalid',
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  408: 'unavailable',
  409: 'not-ready',
  410: 'not-found',
  422: 'invalid',
};

/** What an error of Octokit means. Without a response nothing was answered, whatever its status says. */
function failureOf(error: unknown): RangelightError {
  if (error instanceof RangelightError) return error;
  const message = messageOf(error);
  const { status, headers } = answerOf(error);
  const code = headers === undefined ? 'unavailable' : codeOf(status);
  return new RangelightError(code, 'github', message, { cause: error });
}

function codeOf(status: number): FailureCode {
  return BY_STATUS[status] ?? (status >= 500 ? 'unavailable' : 'invalid');
}

/** The secondary limit may come without either header. */
function isLimit(status: number, headers: Headers, message: string): boolean {
  if (status === 429) return true;
  const told = String(headers['x-ratelimit-remaining']) === '0' || headers['retry-after'] !== undefined;
  return status === 403 && (told || /rate limit/i.test(message));
}

function answerOf(error: unknown): { readonly status: number; readonly headers: Headers | undefined } {
  if (!(error instanceof Error) || !('status' in error)) return { status: 0, headers: undefined };
  const response = 'response' in error ? (error.response as { headers?: Headers } | undefined) : undefined;
  return { status: Number(error.status), headers: response?.headers };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
