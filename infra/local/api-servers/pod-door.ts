// The main file of a pod that does what it is told over HTTP (`curl -x`): it asks the cluster's DNS for a name and
// connects to what that says, as any program in a pod does. What it felt it says in the header `x-pod-error`.
// `NAMESERVER PORT`; says `ready`.
import { Resolver } from 'node:dns/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

const [nameserver = '', port = ''] = process.argv.slice(2);
const CONNECT_MS = 5_000;
const resolver = new Resolver({ timeout: 2_000, tries: 3 });
resolver.setServers([nameserver]);

createServer((incoming, outgoing) => {
  pass(incoming, outgoing).catch((error: NodeJS.ErrnoException) => {
    const code = error.code ?? error.message;
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(code === 'ETIMEDOUT' ? 504 : 502, { 'x-pod-error': code }).end(`${code}\n`);
  });
}).listen(Number(port), '0.0.0.0', () => process.stdout.write('ready\n'));

async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? '');
  const [address = ''] = await resolver.resolve4(url.hostname);
  await new Promise<void>((resolve, reject) => {
    const { 'proxy-connection': _proxy, connection: _connection, ...headers } = incoming.headers;
    const sent = request(
      {
        host: address,
        port: Number(url.port || '80'),
        method: incoming.method,
        path: url.pathname + url.search,
        headers: { ...headers, host: url.host },
        agent: false,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        pipeline(answer, outgoing, () => resolve());
      },
    );
    const late = setTimeout(
      () => sent.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' })),
      CONNECT_MS,
    );
    sent.once('socket', (socket) => socket.once('connect', () => clearTimeout(late)));
    sent.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
    pipeline(incoming, sent, () => undefined);
  });
}
