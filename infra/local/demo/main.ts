// `npm run demo [-- --json FILE] [--clusters peers]`: the whole story on the local cloud. Exit status 0 only when every
// step was as it should be.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { Command } from 'commander';
import { type ApiServerChoice, apiServersOption, clustersOf, exitCodeOf } from '../api-servers/choice.ts';
import { NAME, TOKENS } from '../layout.ts';
import { type LocalRangelight, startRangelight } from '../rangelight.ts';
import { ask } from './client.ts';
import { CHAPTERS, type Context } from './story/index.ts';
import { terminal } from './terminal.ts';
import { clone } from './working-copy.ts';

const SPEED = 20;

interface Told {
  readonly step: string;
  readonly durationMs: number;
  readonly result: unknown;
}

const options = new Command('demo')
  .description('Tells the whole story on the local cloud.')
  .option('--json <file>', 'also write what happened as data')
  .option('--seed <number>', 'seed of every delay and choice', '1')
  .option('--bundles <dir>', 'run the functions from their bundles in this folder')
  .addOption(apiServersOption())
  .parse()
  .opts<{ json?: string; seed: string; bundles?: string; clusters: ApiServerChoice }>();

const screen = terminal((text) => process.stdout.write(text));
const directory = await mkdtemp(join(tmpdir(), 'rangelight-demo-'));
const told: Told[] = [];
let local: LocalRangelight | undefined;
let failure: unknown;

async function timed<T>(step: string, work: () => Promise<T>): Promise<T> {
  screen.heading(`${told.length + 1}. ${step}`);
  const start = Date.now();
  const result = await work();
  told.push({ step, durationMs: Date.now() - start, result: isPlain(result) ? result : undefined });
  return result;
}

function isPlain(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !('cloud' in value)
  );
}

try {
  const started = await timed(
    `The local cloud and the functions start (time runs ${SPEED} times faster, seed ${options.seed})`,
    async () => {
      local = await startRangelight(
        {
          directory,
          speed: SPEED,
          seed: Number(options.seed),
          operations: 'realistic',
          propagation: 'short',
          processes: true,
          ...(options.bundles === undefined ? {} : { bundles: options.bundles }),
          apiServers: await clustersOf(options.clusters, (text) => screen.line(text)),
        },
        (what) => screen.line(`starting ${what} …`),
      );
      return local;
    },
  );
  screen.line(`functions: ${[...started.functions.values()].map((one) => `${one.name} (pid ${one.pid})`).join(', ')}`);
  const context = await newContext(started);
  for (const chapter of CHAPTERS) {
    await timed(chapter.title, () => Promise.race([chapter.tell(context), started.failure]));
  }
} catch (error) {
  failure = error;
}

await local?.close();
if (failure === undefined) {
  screen.heading('Summary');
  for (const { step, durationMs } of told) screen.line(`${(durationMs / 1000).toFixed(1).padStart(6)} s  ${step}`);
  await rm(directory, { recursive: true, force: true });
} else {
  const message = failure instanceof Error ? failure.message : 'it threw something that is no error';
  process.stderr.write(
    `\ndemo: step ${told.length + 1} is not as it should be: ${message}\nLogs are in ${join(directory, 'logs')}\n`,
  );
}
if (options.json !== undefined) {
  await writeFile(
    options.json,
    `${JSON.stringify({ ok: failure === undefined, speed: SPEED, seed: Number(options.seed), steps: told }, null, 2)}\n`,
  );
}
process.exit(failure === undefined ? 0 : exitCodeOf(failure));

async function newContext(started: LocalRangelight): Promise<Context> {
  const copy = await clone(started.cloud.github.repository(NAME).gitUrl(), join(directory, 'work'));
  await copy.git('checkout', '--quiet', '-b', 'main');
  await copy.publish('main', 'Begin');
  return {
    local: started,
    copy,
    octokit: new Octokit({ baseUrl: started.cloud.urls.github, auth: TOKENS.githubUser }),
    ask: (region, url, how) => ask(started.cloud.urls.regions.get(region) ?? '', url, how),
    say: (text) => screen.line(text),
    vips: new Map(),
  };
}
