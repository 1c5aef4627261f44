// One HTTP proxy for each cluster (`curl -x`): a request through it is that of a pod there. What it cannot have the
// client feel by itself (a name that is not there, a refusal, a time-out) it says in the words of a client in a pod.
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request, type ServerResponse } from 'node:http';
import { isIPv4, type AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { type Clock, sleep } from '../kit/clock.ts';
import { closeServer, listen } from '../kit/serve.ts';
import { callerIn, completed, type PodSidecar, serviceNamed } from './caller.ts';
import type { Answer } from './names.ts';
import type { Router } from './routes.ts';

export interface ProxyOptions {
  readonly clock: Clock;
  readonly resolve: (name: string) => Answer;
  readonly route: Router;
  readonly sidecarOf: (workload: string) => PodSidecar | undefined;
}

export interface ClusterProxy {
  /** Resolves with `http://127.0.0.1:PORT`. Call it once. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

/** Codes of Node's own clients. */
type Failure = 'ENOTFOUND' | 'ENODATA' | 'ECONNREFUSED' | 'ETIMEDOUT' | 'ECONNRESET';

const WORDS: Readonly<Record<Failure, readonly [number, string]>> = {
  ENOTFOUND: [502, 'there is no such name (NXDOMAIN)'],
  ENODATA: [502, 'the name has no address (NODATA)'],
  ECONNREFUSED: [502, 'the connection is refused'],
  ETIMEDOUT: [504, 'the connection times out'],
  ECONNRESET: [502, 'the connection broke'],
};

/** Seen in CoreDNS. What Cloud DNS gives names below clusterset.local is unverified. */
const TTL_MS = 5_000;
/** How long a client in a pod waits for a connection. */
const CONNECT_MS = 30_000;

const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'te', 'trailer', 'upgrade'];

export function createProxy({ clock, resolve, route, sidecarOf }: ProxyOptions): ClusterProxy {
  const answers = new Map<string, { readonly answer: Answer; readonly until: number }>();
  const closing = new AbortController();

  /** An answer is kept for its time, whether the name is still there or not. */
  function addressOf(host: string): { readonly address: string } | Failure {
    if (isIPv4(host)) return { address: host };
    const known = answers.get(host);
    const answer = known !== undefined && known.until > clock.now() ? known.answer : resolve(host);
    if (answer !== known?.answer) answers.set(host, { answer, until: clock.now() + TTL_MS });
    if (answer.code === 'NXDOMAIN') return 'ENOTFOUND';
    const [address] = answer.addresses;
    return address === undefined ? 'ENODATA' : { address };
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = absoluteUrl(incoming.url ?? '');
    if (url === undefined) {
      outgoing
        .writeHead(400)
        .end(
          'use this port as an HTTP proxy, e.g. curl -x http://127.0.0.1:PORT http://NAME.NAMESPACE.svc.clusterset.local/\n',
        );
      return;
    }
    const fail = (code: Failure): void => {
      const [status, words] = WORDS[code];
      if (outgoing.headersSent) outgoing.destroy();
      else
        outgoing
          .writeHead(status, { 'content-type': 'text/plain', 'x-pod-error': code })
          .end(`${code} ${url.host}: ${words}\n`);
    };
    const caller = callerIn(incoming.headers);
    const name = completed(url.hostname, caller, resolve);
    const found = addressOf(name);
    if (typeof found === 'string') return fail(found);
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).filter(([header]) => !HOP_BY_HOP.includes(header)),
    );
    const service = serviceNamed(name);
    const sidecar = caller === undefined || service === undefined ? undefined : sidecarOf(caller);
    if (sidecar !== undefined && service !== undefined) {
      const body = await wholeBody(incoming);
      const path = url.pathname + url.search;
      const asked = { method: incoming.method ?? 'GET', path, headers: { ...headers, host: url.host }, body };
      const answer = await sidecar.send(service, Number(url.port || '80'), asked);
      if (answer === undefined) return fail('ECONNREFUSED');
      outgoing.writeHead(answer.status, answer.headers as OutgoingHttpHeaders).end(answer.body);
      return;
    }
    const to = route(found.address, Number(url.port || '80'));
    if (to === 'refused') return fail('ECONNREFUSED');
    if (to === 'dropped') {
      await sleep(clock, CONNECT_MS, closing.signal);
      return fail('ETIMEDOUT');
    }
    const sent = request(
      {
        ...to,
        method: incoming.method,
        path: url.pathname + url.search,
        headers: { ...headers, host: url.host },
        agent: false,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        pipeline(answer, outgoing, () => undefined);
      },
    );
    sent.on('error', ({ code }: NodeJS.ErrnoException) =>
      fail(code === 'ECONNREFUSED' ? 'ECONNREFUSED' : 'ECONNRESET'),
    );
    pipeline(incoming, sent, () => undefined);
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  return {
    async listen() {
      await listen(server, 0);
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async close() {
      closing.abort();
      await closeServer(server);
    },
  };
}

async function wholeBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The target of a proxy request in absolute form; undefined for any other form. */
function absoluteUrl(target: string): URL | undefined {
  return target.startsWith('http://') && URL.canParse(target) ? new URL(target) : undefined;
}
