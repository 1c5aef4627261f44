// Part: kubectl runs the commands of the Multi Cluster Ingress pages against an emulated config cluster, over https.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { createKubernetesEmulator, createLocalAuthority } from '../../../infra/emulators/kubernetes/index.ts';
import { runCommand, type Surroundings, words } from '../command.ts';
import type { CaseResult, Part } from '../report.ts';
import { caseNames, runPage } from '../steps.ts';
import { manifests } from './manifests.ts';
import { pages } from './pages.ts';

const TIMEOUT_MS = 20_000;

/** kubectl learns from discovery that `apps` is missing and says so itself, without meeting the 501. */
const NOT_SERVED = /error validating "deploy\.yaml"|doesn't have a resource type "deployment/;

export const kubectlPart: Part = {
  name: 'kubectl',
  about:
    'Command lines modelled on the Multi Cluster Ingress pages, and apply in both its forms, against the Kubernetes emulator over https.',
  cases: caseNames(pages),
  async findClient() {
    const around = { env: { PATH: process.env['PATH'] ?? '' }, cwd: tmpdir(), timeout: TIMEOUT_MS };
    const { code, output } = await runCommand('kubectl', ['version', '--client'], around);
    if (code !== 0) return { absent: 'kubectl is not on the PATH' };
    return { version: `kubectl ${output.match(/v\d+\.\d+\.\d+/)?.[0] ?? ''}`.trim() };
  },
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'rangelight-kubectl-'));
    const authority = await createLocalAuthority();
    const emulator = createKubernetesEmulator({
      name: 'gke-us',
      clock: scaledClock(1),
      random: seededRandom(1),
      tokens: new Map([['local', 'admin']] as const),
    });
    const served = await serve(emulator.handler, { tls: await authority.issue('gke-us') });
    try {
      const files = { ...manifests(), kubeconfig: kubeconfig(served.url, authority.caPem) };
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      const env = {
        PATH: process.env['PATH'] ?? '',
        HOME: folder,
        TMPDIR: folder,
        KUBECONFIG: join(folder, 'kubeconfig'),
      };
      const around: Surroundings = { env, cwd: folder, timeout: TIMEOUT_MS };
      const results: CaseResult[] = [];
      for (const page of pages) {
        results.push(...(await runPage(page, (line) => kubectl(line, around), NOT_SERVED)));
      }
      return results;
    } finally {
      await served.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function kubectl(line: string, around: Surroundings) {
  const [program = '', ...args] = line.includes('{') ? line.split(' ') : words(line);
  return runCommand(program, args, around);
}

function kubeconfig(server: string, caPem: string): string {
  const ca = Buffer.from(caPem).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'gke-us', cluster: { server, 'certificate-authority-data': ca } }],
    users: [{ name: 'local', user: { token: 'local' } }],
    contexts: [{ name: 'gke-us', context: { cluster: 'gke-us', user: 'local' } }],
    'current-context': 'gke-us',
  });
}
