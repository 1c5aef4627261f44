// The local cloud as people start it: real processes, an endpoints file with what it promises, and nothing left behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { FUNCTIONS } from '../../infra/deploy/contract.ts';
import { APPS, CLUSTERS, REPLICAS } from '../../infra/local/layout.ts';

const MAIN = fileURLToPath(new URL('../../infra/local/main.ts', import.meta.url));

/** Resolves with the first line that begins so; undefined when the process says nothing more. */
async function lineOf(child: ChildProcess, start: string): Promise<string | undefined> {
  if (child.stdout === null) return undefined;
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith(start)) return line;
  return undefined;
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(/\s+/).map(Number);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Every loopback port that a text names. */
function portsIn(...texts: readonly string[]): readonly number[] {
  return texts.flatMap((text) => [...text.matchAll(/127\.0\.0\.1:(\d+)/g)].map((match) => Number(match[1])));
}

function callingPods(): number {
  const apps = CLUSTERS.flatMap(({ link }) => APPS.filter(({ clusters }) => clusters?.includes(link) !== false));
  return apps.filter(({ calls }) => calls !== undefined).length * REPLICAS;
}

test('it says where everything listens, and SIGTERM leaves nothing running', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'rangelight-processes-'));
  const child = spawn(process.execPath, [MAIN], { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });
  expect(await lineOf(child, 'ready')).toBeDefined();
  const file = join(directory, '.local', 'endpoints.json');
  const text = await readFile(file, 'utf8');
  const endpoints = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const url = expect.stringMatching(/^https?:\/\/127\.0\.0\.1:\d+/) as string;
  expect(endpoints).toMatchObject({
    project: 'demo-project',
    compute: url,
    storage: url,
    pubsub: url,
    github: { api: url, gitUrl: url },
    webhook: url,
    regions: { 'us-west1': url, 'europe-north1': url, 'asia-east1': url },
    kubeconfig: join(directory, '.local', 'kubeconfig'),
    control: url,
  });
  const pids = await childrenOf(child.pid ?? 0);
  const ports = portsIn(text, await readFile(String(endpoints['kubeconfig']), 'utf8'));
  // The functions, the pods that make real calls, and the one that starts git.
  expect(pids).toHaveLength(FUNCTIONS.length + callingPods() + 1);
  expect(pids.every(isRunning)).toBe(true);
  expect(ports.length).toBeGreaterThanOrEqual(13);
  expect(await Promise.all(ports.map(isOpen))).not.toContain(false);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(pids.filter(isRunning)).toEqual([]);
  expect(await Promise.all(ports.map(isOpen))).not.toContain(true);
  await expect(access(file)).rejects.toThrow('ENOENT');
});
