// Google's own Pub/Sub emulator as a second subject of the contract, where java and the gcloud component are installed.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { HANGS_MS } from '../../limits.ts';

const USUAL_ROOT = '/usr/lib/google-cloud-sdk';
const JAR = 'platform/pubsub-emulator/lib/cloud-pubsub-emulator-*-all.jar';

/** The emulator's jar, or the reason why it cannot be run here. */
export function findGoogleEmulator(): { readonly jar: string } | { readonly absent: string } {
  if (!onPath('java')) return { absent: 'java is not on the PATH' };
  const [usual] = globSync(`${USUAL_ROOT}/${JAR}`);
  if (usual !== undefined) return { jar: usual };
  // Asking gcloud takes a second, so only when the usual place has nothing.
  const root = sdkRoot();
  const [found] = root ? globSync(`${root}/${JAR}`) : [];
  return found === undefined ? { absent: 'the gcloud component pubsub-emulator is not installed' } : { jar: found };
}

/** Starts the jar itself: stopping gcloud's wrapper would leave the JVM behind. */
export async function startGoogleEmulator(jar: string): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const flags = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
  const port = await freePort();
  const child = spawn('java', [...flags, '-jar', jar, '--host=127.0.0.1', `--port=${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await listening(child);
  return {
    port,
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** The jar takes port 0 but never tells which port it got. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening({ stderr }: ChildProcess): Promise<void> {
  if (stderr === null) throw new GoogleEmulatorFailed('it has no output');
  for await (const line of createInterface({ input: stderr })) {
    if (line.includes('Server started, listening')) return;
  }
  throw new GoogleEmulatorFailed('it ended before it was listening');
}

function onPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}

function sdkRoot(): string | undefined {
  const args = ['info', '--format=value(installation.sdk_root)'];
  try {
    return execFileSync('gcloud', args, {
      encoding: 'utf8',
      timeout: HANGS_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

class GoogleEmulatorFailed extends Error {
  constructor(reason: string) {
    super(`Google's Pub/Sub emulator did not start: ${reason}`);
    this.name = 'GoogleEmulatorFailed';
  }
}
