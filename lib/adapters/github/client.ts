// One Octokit and how every call through it fails. Source: GitHub REST API, "Rate limits" (403 or 429 with headers).
// May import: core, calls.
import { Octokit } from '@octokit/rest';
import { type FailureCode, RangelightError } from '../../core/index.ts';
import { signalWithin } from '../calls/index.ts';

export interface GitHubOptions {
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
  /** Without trailing slash; absent: https://api.github.com. */
  readonly baseUrl?: string;
  /** Milliseconds for one request. */
  readonly callTimeoutMs: number;
}

export interface GitHubClient {
  /** Owner and repository, for every request. */
  readonly where: { readonly owner: string; readonly repo: string };
  /** Runs one request (or the pages of one list) and gives its data. */
  readonly call: <T>(
    signal: AbortSignal,
    work: (octokit: Octokit, request: { readonly signal: AbortSignal }) => Promise<T>,
  ) => Promise<T>;
}

export function createClient({ owner, repo, token, baseUrl, callTimeoutMs }: GitHubOptions): GitHubClient {
  const octokit = new Octokit({ auth: token, log: SILENT, ...(baseUrl === undefined ? {} : { baseUrl }) });
  return {
    where: { owner, repo },
    async call(signal, work) {
      signal.throwIfAborted();
      try {
        return await work(octokit, { signal: signalWithin(signal, callTimeoutMs) });
      } catch (error) {
        signal.throwIfAborted();
        throw failureOf(error);
      }
    },
  };
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
  429: 'rate-limited',
};

/** What an error of Octokit means. Without a response nothing was answered, whatever its status says. */
export function failureOf(error: unknown): RangelightError {
  if (error instanceof RangelightError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const { status, headers } = answerOf(error);
  const code = headers === undefined ? 'unavailable' : codeOf(status, headers, message);
  return new RangelightError(code, 'github', message, { cause: error });
}

type Headers = Readonly<Record<string, unknown>>;

function codeOf(status: number, headers: Headers, message: string): FailureCode {
  const limited = String(headers['x-ratelimit-remaining']) === '0' || headers['retry-after'] !== undefined;
  // The secondary limit may come without either header.
  if (status === 403 && (limited || /rate limit/i.test(message))) return 'rate-limited';
  return BY_STATUS[status] ?? (status >= 500 ? 'unavailable' : 'invalid');
}

function answerOf(error: unknown): { readonly status: number; readonly headers: Headers | undefined } {
  if (!(error instanceof Error) || !('status' in error)) return { status: 0, headers: undefined };
  const response = 'response' in error ? (error.response as { headers?: Headers } | undefined) : undefined;
  return { status: Number(error.status), headers: response?.headers };
}
