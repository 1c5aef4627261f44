// The main file of a pod that is a process of its own: listens, tells its port and what it served, and ends with
// whoever started it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scaledClock } from '../../kit/clock.ts';
import { seededRandom } from '../../kit/random.ts';
import { createCaller } from './caller.ts';
import type { ProcessOptions, Report } from './process-server.ts';

const { identity, calls, speed, seed, ports } = JSON.parse(process.env['POD'] ?? '') as ProcessOptions;
const caller = createCaller(identity, scaledClock(speed), seededRandom(seed), calls);
const tell = (report: Report): void => void process.send?.(report);

process.on('message', ({ ready }: { readonly ready: boolean }) => caller.setReady(ready));
process.once('disconnect', () => process.exit());

/** Resolves with the port. */
function listen(port: number, host: string): Promise<number> {
  const server = createServer(caller.listener);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

// In a network of its own it is reached at all of its addresses.
const listened = ports === undefined ? [listen(0, '127.0.0.1')] : ports.map((port) => listen(port, '0.0.0.0'));
const [port = 0] = await Promise.all(listened);
tell({ port, served: 0, inFlight: 0 });

const TELL_EVERY_MS = 100;
let last = '';
setInterval(() => {
  const report = { served: caller.served, inFlight: caller.inFlight };
  if (JSON.stringify(report) === last) return;
  last = JSON.stringify(report);
  tell(report);
}, TELL_EVERY_MS).unref();
