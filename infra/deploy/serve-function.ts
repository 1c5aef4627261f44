// The server of a function's process: the Functions Framework's own, which at SIGTERM takes no new request and lets
// those in flight end. Its command line would drop them.
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { getTestServer } from '@google-cloud/functions-framework/testing';

/** Cloud Run ends an instance 10 s after SIGTERM. Source: Cloud Run, "Container runtime contract". */
const LAST_REQUESTS_MS = 9_000;

/**
 * Serves a function that is registered under this name on $PORT, as Cloud Run asks for it, of all addresses or of
 * $HOST. A parent that has a channel to this process is told the port, and its end is the end of this process. Rejects
 * with the listen error.
 */
export async function serveFunction(name: string, env: NodeJS.ProcessEnv): Promise<void> {
  const server = getTestServer(name);
  server.listen(Number(env['PORT'] ?? 8080), env['HOST'] ?? '0.0.0.0');
  await once(server, 'listening');
  process.once('SIGTERM', () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), LAST_REQUESTS_MS).unref();
  });
  process.send?.({ port: (server.address() as AddressInfo).port });
  process.once('disconnect', () => process.exit(0));
}
