// Two controllers must not program one set of manifests: where the hosted one is active, Rangelight writes nothing. Each sign of
// it, and `controller: gke`, are in test/proof/hosted-controller.test.ts.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APPLY, PLAN, type Scenario, startScenario } from './support/scenario.ts';
import { withHost } from './support/trees.ts';

const MEMBERSHIP = 'projects/demo-project/locations/us-west1/memberships/gke-us';
const NOTHING = { compute: [], kubernetes: [] };

let scenario: Scenario;

beforeAll(async () => {
  scenario = await startScenario();
  await scenario.land(scenario.seed);
});
afterAll(() => scenario.close());

test('nothing is written while the hosted controller is active, and what waited is made when it lets go', async () => {
  scenario.cloud.hub.setFeature(MEMBERSHIP);
  let commit = '';
  const written = await scenario.writesDuring(async () => {
    commit = await scenario.land(withHost(scenario.seed, 'one.example.com'));
    await scenario.tick();
  });
  expect(written).toEqual(NOTHING);
  const check = await scenario.github.check(commit, PLAN);
  const told = expect.stringContaining('the hosted controller is active on us-west1/gke-us') as string;
  expect([check.conclusion, check.title]).toEqual(['failure', told]);
  scenario.cloud.hub.setFeature(undefined);
  const later = await scenario.writesDuring(() => scenario.tick());
  expect(later.compute.length).toBeGreaterThan(0);
  expect((await scenario.github.check(commit, APPLY)).conclusion).toBe('success');
});
