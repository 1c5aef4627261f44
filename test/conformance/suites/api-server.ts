// A real Kubernetes API server for the contract: etcd and kube-apiserver of KUBEBUILDER_ASSETS, in a temporary folder on
// loopback, or the server of the current context of CONFORMANCE_KUBECONFIG (a scratch cluster: its namespace `blue` is
// emptied again and again).
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parse } from 'yaml';

/** How the tests reach it. */
export interface Access {
  readonly server: string;
  readonly token: string;
  /** PEM; absent: the server's certificate is not checked, which only loopback may do. */
  readonly ca?: string;
  /** What `/version` says, e.g. `v1.35.4`. */
  readonly version?: string;
}

export interface RealServer {
  readonly access: Access;
  stop(): Promise<void>;
}

const TOKEN = 'conformance';
const START_MS = 60_000;

export async function startRealServer(
  env: Readonly<Record<string, string | undefined>>,
): Promise<RealServer | { readonly absent: string }> {
  const kubeconfig = env['CONFORMANCE_KUBECONFIG'];
  if (kubeconfig !== undefined) return { access: accessFrom(kubeconfig), stop: () => Promise.resolve() };
  const assets = env['KUBEBUILDER_ASSETS'];
  if (assets === undefined) return { absent: 'neither KUBEBUILDER_ASSETS nor CONFORMANCE_KUBECONFIG is set' };
  for (const program of ['etcd', 'kube-apiserver']) {
    if (!existsSync(join(assets, program))) return { absent: `there is no ${program} in ${assets}` };
  }
  return startFrom(assets);
}

async function startFrom(assets: string): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), 'rangelight-apiserver-'));
  const [client, peer, secure] = await Promise.all([freePort(), freePort(), freePort()]);
  const key = join(folder, 'service-account.key');
  const tokens = join(folder, 'tokens.csv');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(tokens, `${TOKEN},conformance,1,system:masters\n`);
  const children: ChildProcess[] = [];
  const ended: string[] = [];
  const start = (program: string, args: readonly string[]): void => {
    const child = spawn(join(assets, program), args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-1_000)));
    // `close`, not `exit`: by then everything that it said is here. A program that cannot be started says so by `error`.
    child.on('close', (code) => ended.push(`${program} ended with ${code}: ${said.trim()}`));
    child.on('error', (error) => ended.push(`${program} ended before it began: ${error.message}`));
    children.push(child);
  };
  const stop = async (): Promise<void> => {
    for (const child of children.toReversed()) {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
    await rm(folder, { recursive: true, force: true });
  };
  const etcd = `http://127.0.0.1:${client}`;
  start('etcd', [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    '--unsafe-no-fsync',
  ]);
  start('kube-apiserver', [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${secure}`,
    `--cert-dir=${join(folder, 'certificates')}`,
    '--authorization-mode=RBAC',
    `--token-auth-file=${tokens}`,
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-cluster-ip-range=34.118.224.0/20',
    // There is no controller manager that would make the service accounts.
    '--disable-admission-plugins=ServiceAccount',
  ]);
  const access = { server: `https://127.0.0.1:${secure}`, token: TOKEN };
  try {
    await untilReady(access, ended);
  } catch (error) {
    await stop();
    throw error;
  }
  return { access, stop };
}

async function untilReady({ server, token }: Access, ended: readonly string[]): Promise<void> {
  const deadline = Date.now() + START_MS;
  while ((await statusOf(`${server}/readyz`, token)) !== 200) {
    if (ended.length > 0) throw new RealServerFailed(ended.join('; '));
    if (Date.now() > deadline) throw new RealServerFailed(`it was not ready within ${START_MS / 1000} s`);
    await wait(250);
  }
}

function statusOf(url: string, token: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}` };
    const sent = request(url, { headers, rejectUnauthorized: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(undefined));
    sent.end();
  });
}

interface Kubeconfig {
  readonly 'current-context': string;
  readonly contexts: readonly {
    readonly name: string;
    readonly context: { readonly cluster: string; readonly user: string };
  }[];
  readonly clusters: readonly {
    readonly name: string;
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data'?: string };
  }[];
  readonly users: readonly { readonly name: string; readonly user: { readonly token?: string } }[];
}

function accessFrom(file: string): Access {
  const config = parse(readFileSync(file, 'utf8')) as Kubeconfig;
  const context = config.contexts.find(({ name }) => name === config['current-context'])?.context;
  const cluster = config.clusters.find(({ name }) => name === context?.cluster)?.cluster;
  const token = config.users.find(({ name }) => name === context?.user)?.user.token;
  if (cluster === undefined || token === undefined) {
    throw new RealServerFailed(`${file} has no current context with a server and a token`);
  }
  const ca = cluster['certificate-authority-data'];
  const pem = ca === undefined ? {} : { ca: Buffer.from(ca, 'base64').toString() };
  return { server: cluster.server, token, ...pem };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

class RealServerFailed extends Error {
  constructor(reason: string) {
    super(`the real API server cannot be used: ${reason}`);
    this.name = 'RealServerFailed';
  }
}
