// The real kubectl against the emulator, over https with a local authority and a token.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalAuthority } from '../../../infra/emulators/kubernetes/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { type Served, serve } from '../../../infra/emulators/kit/serve.ts';
import { createKubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { ingress, ingressDefinition, namespace, service } from './cluster.ts';
import { HANGS_MS } from '../../limits.ts';

const installed = spawnSync('kubectl', ['version', '--client']).status === 0;
if (!installed) process.stderr.write('kubectl is not installed: its contract tests are skipped\n');

describe.skipIf(!installed)('kubectl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rangelight-kubectl-'));
  const config = join(folder, 'config');
  let served: Served;

  beforeAll(async () => {
    const authority = await createLocalAuthority();
    const tokens = new Map([['root', 'admin']] as const);
    const { handler } = createKubernetesEmulator({ name: 'c', clock: scaledClock(1), random: seededRandom(1), tokens });
    served = await serve(handler, { tls: await authority.issue('c') });
    const ca = Buffer.from(authority.caPem).toString('base64');
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: served.url, 'certificate-authority-data': ca } }],
      users: [{ name: 'u', user: { token: 'root' } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u', namespace: 'blue' } }],
      'current-context': 'c',
    };
    writeFileSync(config, JSON.stringify(kubeconfig));
  });
  afterAll(async () => {
    await served.close();
    rmSync(folder, { recursive: true });
  });

  const kubectl = (...args: string[]): Promise<{ code: number; output: string }> =>
    new Promise((resolve) => {
      const env = { PATH: process.env.PATH, HOME: folder, KUBECONFIG: config, TMPDIR: folder };
      const all = ['--cache-dir', join(folder, 'cache'), ...args];
      execFile('kubectl', all, { env, timeout: HANGS_MS }, (error, stdout, stderr) => {
        resolve({
          code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
          output: stdout + stderr,
        });
      });
    });
  const file = (name: string, ...objects: object[]): string => {
    const path = join(folder, name);
    writeFileSync(path, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
    return path;
  };

  test('applies, shows, explains, compares, waits and deletes', async () => {
    const web = (app: string): object =>
      service('web', { clusterIP: 'None', selector: { app }, ports: [{ port: 80 }] }, { namespace: 'blue' });
    const first = await kubectl('apply', '--server-side', '-f', file('crd.yaml', namespace('blue'), ingressDefinition));
    expect(first).toMatchObject({ code: 0 });
    const objects = file('objects.yaml', ingress('ing', { host: 'a.b' }, { namespace: 'blue' }), web('one'));
    expect(await kubectl('apply', '--server-side', '-f', objects)).toMatchObject({ code: 0 });

    const [shown, described, explained, same, changed] = await Promise.all([
      kubectl('get', 'mci'),
      kubectl('describe', 'service', 'web'),
      kubectl('explain', 'mci.spec'),
      kubectl('diff', '--server-side', '-f', objects),
      kubectl('diff', '--server-side', '-f', file('changed.yaml', web('two'))),
    ]);
    expect(shown.output).toMatch(/^NAME +VIP\ning/u);
    expect(described.output).toMatch(/Selector: +app=one/u);
    expect(explained.output).toContain('host\t<string> -required-');
    expect(same).toEqual({ code: 0, output: '' });
    expect(changed).toMatchObject({ code: 1 });
    expect(changed.output).toContain('+    app: two');

    const ready = kubectl('wait', '--for=jsonpath={.status.VIP}=192.0.2.1', 'mci/ing', '--timeout=5s');
    const patch = [
      'patch',
      'mci',
      'ing',
      '--subresource=status',
      '--type=merge',
      '-p',
      '{"status":{"VIP":"192.0.2.1"}}',
    ];
    expect(await kubectl(...patch)).toMatchObject({ code: 0 });
    expect(await ready).toMatchObject({ code: 0 });
    expect(await kubectl('delete', 'mci', 'ing')).toMatchObject({ code: 0 });
    expect((await kubectl('get', 'mci', 'ing')).output).toContain('(NotFound)');
  });
});
