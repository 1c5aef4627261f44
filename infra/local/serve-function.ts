// The main of a function's process: the Functions Framework's own server, on a free loopback port. The framework's command
// line would listen on every interface and drop requests at SIGTERM.
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { flushCompileCache } from 'node:module';
import { closeServer, listen } from '../emulators/kit/serve.ts';
import type { AddressInfo } from 'node:net';

const name = process.argv[2] ?? '';
await import(`../../functions/${name}/main.ts`);
const server = getTestServer(name);
await listen(server, 0);
process.send?.({ port: (server.address() as AddressInfo).port });
// At once, and not at its end: a process that is killed has none.
flushCompileCache();

let closing = false;
async function shutDown(): Promise<void> {
  if (closing) return;
  closing = true;
  await closeServer(server);
  process.exit(0);
}
process.once('SIGTERM', () => void shutDown());
// The parent's end closes the channel: nothing may stay behind.
process.once('disconnect', () => void shutDown());
// Ctrl-C reaches the whole group; the parent decides the order.
process.on('SIGINT', () => undefined);
