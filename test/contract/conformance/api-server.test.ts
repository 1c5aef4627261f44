// How the conformance check finds and starts a real API server, with stand-ins for the programs that are not here.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { createKubernetesEmulator, createLocalAuthority } from '../../../infra/emulators/kubernetes/index.ts';
import { startRealServer } from '../../conformance/suites/api-server.ts';
import { realServer } from '../kubernetes/real-server.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rangelight-api-server-test-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const emulators = new URL('../../../infra/emulators/', import.meta.url).href;

/** Serves the emulator as kube-apiserver would: the port and the token are in its arguments. */
const STAND_IN = `#!${process.execPath}
const option = (name) => process.argv.find((one) => one.startsWith('--' + name + '=')).split('=').slice(1).join('=');
const [token] = require('node:fs').readFileSync(option('token-auth-file'), 'utf8').split(',');
(async () => {
  const from = (path) => import('${emulators}' + path);
  const [k8s, clock, random, kit] = await Promise.all(
    ['kubernetes/index.ts', 'kit/clock.ts', 'kit/random.ts', 'kit/serve.ts'].map(from));
  const authority = await k8s.createLocalAuthority();
  const { handler } = k8s.createKubernetesEmulator({
    name: 'x', clock: clock.scaledClock(1), random: random.seededRandom(1), tokens: new Map([[token, 'admin']]),
  });
  const fs = require('node:fs');
  fs.mkdirSync(option('cert-dir'));
  const chain = [(await authority.issue('x')).cert, authority.caPem].map((pem) => pem.trim() + '\\n');
  fs.writeFileSync(option('cert-dir') + '/apiserver.crt', chain.join(''));
  await kit.serve(handler, { port: Number(option('secure-port')), tls: await authority.issue('x') });
})();
`;

async function program(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), text);
  await chmod(join(folder, name), 0o755);
}

/** What the contract's own rig gets to see through this access. */
async function statusThrough(access: object): Promise<number> {
  vi.stubEnv('CONFORMANCE_KUBERNETES', JSON.stringify(access));
  const send = realServer();
  const headers = { authorization: 'Bearer root' };
  const response = await send?.(new Request('http://cluster/api/v1/namespaces/default', { headers }));
  await response?.text();
  return response?.status ?? 0;
}

it('starts the programs of KUBEBUILDER_ASSETS on free ports, waits for them, and ends them', async () => {
  await program('etcd', `#!${process.execPath}\nsetInterval(() => undefined, 1000);\n`);
  await program('kube-apiserver', STAND_IN);
  const server = await startRealServer({ KUBEBUILDER_ASSETS: folder });
  if ('absent' in server) return expect(server).toBe('a server');
  expect(server.access.server).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(await statusThrough(server.access)).toBe(200);
  await server.stop();
  await expect(statusThrough(server.access)).rejects.toThrow('fetch failed');
});

it('does not wait for a server that has ended', async () => {
  await program('etcd', `#!${process.execPath}\nsetInterval(() => undefined, 1000);\n`);
  await program('kube-apiserver', `#!${process.execPath}\nconsole.error('no such flag'); process.exit(1);\n`);
  await expect(startRealServer({ KUBEBUILDER_ASSETS: folder })).rejects.toThrow(/kube-apiserver ended.*no such flag/s);
});

it('goes where the current context of CONFORMANCE_KUBECONFIG points, by its authority and token', async () => {
  const authority = await createLocalAuthority();
  const tokens = new Map([['local', 'admin']] as const);
  const { handler } = createKubernetesEmulator({
    name: 'x',
    clock: scaledClock(1),
    random: seededRandom(1),
    tokens,
  });
  const served = await serve(handler, { tls: await authority.issue('x') });
  const file = join(folder, 'kubeconfig');
  const config = (context: string): string =>
    JSON.stringify({
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
      clusters: [
        {
          name: 'c',
          cluster: {
            server: served.url,
            'certificate-authority-data': Buffer.from(authority.caPem).toString('base64'),
          },
        },
      ],
      users: [{ name: 'u', user: { token: 'local' } }],
      'current-context': context,
    });
  try {
    await writeFile(file, config('here'));
    const server = await startRealServer({ CONFORMANCE_KUBECONFIG: file });
    if ('absent' in server) return expect(server).toBe('a server');
    expect(await statusThrough(server.access)).toBe(200);
    expect(await statusThrough({ ...server.access, token: 'other' })).toBe(401);
    await server.stop();
    await writeFile(file, config('elsewhere'));
    await expect(startRealServer({ CONFORMANCE_KUBECONFIG: file })).rejects.toThrow('no current context');
  } finally {
    await served.close();
  }
});
