// Case 21: the state bucket is emptied under a running fleet. Traffic goes on, what stands as it is wanted gets its
// record back, a person confirms the policy, and what is removed then waits for an approval.
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { COLLECTIONS } from '../../infra/deploy/contract.ts';
import { BUCKETS } from '../../infra/local/layout.ts';
import { HANGS_MS } from '../limits.ts';
import { personAt } from './support/person.ts';
import { without } from './support/repository.ts';
import { APPLY, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { resources } from './support/state.ts';
import { stateBucket } from './support/state-bucket.ts';
import { afterHealthChanges, vipIn, whoServes } from './support/traffic.ts';

const NOTHING = { compute: [], kubernetes: [] };
const LOST = 'Lost or damaged documents of prod';
const BETWEEN_REQUESTS_MS = 20;

let scenario: Scenario;
let vip: string;

beforeAll(async () => {
  // Every request counts: timeouts must be longer than a busy machine pauses.
  scenario = await startScenario({ speed: 6 });
  await scenario.land(scenario.seed);
  vip = (await vipIn(scenario.cloud, US, 'foobar-ingress')) ?? '';
  await afterHealthChanges(scenario, async () => (await whoServes(scenario, 'us-west1', vip)).status === 200);
});
afterAll(() => scenario.close());

const stored = (): readonly string[] => scenario.cloud.storage.objects(BUCKETS.state).map(({ name }) => name);

/** Whoever may write a document takes it away. */
async function emptyState(): Promise<void> {
  const signal = AbortSignal.timeout(HANGS_MS);
  for (const name of stored()) {
    const [writer = 'person'] = COLLECTIONS.find(({ collection }) => name.startsWith(`${collection}/`))?.writers ?? [];
    const bucket = stateBucket(scenario.cloud, writer);
    const there = await bucket.read(name, signal);
    if (there !== undefined) await bucket.remove(name, there.generation, signal);
  }
  expect(stored()).toEqual([]);
}

/** Asks again and again. @returns what ends that and gives the statuses of all answers. */
function client(): () => Promise<ReadonlySet<number>> {
  const statuses = new Set<number>();
  const ended = new AbortController();
  const asking = (async () => {
    while (!ended.signal.aborted) {
      statuses.add((await whoServes(scenario, 'us-west1', vip)).status);
      await delay(BETWEEN_REQUESTS_MS);
    }
  })();
  return async () => {
    ended.abort();
    await asking;
    return statuses;
  };
}

test('an emptied state costs no request and deletes nothing, and a removal waits for a person', async () => {
  const { say, leave } = await personAt(scenario);
  onTestFinished(leave);
  const end = client();
  onTestFinished(async () => void (await end()));
  const tree = scenario.seed;

  await emptyState();
  const written = await scenario.writesDuring(async () => {
    await scenario.tick();
    // As the next look at the branch does.
    await scenario.planAgain();
    await scenario.tick();
  });
  expect(written).toEqual(NOTHING);
  expect(stored()).toEqual(expect.arrayContaining(['applied/prod/blue.json', 'applied/prod/istio-apps.json']));
  expect(stored()).not.toContain('finished/prod.json');
  expect(await scenario.github.driftIssues('open')).toEqual([LOST]);

  const [code, said] = await say('apply');
  expect([code, said]).toEqual([0, expect.stringContaining('policy')]);
  await scenario.settled();
  await scenario.tick();
  expect(stored()).toContain('finished/prod.json');
  expect(await scenario.github.driftIssues('open')).toEqual([]);
  expect(await scenario.github.driftIssues('closed')).toContain(LOST);

  let commit = '';
  expect(await scenario.writesDuring(async () => (commit = await scenario.land(tree)))).toEqual(NOTHING);
  expect((await scenario.github.check(commit, PLAN)).title).toMatch(/^nothing to do/);

  const smaller = without(tree, 'manifests/istio-apps/');
  const gated = await scenario.writesDuring(async () => (commit = await scenario.land(smaller, { mayWait: true })));
  expect(gated).toEqual(NOTHING);
  expect(await scenario.github.check(commit, APPLY)).toMatchObject({ conclusion: 'action_required' });
  const check = await scenario.github.check(commit, PLAN);
  expect(check.title).toMatch(/^needs approval: releases a VIP/);
  const digest = /rangelight approve ([0-9a-f]+)/.exec(check.summary)?.[1] ?? 'none named';

  expect(await say('approve', digest)).toEqual([0, expect.stringContaining('is approved')]);
  await scenario.settled();
  expect(resources(scenario.cloud, 'forwardingRules').map(({ name }) => name)).toEqual([
    expect.stringContaining('-blue-'),
  ]);
  expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual(NOTHING);
  expect(await end()).toEqual(new Set([200]));
});
