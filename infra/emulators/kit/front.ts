// The front door of every HTTP emulator: latency first, then faults, then the emulator itself, and the journal around
// all.
import { type Clock, sleep } from './clock.ts';
import type { Answer, Cut, FailOperation, Hold } from './fault-rule.ts';
import type { Faults, Hit } from './faults.ts';
import type { Caller, Journal } from './journal.ts';
import type { Latency } from './latency.ts';
import type { Handler } from './serve.ts';

/** What an `answer` fault says, for the emulator to put into its own error shape. */
export type Refusal = Pick<Answer, 'status' | 'reason' | 'message'>;

/** What faults ask of the emulator itself. */
export interface Asked {
  /** Makes the operation that the request starts fail late. */
  readonly failOperation?: FailOperation;
  /** Answer from the state before the last change. */
  readonly stale: boolean;
}

/** What becomes of a request is for the journal, too. */
export type NoteCaller = (caller: Caller) => void;

export interface FrontOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly latency: Latency;
  /** Tells who asks where rights are looked at. */
  readonly handle: (request: Request, asked: Asked, noteCaller: NoteCaller) => Response | Promise<Response>;
  readonly isMutation: (method: string, url: URL) => boolean;
  readonly refuse: (refusal: Refusal) => Response;
  /**
   * Answers a read with less than was found (its JSON body, answered with 200); undefined for what is no list. Absent
   * where there are no such faults.
   */
  readonly cut?: (body: unknown, how: Cut, url: URL) => Response | undefined;
}

interface Outcome {
  readonly response: Response;
  readonly lost?: boolean;
}

/** A response of type `error` means: no answer; `serve` and the in-process fetch make a reset connection of it. */
export function createFront(options: FrontOptions): Handler {
  const { clock, journal, faults, latency, isMutation } = options;
  return async (request) => {
    const url = new URL(request.url);
    const line = { method: request.method, path: url.pathname + url.search };
    const mutation = isMutation(request.method, url);
    const end = journal.begin({ startedAt: clock.now(), ...line, mutation });
    let hits: readonly Hit[] = [];
    let caller: Caller | undefined;
    const noteCaller = (noted: Caller): void => void (caller = noted);
    const finish = ({ response, lost }: Outcome): Response => {
      const named = hits.length === 0 ? {} : { faults: hits.map(({ fault }) => fault) };
      const by = caller === undefined ? {} : { caller };
      end({ at: clock.now(), status: response.status, ...(lost === true ? { lost } : {}), ...named, ...by });
      return lost === true ? Response.error() : response;
    };
    try {
      const ms = latency.of(line);
      if (ms > 0) await sleep(clock, ms);
      hits = faults.take(line);
      const held = hits.find(holding);
      if (held?.effect.caller !== 'reset') return finish(await meet(options, { hits, noteCaller }, request, url));
      // The caller is gone, its request is not: whatever comes of it is for the journal only.
      const copy = await independent(request);
      void meet(options, { hits, noteCaller }, copy, url).then(
        ({ response }) => finish({ response, lost: true }),
        failed,
      );
      return Response.error();
    } catch (error) {
      failed();
      throw error;
    }
    function failed(): void {
      end({ at: clock.now(), status: 500 });
    }
  };
}

function holding(hit: Hit): hit is Hit & { readonly effect: Hold } {
  return hit.effect.type === 'hold';
}

interface Passing {
  readonly hits: readonly Hit[];
  readonly noteCaller: NoteCaller;
}

async function meet(
  options: FrontOptions,
  { hits, noteCaller }: Passing,
  request: Request,
  url: URL,
): Promise<Outcome> {
  const { clock, faults, latency, handle, refuse, cut, isMutation } = options;
  const line = { method: request.method, path: url.pathname + url.search };
  let passing = request;
  let lost = false;
  let asked: Asked = { stale: false };
  const cuts: Cut[] = [];
  for (const { fault, effect } of hits) {
    switch (effect.type) {
      case 'delay':
        await sleep(clock, effect.ms ?? latency.of(line, effect.profile ?? 'realistic'));
        break;
      case 'hold':
        passing = await independent(passing);
        await faults.held.hold({ fault, ...line }, clock, effect.ms);
        break;
      case 'respond':
        return { response: effect.respond() };
      case 'answer':
        return { response: answered(effect, refuse) };
      case 'reset':
        if (effect.when === 'before') return { response: Response.error(), lost: true };
        lost = true;
        break;
      case 'stale':
        asked = { ...asked, stale: true };
        break;
      case 'fail-operation':
        asked = { ...asked, failOperation: effect };
        break;
      case 'short-list':
      case 'unreachable':
        cuts.push(effect);
        break;
      default:
        effect satisfies never;
    }
  }
  let response = await handle(passing, asked, noteCaller);
  if (lost) await response.body?.cancel();
  else if (cut !== undefined && !isMutation(request.method, url)) {
    for (const how of cuts) {
      if (!isJson(request, response)) break;
      const less = cut(await response.clone().json(), how, url);
      if (less !== undefined) response = withHeadersOf(response, less);
    }
  }
  return { response, lost };
}

/** Git packs, archives and the like are no lists. */
function isJson({ method }: Request, { status, headers }: Response): boolean {
  return status === 200 && method !== 'HEAD' && (headers.get('content-type') ?? '').includes('json');
}

/** The same request without its connection, so that it outlives a caller who gives up. */
async function independent(request: Request): Promise<Request> {
  const { method, headers, url } = request;
  const body = await request.arrayBuffer();
  return new Request(url, { method, headers, ...(body.byteLength === 0 ? {} : { body }) });
}

function answered(answer: Answer, refuse: FrontOptions['refuse']): Response {
  const { status, body, headers = {} } = answer;
  const response = body === undefined ? refuse(answer) : withBody(body, status);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

function withBody(body: unknown, status: number): Response {
  return typeof body === 'string' ? new Response(body, { status }) : Response.json(body, { status });
}

/** Paging links and the like stay true; what describes the body does not. */
function withHeadersOf(whole: Response, cut: Response): Response {
  for (const [name, value] of whole.headers) {
    if (!['content-length', 'content-type', 'etag'].includes(name)) cut.headers.append(name, value);
  }
  return cut;
}
