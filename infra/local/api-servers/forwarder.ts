// An API server that somebody else wrote behind the embedded one's own interface: requests go through as they are, and
// on the way they meet the same journal, latency and faults. Faults that need the server's own state (`stale`) are not
// to be had.
import { Agent, fetch } from 'undici';
import type { Clock } from '../../emulators/kit/clock.ts';
import { createFaults } from '../../emulators/kit/faults.ts';
import { createFront } from '../../emulators/kit/front.ts';
import { createJournal } from '../../emulators/kit/journal.ts';
import { createLatency } from '../../emulators/kit/latency.ts';
import type { Random } from '../../emulators/kit/random.ts';
import { refuse } from '../../emulators/kubernetes/http/refuse.ts';
import type { KubernetesEmulator } from '../../emulators/kubernetes/index.ts';
import { latencies } from '../../emulators/kubernetes/latencies.ts';
import { cut } from '../../emulators/kubernetes/verbs/cut-lists.ts';
import { compactHistory } from '../../../test/peers/index.ts';

export interface ForwarderOptions {
  readonly name: string;
  /** `https://ADDRESS:PORT` */
  readonly url: string;
  /** PEM of the authority of its certificate. */
  readonly ca: string;
  readonly clock: Clock;
  readonly random: Random;
  /** `http://ADDRESS:PORT` of its etcd. */
  readonly etcd: string;
}

/** Belong to one connection, or are this client's own to say. */
const NOT_FORWARDED = ['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'accept-encoding'];
const NOT_RETURNED = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding'];

export function createForwarder(options: ForwarderOptions): KubernetesEmulator & { close(): Promise<void> } {
  const { name, url, ca, clock, random, etcd } = options;
  // A watch may be silent for as long as it likes.
  const agent = new Agent({ connect: { ca }, bodyTimeout: 0 });
  const journal = createJournal();
  const faults = createFaults(['short-list']);
  const latency = createLatency(latencies, random, 'instant');
  const watches = new Set<() => void>();
  let down: 'gateway' | 'refused' | undefined;

  const forward = async (request: Request): Promise<Response> => {
    const { pathname, search, searchParams } = new URL(request.url);
    const body = request.body === null ? {} : { body: new Uint8Array(await request.arrayBuffer()) };
    const headers = without(request.headers, NOT_FORWARDED);
    const init = { method: request.method, headers, dispatcher: agent, ...body };
    try {
      const answer = await fetch(`${url}${pathname}${search}`, init);
      const stream = answer.body as ReadableStream<Uint8Array> | null;
      const isWatch = ['1', 'true'].includes(searchParams.get('watch') ?? '');
      const returned = { status: answer.status, headers: without(answer.headers, NOT_RETURNED) };
      return new Response(stream !== null && isWatch ? endable(stream, watches) : stream, returned);
    } catch {
      // No answer came: the caller gets none either.
      return Response.error();
    }
  };

  return {
    journal,
    faults,
    latency,
    handler: createFront({
      clock,
      journal,
      faults,
      latency,
      isMutation: (method, { searchParams }) =>
        !['GET', 'HEAD'].includes(method) && searchParams.get('dryRun') !== 'All',
      refuse,
      cut,
      handle(request) {
        if (down === 'gateway') return new Response('cannot connect to agent', { status: 404 });
        if (down === 'refused') return new Response(`${name} refuses connections`, { status: 503 });
        return forward(request);
      },
    }),
    setDown(mode) {
      down = mode;
      if (mode !== undefined) for (const end of watches) end();
    },
    compact: () => compactHistory(etcd),
    async close() {
      for (const end of watches) end();
      await agent.destroy();
    },
  };
}

function without(headers: Iterable<readonly [string, string]>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !names.includes(name)));
}

/** The same stream; while it is open, `ends` has a function that ends it as a server does. */
function endable(stream: ReadableStream<Uint8Array>, ends: Set<() => void>): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  let end = (): void => undefined;
  const forget = (): void => {
    ends.delete(end);
    reader.cancel().catch(() => undefined);
  };
  return new ReadableStream({
    start(controller) {
      end = () => {
        forget();
        controller.close();
      };
      ends.add(end);
    },
    async pull(controller) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        // The server went away: whoever reads hears of it, and there is nothing left to end.
        forget();
        throw error;
      });
      if (!ends.has(end)) return;
      if (done) end();
      else controller.enqueue(value);
    },
    cancel: forget,
  });
}
