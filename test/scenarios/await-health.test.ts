// Routes move only to what is healthy: a service gets other endpoints, so a new backend service takes over. Routes
// move only when it is healthy, and while they move no request fails. Where it never becomes healthy:
// test/proof/await-health.test.ts.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { edited, type Tree } from './support/repository.ts';
import { APPLY, type Scenario, startScenario, US } from './support/scenario.ts';
import { resources } from './support/state.ts';
import { afterHealthChanges, vipIn, whoServes } from './support/traffic.ts';

const SERVICES = 'manifests/blue/services.yaml';
const BAR = 'bar.example.com';

let scenario: Scenario;
let vip = '';

beforeAll(async () => {
  scenario = await startScenario({ speed: 12 });
  await scenario.land(scenario.seed);
  vip = (await vipIn(scenario.cloud, US, 'foobar-ingress')) ?? '';
  await afterHealthChanges(scenario, async () => (await whoServes(scenario, 'us-west1', vip, BAR)).status === 200);
});
afterAll(() => scenario.close());

/** A service with another selector: other endpoints, so another backend service. */
function withSelector(before: Tree, service: string, selector: string): Tree {
  return edited(before, SERVICES, (text) => text.replace(`        app: ${service}\n`, `        app: ${selector}\n`));
}

/** Backend services that the URL map of foobar-ingress sends requests to, the warm-up included. */
function reached(): string {
  return JSON.stringify(resources(scenario.cloud, 'urlMaps').find(({ name }) => name.includes('foobar')));
}

test('routes move once it is healthy, and no request fails meanwhile', async () => {
  const failed: unknown[] = [];
  const done = new AbortController();
  const prober = (async () => {
    while (!done.signal.aborted) {
      const served = await whoServes(scenario, 'us-west1', vip, BAR);
      if (served.status !== 200) failed.push(served);
    }
  })();
  try {
    const commit = await scenario.land(withSelector(scenario.seed, 'bar', 'foo'), { mayWait: true });
    // The gate waits for verdicts of the health checks; each tick looks again.
    while ((await whoServes(scenario, 'us-west1', vip, BAR)).app !== 'foo') await scenario.tick();
    await scenario.tick();
    expect(await scenario.github.check(commit, APPLY)).toMatchObject({ conclusion: 'success' });
  } finally {
    done.abort();
    await prober;
  }
  expect(failed).toEqual([]);
  expect(reached()).not.toContain('.rangelight.invalid');
});
