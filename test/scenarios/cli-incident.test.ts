// `rangelight incident` on an example of the repository, as a person calls it.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { replayText } from '../../functions/cli/features/ingress/incident/words.ts';
import { INCIDENTS } from '../../infra/local/incidents/table.ts';
import { rangelight } from './cli-process.ts';

const EXAMPLE = join(import.meta.dirname, '../../schemas/examples/valid/foobar');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rangelight-incident-'));
  await cp(EXAMPLE, folder, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('lists the incidents of the table, for people and for programs', async () => {
  const { code, stdout } = await rangelight(['incident', '--list', '--json']);
  const { incidents } = JSON.parse(stdout) as { readonly incidents: readonly { readonly name: string }[] };
  expect([code, incidents.map(({ name }) => name)]).toEqual([0, INCIDENTS.map(({ name }) => name)]);
  const list = await rangelight(['incident', '--list']);
  expect(list.stdout).toContain('https://status.cloud.google.com/incidents/6PM5mNd43NbMqjCZ5REh');
});

it('says which names there are where none is meant', async () => {
  const { code, stderr } = await rangelight(['incident', 'thawed', folder]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^rangelight: thawed is none of frozen, /);
});

it('says what is wrong with manifests that have errors', async () => {
  const broken = join(import.meta.dirname, '../../schemas/examples/invalid/unknown-service');
  const { code, stdout } = await rangelight(['incident', 'frozen', broken]);
  expect(code).toBe(1);
  expect(stdout).toContain('error');
});

it('replays one while a change of the working tree is rolled out, and counts what an empty edge answers apart', async () => {
  const file = join(folder, 'manifests/foobar.yaml');
  const before = await mkdtemp(join(tmpdir(), 'rangelight-incident-'));
  await cp(folder, before, { recursive: true });
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('bar.example.com', 'baz.example.com'));
  const { code, stdout } = await rangelight(['incident', 'overwritten', folder, '--base', before, '--json']);
  await rm(before, { recursive: true });
  const told = JSON.parse(stdout) as {
    readonly change: string;
    readonly troubles: readonly string[];
    readonly routes: readonly {
      readonly host: string;
      readonly sent: number;
      readonly failed: number;
      readonly outages: number;
    }[];
    readonly added: readonly { readonly host: string }[];
    readonly gone: readonly { readonly host: string }[];
  };
  expect([code, told.change, told.troubles]).toEqual([0, before, []]);
  expect(told.added.map(({ host }) => host)).toEqual(['any.baz.example.com']);
  expect(told.gone.map(({ host }) => host)).toEqual(['any.bar.example.com']);
  expect(told.routes.length).toBeGreaterThan(1);
  for (const { sent, failed, outages } of told.routes) {
    expect([sent > 1_000, failed]).toEqual([true, 0]);
    // 24 minutes of one region, every ten seconds, and every fifth time another one of 10 s.
    expect(outages).toBeGreaterThanOrEqual(144);
    expect(outages).toBeLessThanOrEqual(175);
  }
});

it('tells what fails, from when, for how long, and what helps', () => {
  const route = { vip: '203.0.113.1', port: 80, host: 'foo.example.com', path: '/cart' };
  const text = replayText(
    {
      incident: { name: 'frozen', happens: 'It freezes', source: 'a report', overMinutes: 84 },
      minutes: 119,
      routes: [
        {
          route,
          sent: 100,
          failed: 7,
          outages: 0,
          firstMs: 65_000,
          lastMs: 125_000,
          reasons: new Map([['502 gone', 7]]),
        },
      ],
      added: [],
      gone: [],
      troubles: [],
    },
    undefined,
  );
  expect(text).toContain('http://foo.example.com/cart: 7 of 100 failed, from 65 s after the merge, for 60 s');
  expect(text).toContain('7 × 502 gone');
  expect(text).toContain('What helps: while Google tells of such an incident, begin nothing: rangelight freeze');
});
