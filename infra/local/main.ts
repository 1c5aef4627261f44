// `npm run local [-- --clusters peers]`: the cloud and the functions, until SIGINT or SIGTERM.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { endPrograms } from '../emulators/kit/run-program.ts';
import { serve } from '../emulators/kit/serve.ts';
import { Command } from 'commander';
import { type ApiServerChoice, apiServersOption, clustersOf, exitCodeOf } from './api-servers/choice.ts';
import { controlApi } from './control.ts';
import { endpointsOf, variablesOf } from './endpoints.ts';
import { startRangelight } from './rangelight.ts';

const SPEED = 10;
const SEED = 1;

/** Of other commands: programs and sets of the peers, and Stryker. */
const KEPT = ['peers', 'mutation'];

const { clusters } = new Command('local')
  .description('Runs the local cloud and the functions until Ctrl-C.')
  .addOption(apiServersOption())
  .parse()
  .opts<{ clusters: ApiServerChoice }>();
const directory = resolve('.local');
const endpointsFile = join(directory, 'endpoints.json');
const variablesFile = join(directory, 'env');

const asked = new Promise<void>((done) => {
  process.once('SIGINT', () => done());
  process.once('SIGTERM', () => done());
});

await mkdir(directory, { recursive: true });
for (const entry of await readdir(directory))
  if (!KEPT.includes(entry)) await rm(join(directory, entry), { recursive: true, force: true });
const local = await startRangelight(
  {
    directory,
    speed: SPEED,
    seed: SEED,
    operations: 'realistic',
    propagation: 'short',
    processes: true,
    apiServers: await clustersOf(clusters, (text) => process.stderr.write(`${text}\n`)),
  },
  (what) => process.stdout.write(`starting ${what} …\n`),
).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(exitCodeOf(error));
});
const control = await serve(controlApi(local));
const endpoints = endpointsOf(local, control.url);
await writeFile(endpointsFile, `${JSON.stringify(endpoints, null, 2)}\n`);
await writeFile(variablesFile, variablesOf(endpoints));
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
await endPrograms();
for (const file of [endpointsFile, variablesFile]) await rm(file, { force: true });
process.exit(exitCode);
