// One cluster's etcd and API server: their options, the tokens that it takes, and when it is ready.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Programs } from './find.ts';
import type { ProgramName } from './programs.ts';
import { type Started, startProgram } from './start-program.ts';

/** Who a token is at an API server: what a Google account is to GKE. */
export interface Identity {
  readonly token: string;
  readonly user: string;
  readonly groups?: readonly string[];
}

/** Where a cluster's own programs listen. */
export interface Place {
  /** Address of the API server. */
  readonly address: string;
  readonly apiPort: number;
  readonly etcdPort: number;
  readonly etcdPeerPort: number;
  readonly namespace?: string;
}

export interface ApiServerOptions {
  readonly programs: Programs;
  /** The cluster's own, inside its set's. */
  readonly folder: string;
  readonly place: Place;
  readonly identities: readonly Identity[];
  readonly serviceRange: string;
}

export interface ApiServer {
  /** `https://ADDRESS:PORT` */
  readonly url: string;
  /** PEM of the authority of its certificate. */
  readonly ca: string;
  readonly started: readonly Started[];
}

const READY_WITHIN_MS = 120_000;

/** The group that may do everything. */
export const MASTERS = 'system:masters';

/**
 * Starts both and waits until the API server says that it is ready.
 * @param options.identities the first one must be of `system:masters`.
 * @throws StartFailed with the last words of what ended, or when it is not ready within two minutes.
 */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { folder, place, identities } = options;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const tokens = identities.map(({ token, user, groups = [] }) => `${token},${user},${user},"${groups.join(',')}"\n`);
  await writeFile(join(folder, 'service-account.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), PRIVATE);
  await writeFile(join(folder, 'tokens.csv'), tokens.join(''), PRIVATE);
  const start = (name: ProgramName, args: readonly string[]): Promise<Started> => {
    const path = options.programs.get(name)?.path ?? name;
    return startProgram({ name, path, args, log: join(folder, `${name}.log`), namespace: place.namespace });
  };
  const started = [
    await start('etcd', etcdOptions(folder, place)),
    await start('kube-apiserver', apiServerOptions(options)),
  ];
  const url = `https://${place.address}:${place.apiPort}`;
  await untilReady(url, identities[0]?.token ?? '', started);
  // Two certificates: its own, and the authority that it made for itself.
  const [, ca = ''] = (await readFile(join(folder, 'certificates', 'apiserver.crt'), 'utf8')).split(
    /(?<=-----END CERTIFICATE-----\n)/,
  );
  return { url, ca, started };
}

const PRIVATE = { mode: 0o600 };

function etcdOptions(folder: string, { etcdPort, etcdPeerPort }: Place): readonly string[] {
  const client = `http://127.0.0.1:${etcdPort}`;
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=http://127.0.0.1:${etcdPeerPort}`,
    '--unsafe-no-fsync',
  ];
}

function apiServerOptions({ folder, place, serviceRange }: ApiServerOptions): readonly string[] {
  const key = join(folder, 'service-account.key');
  return [
    `--etcd-servers=http://127.0.0.1:${place.etcdPort}`,
    `--bind-address=${place.address}`,
    `--advertise-address=${place.address}`,
    `--secure-port=${place.apiPort}`,
    `--cert-dir=${join(folder, 'certificates')}`,
    '--authorization-mode=RBAC',
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-cluster-ip-range=${serviceRange}`,
    // Pods here are objects without a kubelet: nobody would use the tokens that the plugin asks for.
    '--disable-admission-plugins=ServiceAccount',
    // The endpoints of `default/kubernetes` may not be loopback addresses.
    ...(place.address.startsWith('127.') ? ['--endpoint-reconciler-type=none'] : []),
  ];
}

/**
 * Resolves when the API server says that it is ready, to whoever has the token. @throws StartFailed after two minutes,
 * or when one of the programs ended
 */
export async function untilReady(url: string, token: string, started: readonly Started[]): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while ((await statusOf(`${url}/readyz`, token)) !== 200) {
    const ended = started.flatMap((one) => one.whyEnded() ?? []);
    if (ended.length > 0) throw new StartFailed(ended.join('; '));
    if (Date.now() > deadline) throw new StartFailed(`it was not ready within ${READY_WITHIN_MS / 1000} s`);
    await wait(100);
  }
}

function statusOf(url: string, token: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}` };
    // Its authority is not there before it is.
    const sent = request(url, { headers, rejectUnauthorized: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(undefined));
    sent.end();
  });
}

/** A place on loopback, on ports that are free now. */
export async function loopbackPlace(): Promise<Place> {
  const [apiPort, etcdPort, etcdPeerPort] = await Promise.all([freePort(), freePort(), freePort()]);
  return { address: '127.0.0.1', apiPort, etcdPort, etcdPeerPort };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export class StartFailed extends Error {
  constructor(reason: string) {
    super(`the API server cannot be used: ${reason}`);
    this.name = 'StartFailed';
  }
}
