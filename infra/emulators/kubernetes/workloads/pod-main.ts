// The main file of a pod that is a process of its own: listens on loopback, tells its port and what it served, and ends
// with whoever started it.
import { scaledClock } from '../../kit/clock.ts';
import { seededRandom } from '../../kit/random.ts';
import { serverInProcess } from './pod-server.ts';
import type { ProcessOptions, Report } from './process-server.ts';

const { identity, calls, speed, seed } = JSON.parse(process.env['POD'] ?? '') as ProcessOptions;
const server = serverInProcess(identity, scaledClock(speed), seededRandom(seed), calls);
const tell = (report: Report): void => void process.send?.(report);

process.on('message', ({ ready }: { readonly ready: boolean }) => server.setReady(ready));
process.once('disconnect', () => process.exit());
tell({ port: await server.start(), served: 0, inFlight: 0 });

const TELL_EVERY_MS = 100;
let last = '';
setInterval(() => {
  const report = { served: server.served, inFlight: server.inFlight };
  if (JSON.stringify(report) === last) return;
  last = JSON.stringify(report);
  tell(report);
}, TELL_EVERY_MS).unref();
