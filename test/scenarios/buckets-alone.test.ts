// Everything is down but the buckets: GitHub, the functions, the clusters, Compute. Whoever is on call asks what
// stands, what runs and why, as the pages say it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scaledClock } from '../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../infra/emulators/kit/random.ts';
import { type Served, serve } from '../../infra/emulators/kit/serve.ts';
import { createStorageEmulator } from '../../infra/emulators/storage/index.ts';
import { BUCKETS, PROJECT, TOKENS } from '../../infra/local/layout.ts';
import { HANGS_MS, STORY_MS } from '../limits.ts';
import { rangelightProcess } from './cli-process.ts';
import { type Scenario, startScenario } from './support/scenario.ts';
import { withHost } from './support/trees.ts';

let directory: string;
const kept: Served[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rangelight-buckets-'));
});
afterAll(async () => {
  for (const one of kept) await one.close();
  await rm(directory, { recursive: true });
});

/** The buckets as they are now, served by something that ends with none of the rest; gives its endpoints file. */
async function keepBuckets({ cloud }: Scenario, name: string): Promise<string> {
  const copy = createStorageEmulator({
    clock: scaledClock(1),
    random: seededRandom(1),
    buckets: Object.values(BUCKETS),
  });
  const headers = { authorization: `Bearer ${TOKENS.person}` };
  for (const bucket of Object.values(BUCKETS))
    for (const { name: key } of cloud.storage.objects(bucket)) {
      const url = `${cloud.urls.storage}/storage/v1/b/${bucket}/o/${encodeURIComponent(key)}?alt=media`;
      const body = await (await fetch(url, { headers, signal: AbortSignal.timeout(HANGS_MS) })).text();
      const upload = `https://storage/upload/storage/v1/b/${bucket}/o?uploadType=media&name=${encodeURIComponent(key)}`;
      const answer = await copy.handler(
        new Request(upload, { method: 'POST', body, headers: { ...headers, 'content-type': 'application/json' } }),
      );
      expect(answer.status).toBe(200);
    }
  const served = await serve(copy.handler);
  kept.push(served);
  const { storage: _gone, regions: _regions, ...urls } = cloud.urls;
  const file = join(directory, `${name}.json`);
  const where = { project: PROJECT, bucket: BUCKETS.state, personToken: TOKENS.person, storage: served.url };
  await writeFile(file, JSON.stringify({ ...urls, ...where }));
  return file;
}

/** Each verb as the pages have it; it writes nothing beside what it was asked. */
async function ask(file: string, ...args: readonly string[]): Promise<readonly [number | null, string]> {
  const { code, stdout, stderr } = await rangelightProcess([...args, '--local', file]);
  expect(stderr).toBe('');
  return [code, stdout];
}

/** The name of the newest run of a unit, and how it is shown. */
async function newestRun(file: string, unit: string): Promise<readonly [id: string, shown: string]> {
  const [code, shown] = await ask(file, 'runs', '--unit', unit);
  expect(code).toBe(0);
  return [/^(\d{6}-[0-9a-f]{16}) /m.exec(shown)?.[1] ?? 'none', shown];
}

const OBJECT = 'networking.gke.io/MultiClusterIngress/blue/foobar-ingress';

it(
  'at rest and in the middle of a run, each verb of whoever is on call answers',
  async () => {
    const scenario = await startScenario();
    const first = await scenario.land(scenario.seed);
    await scenario.tick();
    const atRest = await keepBuckets(scenario, 'at-rest');
    const [urlMap = ''] = scenario.cloud.compute.view.list('urlMaps').map(({ path }) => path);
    const refusal = { type: 'answer', status: 503 } as const;
    scenario.cloud.compute.faults.inject({ match: { method: 'PATCH', path: '/**/urlMaps/*' }, effect: refusal });
    const second = await scenario.land(withHost(scenario.seed, 'more.example.com'), { mayWait: true });
    const inTheMiddle = await keepBuckets(scenario, 'in-the-middle');
    await scenario.close();

    const [fine, stands] = await ask(atRest, 'status');
    expect(stands).toMatch(new RegExp(`^fleet prod {2}acme/ingress at ${first.slice(0, 12)} .*; carried out$`, 'm'));
    expect(stands).toMatch(/^ {2}blue +applied +since .* run \d/m);
    expect(fine).toBe(0);
    const [done, list] = await newestRun(atRest, 'blue');
    expect(list).toMatch(/ blue +succeeded .* the policy$/m);
    expect(await ask(atRest, 'run', done)).toEqual([0, expect.stringContaining('of blue in prod: succeeded: done\n')]);

    expect(await ask(inTheMiddle, 'status', 'prod')).toEqual([
      0,
      expect.stringMatching(/^ {2}blue +waiting .*3\/6 steps[^]*^ {2}blue: until .*: .*backendError$/m),
    ]);
    const [open, listed] = await newestRun(inTheMiddle, 'blue');
    expect(listed).toMatch(new RegExp(`^${open} +blue +open +since .* ${second.slice(0, 12)} `, 'm'));
    const [, steps] = await ask(inTheMiddle, 'run', open);
    expect(steps).toContain(`run ${open} of blue in prod: open\n`);
    expect(steps).toMatch(/^ {2}waiting {2}switch apply \S*urlMaps\S*.*\n {4}until .*backendError\n {4}unavailable: /m);
    expect(steps).toMatch(/^ {2}not begun {2}bake /m);

    for (const subject of [OBJECT, `https://www.googleapis.com/compute/v1/${urlMap}`]) {
      const [code, said] = await ask(inTheMiddle, 'history', subject);
      expect(code).toBe(0);
      const [newer, older] = [
        said.indexOf(`run ${open} of blue: open`),
        said.indexOf(`run ${done} of blue: succeeded`),
      ];
      expect([newer >= 0, older > newer]).toEqual([true, true]);
      expect(said).toContain(`commit https://github.com/acme/ingress/commit/${second}\n`);
      expect(said).toContain('asked for by Git: the manifests changed; not done yet\n');
    }
  },
  STORY_MS,
);
