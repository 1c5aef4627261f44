// Brakes and words of people, on the local cloud: a pause holds a merge back until it ends, `policy.apply: manual` waits for
// `apply`, a gate for the approval of exactly its plan, and `rollback` takes a unit back; every word is kept with its reason.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET, PROJECT } from '../../infra/local/layout.ts';
import { rangelight } from './cli-process.ts';
import { APPLY, type Scenario, startScenario } from './support/scenario.ts';
import { resources } from './support/state.ts';
import { withFleet, withHost } from './support/trees.ts';

let scenario: Scenario;
let directory: string;
let endpoints: string;

beforeAll(async () => {
  scenario = await startScenario();
  directory = await mkdtemp(join(tmpdir(), 'rangelight-brakes-'));
  endpoints = join(directory, 'endpoints.json');
  const { storage, pubsub } = scenario.cloud.urls;
  await writeFile(endpoints, JSON.stringify({ project: PROJECT, bucket: BUCKET, storage, pubsub: `http://${pubsub}` }));
  await scenario.land(scenario.seed);
});
afterAll(async () => {
  await scenario.close();
  await rm(directory, { recursive: true });
});

async function say(...words: readonly string[]): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const { code, stdout, stderr } = await rangelight([
    ...words,
    '--reason',
    'we are looking at it',
    '--local',
    endpoints,
  ]);
  expect(stderr).toBe('');
  return { code, stdout };
}

function hosts(): readonly string[] {
  return resources(scenario.cloud, 'urlMaps').flatMap((map) =>
    ((map['hostRules'] ?? []) as readonly { readonly hosts: readonly string[] }[]).flatMap((rule) => rule.hosts),
  );
}

test('pause, apply, approve and rollback, one after the other', async () => {
  // A pause holds a merge back; when it ends the next tick goes on.
  await say('pause', 'blue');
  const paused = withHost(scenario.seed, 'paused.example.com');
  let commit = '';
  const whilePaused = await scenario.writesDuring(async () => {
    commit = await scenario.land(paused, { mayWait: true });
    await scenario.tick();
  });
  expect(whilePaused).toEqual({ compute: [], kubernetes: [] });
  await say('resume', 'blue');
  await scenario.tick();
  await scenario.settled();
  expect(hosts()).toContain('paused.example.com');
  expect((await scenario.github.check(commit, APPLY)).conclusion).toBe('success');

  // With `apply: manual` a merge waits for a word.
  const manual = withFleet(paused, 'apply: merge', 'apply: manual');
  await scenario.land(manual);
  const more = withHost(manual, 'manual.example.com');
  const untilTold = await scenario.writesDuring(() => scenario.land(more, { mayWait: true }));
  expect(untilTold).toEqual({ compute: [], kubernetes: [] });
  const { code, stdout } = await say('apply', 'blue');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^blue: applied as planned \([0-9a-f]+\)$/m)]);
  await scenario.settled();
  expect(hosts()).toContain('manual.example.com');

  // A gate is passed by the approval of exactly its plan.
  const gated = await scenario.land(manual, { mayWait: true });
  const refused = await say('apply');
  expect(refused.code).toBe(3);
  const digest = /rangelight approve ([0-9a-f]+)/.exec(refused.stdout)?.[1] ?? 'none named';
  expect((await scenario.github.check(gated, APPLY)).summary).toContain(digest.slice(0, 12));
  expect(hosts()).toContain('manual.example.com');
  await say('approve', digest);
  await scenario.settled();
  expect(hosts()).not.toContain('manual.example.com');
  expect((await scenario.github.check(gated, APPLY)).conclusion).toBe('success');

  // Back to what the run before had reached, which no gate stops and no word of `apply` has to free.
  await say('rollback', 'blue');
  await scenario.settled();
  expect(hosts()).toContain('manual.example.com');
});
