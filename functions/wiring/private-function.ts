// A function that only one account may call: first who calls, then what for, and only then what the call says.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { systemClock } from '../../lib/adapters/clock/index.ts';
import { type CallerCheck, createCallerCheck } from '../../lib/adapters/oidc/index.ts';
import { inTrace } from '../../lib/adapters/trace/index.ts';
import type { PrivateConfig } from '../../lib/config/index.ts';
import { isFailure } from '../../lib/core/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import { type Endpoint, ENDPOINTS, type EndpointName } from './endpoints.ts';
import { answer, type HttpFunction } from './http-function.ts';
import { readBody } from './unread-body.ts';

export interface Answer {
  readonly status: number;
  /** As JSON. */
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is done with a call, given its whole body as text. Fails only with what is a bug. */
export type Handler = (body: string) => Promise<Answer>;

type Route = Endpoint & { readonly handle: Handler };

/** Pub/Sub carries 10 MB a message at most, as base64 in JSON. Source: Pub/Sub, "Quotas and limits". */
const MAX_BYTES = 16 * 1024 * 1024;
const JSON_TYPE = 'application/json; charset=utf-8';
/** No step of a run waits for the issuer's keys: what is put off because of them comes again later than this. */
const KEYS_TIMEOUT_MS = 10_000;

/** @param handlers what the function can be called for; everything else is 404. */
export function privateFunction(
  config: PrivateConfig,
  log: Log,
  handlers: Partial<Readonly<Record<EndpointName, Handler>>>,
): HttpFunction {
  const check = createCallerCheck({ ...config.caller, clock: systemClock, callTimeoutMs: KEYS_TIMEOUT_MS });
  const routes: readonly Route[] = Object.entries(handlers).map(([name, handle]) => ({
    ...ENDPOINTS[name as EndpointName],
    handle,
  }));
  return (request, response) => inTrace(config.project, request.headers['traceparent'], () => serve(request, response));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { status, headers, body } =
        (await refusalOf(check, request, log)) ?? (await answerOf(routes, request, log));
      if (body === undefined) return answer(response, status, headers);
      answer(response, status, { ...headers, 'content-type': JSON_TYPE }, JSON.stringify(body));
    } catch (error) {
      log.error({ path: pathOf(request), error }, 'a call could not be handled');
      answer(response, 500);
    }
  }
}

/** 401 for a caller who proves nothing, 403 for another one than ours, 503 while nobody can prove anything. */
async function refusalOf(check: CallerCheck, request: IncomingMessage, log: Log): Promise<Answer | undefined> {
  const path = pathOf(request);
  try {
    const verdict = await check(request.headers.authorization);
    switch (verdict.type) {
      case 'known':
        return undefined;
      case 'unproven':
        log.warn({ path, why: verdict.why }, 'a call without a valid identity token is refused');
        return { status: 401, headers: { 'www-authenticate': 'Bearer' } };
      case 'stranger':
        log.warn({ path, why: verdict.why }, 'a call by another account is refused');
        return { status: 403 };
    }
  } catch (error) {
    if (!isFailure(error, 'unavailable')) throw error;
    const what = 'no caller can be known, so calls are put off: look whether RANGELIGHT_OIDC_KEYS can be reached';
    log.warn({ path, error }, what);
    return { status: 503 };
  }
}

async function answerOf(routes: readonly Route[], request: IncomingMessage, log: Log): Promise<Answer> {
  const [path, method] = [pathOf(request), request.method];
  const route = routes.find((one) => one.path === path);
  if (route === undefined) {
    log.error({ path }, 'a call for what this function does not do is refused: look who sends it here');
    return { status: 404 };
  }
  if (method !== route.method) return { status: 405, headers: { allow: route.method } };
  const body = await readBody(request, MAX_BYTES);
  // What has not been read yet ends with the connection.
  if (body === undefined) return { status: 413, headers: { connection: 'close' } };
  return route.handle(body);
}

/** Without the query. */
function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}
