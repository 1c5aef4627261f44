// `npm run local`: the cloud and the functions, until SIGINT or SIGTERM.
import { rm, writeFile, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { serve } from '../emulators/kit/serve.ts';
import { controlApi } from './control.ts';
import { endpointsOf } from './endpoints.ts';
import { startRangelight } from './rangelight.ts';

const SPEED = 10;
const SEED = 1;

const directory = resolve('.local');
const endpointsFile = join(directory, 'endpoints.json');

const asked = new Promise<void>((done) => {
  process.once('SIGINT', () => done());
  process.once('SIGTERM', () => done());
});

await rm(directory, { recursive: true, force: true });
await mkdir(directory, { recursive: true });
const local = await startRangelight(
  { directory, speed: SPEED, seed: SEED, operations: 'realistic', propagation: 'short' },
  (what) => process.stdout.write(`starting ${what} …\n`),
);
const control = await serve(controlApi(local));
await writeFile(endpointsFile, `${JSON.stringify(endpointsOf(local, control.url), null, 2)}\n`);
process.stdout.write(
  `ready: time runs ${SPEED} times faster here; addresses are in .local/endpoints.json. Stop with Ctrl-C.\n`,
);

let exitCode = 0;
try {
  await Promise.race([asked, local.failure]);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  exitCode = 1;
}
await control.close();
await local.close();
await rm(endpointsFile, { force: true });
process.exit(exitCode);
