// One HTTP or HTTPS probe over a loopback socket.
import { request } from 'node:http';
import { request as requestByTls } from 'node:https';
import type { Socket } from '../../../fabric/index.ts';
import type { Clock } from '../../../kit/clock.ts';
import type { ProbeSettings } from './settings.ts';

export type Probe = typeof probe;

/** Resolves to true for a 200 (with the expected beginning of the body) in time; never rejects. */
export function probe(
  socket: Socket,
  address: string,
  settings: ProbeSettings,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = (settings.secure ? requestByTls : request)({
      host: socket.host,
      port: socket.port,
      path: settings.requestPath,
      headers: { host: settings.host ?? address, 'user-agent': 'GoogleHC/1.0' },
      agent: false,
      ...(settings.secure && { rejectUnauthorized: false, servername: '' }),
      signal,
    });
    const cancel = clock.after(settings.timeoutSec * 1000, () => finish(false));
    const finish = (passed: boolean): void => {
      cancel();
      outgoing.destroy();
      resolve(passed);
    };
    outgoing.on('error', () => finish(false));
    outgoing.on('response', (response) => {
      const expected = settings.response;
      if (response.statusCode !== 200 || expected === undefined || expected === '') {
        finish(response.statusCode === 200);
        return;
      }
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length >= expected.length) finish(body.startsWith(expected));
      });
      response.on('end', () => finish(body.startsWith(expected)));
    });
    outgoing.end();
  });
}
