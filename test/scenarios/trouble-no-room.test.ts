// Trouble of an API server that has no room for the functions: it answers 429 before it looks at a request. A moment of
// it is waited for as long as the server says; a longer one is told, nothing is deleted, and in the end all is done.
// Runs on API servers of whoever wrote them, with `npm run conformance -- trouble`.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { STORY_MS } from '../limits.ts';
import { rooms } from './support/no-room.ts';
import type { Tree } from './support/repository.ts';
import { APPLY, EU, IN_TROUBLE, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, objectsIn } from './support/state.ts';
import { expectServed, INGRESSES, SERVICES, vipIn } from './support/traffic.ts';
import { withHost } from './support/trees.ts';

const MOST_TICKS = 6;
const SAID = 'Too many requests, please try again later';
const NOTHING = { compute: [], kubernetes: [] };

const room = rooms();
let scenario: Scenario;
/** Hosts only come: taking one away would need an approval. */
let tree: Tree;

async function copiesIn(link: string): Promise<readonly unknown[]> {
  const cluster = clusterOf(scenario.cloud, link);
  const objects = [...(await objectsIn(cluster, INGRESSES)), ...(await objectsIn(cluster, SERVICES))];
  return objects.map(({ metadata: { name, annotations }, spec, status }) => ({ name, annotations, spec, status }));
}

function deletions(): readonly string[] {
  const { compute, clusters } = scenario.cloud;
  return [...compute.journal.entries, ...clusters.flatMap(({ api }) => api.journal.entries)]
    .filter(({ method, path }) => (method === 'DELETE' && !path.includes('flowcontrol')) || path.includes('/detach'))
    .map(({ method, path }) => `${method} ${path}`);
}

async function words(commit: string): Promise<string> {
  const plan = await scenario.github.check(commit, PLAN);
  return [plan.title, plan.summary, ...plan.annotations.map(({ message }) => message)].join('\n');
}

/** The host is served, both hold the same, and nobody has anything left to do. */
async function allIsDone(commit: string, host: string): Promise<void> {
  expect((await scenario.github.newestCheck(commit, APPLY)).conclusion).toBe('success');
  await served(host);
  expect(JSON.stringify(await copiesIn(EU))).toContain(host);
  expect(await copiesIn(EU)).toEqual(await copiesIn(US));
  expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual(NOTHING);
}

async function served(host: string): Promise<void> {
  const vip = (await vipIn(scenario.cloud, US, 'foobar-ingress')) ?? '';
  await expectServed(scenario, 'foo', vip, host);
}

describe.skipIf(!IN_TROUBLE)(
  `no room${IN_TROUBLE ? '' : ' (skipped: it needs npm run conformance -- trouble)'}`,
  () => {
    beforeAll(async () => {
      scenario = await startScenario({ apiServers: room.apiServers });
      tree = scenario.seed;
      await scenario.land(tree);
    }, STORY_MS);
    afterAll(() => scenario.close());

    test('a backup without room is told, and has all of it when there is room again', {
      timeout: STORY_MS,
    }, async () => {
      const before = deletions();
      const giveBack = await room.take(scenario, EU);
      onTestFinished(giveBack);
      const host = 'full.example.com';
      tree = withHost(tree, host);
      const commit = await scenario.land(tree, { mayWait: true });
      expect(await words(commit)).toContain(`cluster ${EU} cannot be read: ${SAID}`);
      expect((await scenario.github.newestCheck(commit, APPLY)).conclusion).not.toBe('success');
      await served(host);
      await giveBack();
      for (let left = MOST_TICKS; left > 0; left -= 1) {
        await scenario.tick();
        if ((await scenario.github.newestCheck(commit, APPLY)).conclusion === 'success') break;
      }
      await allIsDone(commit, host);
      expect(deletions()).toEqual(before);
    });

    test('a moment without room is waited for as long as the server says, and not told', {
      timeout: STORY_MS,
    }, async () => {
      const before = deletions();
      const giveBack = await room.take(scenario, EU);
      onTestFinished(giveBack);
      const refused = clusterOf(scenario.cloud, EU).api.journal.next(({ status }) => status === 429);
      const host = 'moment.example.com';
      tree = withHost(tree, host);
      const landing = scenario.land(tree);
      await refused;
      await giveBack();
      const commit = await landing;
      expect(await words(commit)).not.toMatch(/cannot be read|Too many requests/);
      await allIsDone(commit, host);
      expect(deletions()).toEqual(before);
    });
  },
);
