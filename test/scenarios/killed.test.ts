// A real worker process is killed with SIGKILL in the middle of a rollout, and then its whole region is lost with all
// functions: what they left is taken up by others, which have nothing of them but the buckets. Nothing is left over,
// and the same commit planned again has nothing to do.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kill } from './support/front.ts';
import { APPLY, type Scenario, startScenario, US } from './support/scenario.ts';
import { afterHealthChanges, vipIn, whoServes } from './support/traffic.ts';

let scenario: Scenario;

beforeAll(async () => {
  scenario = await startScenario({ mortalWorker: true });
});
afterAll(() => scenario.close());

/** Resolves when Compute has carried out its n-th change from now on, by whomever. */
async function changes(count: number): Promise<void> {
  let left = count;
  await scenario.cloud.compute.journal.next(({ mutation, status }) => mutation && status === 200 && --left === 0);
}

test('a rollout comes to its end when its worker is killed, and when the region of the functions is lost', async () => {
  const landed = scenario.land(scenario.seed);
  await changes(4);
  await kill(scenario.worker);
  await changes(9);
  await scenario.loseRegion();
  const commit = await landed;
  expect(scenario.worker?.started).toHaveLength(2);
  expect((await scenario.github.check(commit, APPLY)).conclusion).toBe('success');
  const vip = (await vipIn(scenario.cloud, US, 'foobar-ingress')) ?? '';
  await afterHealthChanges(scenario, async () => (await whoServes(scenario, 'us-west1', vip)).status === 200);
  expect(await whoServes(scenario, 'us-west1', vip, 'foo.example.com')).toMatchObject({ status: 200, app: 'foo' });
  expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual({ compute: [], kubernetes: [] });
});
