// Part: gcloud runs the commands of Google's how-to pages, each page on a Compute emulator of its own.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createComputeEmulator } from '../../../infra/emulators/compute/index.ts';
import { createFabric } from '../../../infra/emulators/fabric/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { createLocalAuthority } from '../../../infra/emulators/kubernetes/index.ts';
import { inLanes } from '../command.ts';
import type { CaseResult, Part } from '../report.ts';
import { caseNames, type Page, runPage } from '../steps.ts';
import { findGcloud, gcloudAt } from './client.ts';
import { sourceFiles } from './files.ts';
import { pages } from './pages/index.ts';

/** gcloud is a slow starter that keeps one core busy; more lanes than this gain nothing on a small machine. */
const LANES = 2;

export const gcloudPart: Part = {
  name: 'gcloud',
  about: 'Command lines modelled on Google’s how-to pages, against the Compute emulator, each page on a fresh project.',
  cases: caseNames(pages),
  findClient: () => inFolder(findGcloud),
  async run() {
    // The longest first, so that no lane is left alone with one at the end.
    const byLength = [...pages].sort((one, other) => other.steps.length - one.steps.length);
    const results = await inLanes(LANES, byLength, onFreshProject);
    return pages.flatMap((page) => results[byLength.indexOf(page)] ?? []);
  },
};

function onFreshProject(page: Page): Promise<readonly CaseResult[]> {
  return inFolder(async (folder) => {
    for (const [name, text] of Object.entries(sourceFiles)) await writeFile(join(folder, name), text);
    const { key, cert } = await (await createLocalAuthority()).issue('www.example.com');
    await Promise.all([writeFile(join(folder, 'cert.pem'), cert), writeFile(join(folder, 'key.pem'), key)]);
    const fabric = createFabric();
    fabric.addInstance({ name: 'vm-1', zone: 'us-west1-a', network: 'default', tags: ['gke-node'], ip: '10.0.0.1' });
    for (const ip of ['10.4.0.5', '10.4.0.6']) {
      fabric.addPod({ ip, instance: 'vm-1', zone: 'us-west1-a', sockets: new Map() });
    }
    const emulator = createComputeEmulator({
      project: 'demo',
      clock: scaledClock(1),
      random: seededRandom(1),
      fabric,
      regions: [
        { name: 'us-west1', zones: ['us-west1-a', 'us-west1-b'] },
        { name: 'europe-west1', zones: ['europe-west1-b'] },
      ],
      operations: 'fast',
    });
    const served = await serve(emulator.handler);
    try {
      return await runPage(page, gcloudAt(served.url, folder));
    } finally {
      await served.close();
    }
  });
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'rangelight-gcloud-'));
  await mkdir(join(folder, 'gcloud'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
