// `npm run peers -- build|up|down|status`: real clusters on this machine. Exit status 0: all of it; 1: something went
// wrong; 3: this machine cannot run some of it, and what was said why.
import { Command, InvalidArgumentError } from 'commander';
import { buildAll } from './commands/build-all.ts';
import { down } from './commands/down.ts';
import { status } from './commands/status.ts';
import { up } from './commands/up.ts';

const MOST_CLUSTERS = 9;

function count(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= MOST_CLUSTERS) return number;
  throw new InvalidArgumentError(`It is a number of 1 to ${MOST_CLUSTERS}.`);
}

interface UpFlags {
  readonly clusters: number;
  readonly apiServers?: boolean;
  readonly mesh?: boolean;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const asked = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => asked.abort());

const program = new Command('peers').description('Real clusters: etcd, API server, controllers, kube-proxy, CoreDNS.');
program
  .command('build')
  .description('build the programs that are not there yet (ten minutes on two cores, once)')
  .option('--mesh', 'those of a mesh, too (ten minutes more)')
  .action(
    async ({ mesh = false }: { mesh?: boolean }) => void (process.exitCode = await buildAll(mesh, say, asked.signal)),
  );
program
  .command('up')
  .description('start clusters; those of an earlier up are taken down first')
  .option('--clusters <number>', 'how many', count, 2)
  .option('--api-servers', 'API servers on loopback alone, without a network')
  .option('--mesh', 'with Istio in each cluster, and a pod with a sidecar')
  .action(async ({ clusters, apiServers = false, mesh = false }: UpFlags) => {
    process.exitCode = await up({ clusters, apiServers, mesh, say, signal: asked.signal });
  });
program
  .command('down')
  .description('end them, and what others left behind that are gone; no process, namespace, link or file stays')
  .action(async () => void (process.exitCode = await down(say)));
program
  .command('status')
  .description('what is there and what runs')
  .action(async () => void (process.exitCode = await status(say)));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`peers: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
