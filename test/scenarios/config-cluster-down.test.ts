// A dead config cluster never stops a load balancer: the change is made, and the cluster catches up when it is back.
// Every way to be down is in test/proof/config-cluster-down.test.ts.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Tree } from './support/repository.ts';
import { APPLY, EU, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, objectsIn } from './support/state.ts';
import { INGRESSES, SERVICES, vipIn, whoServes } from './support/traffic.ts';
import { withHost } from './support/trees.ts';

let scenario: Scenario;
/** Hosts only come, in whatever order the tests run: taking one away would need an approval. */
let tree: Tree;

beforeAll(async () => {
  scenario = await startScenario();
  tree = scenario.seed;
  await scenario.land(tree);
});
afterAll(() => scenario.close());
afterEach(() => {
  for (const link of [US, EU]) clusterOf(scenario.cloud, link).api.setDown(undefined);
});

async function copiesIn(link: string): Promise<readonly unknown[]> {
  const cluster = clusterOf(scenario.cloud, link);
  const objects = [...(await objectsIn(cluster, INGRESSES)), ...(await objectsIn(cluster, SERVICES))];
  return objects.map(({ metadata: { name, annotations }, spec, status }) => ({ name, annotations, spec, status }));
}

test.each([
  { role: 'backup', down: EU, up: US, mode: 'gateway', how: 'answers 404 to everything' },
  { role: 'primary', down: US, up: EU, mode: 'refused', how: 'refuses connections' },
] as const)('the $role $how: the load balancer is programmed, and later both are identical', async (given) => {
  const { down, up, mode } = given;
  const host = `${given.role}-${mode}.example.com`;
  const vip = (await vipIn(scenario.cloud, up, 'foobar-ingress')) ?? '';
  tree = withHost(tree, host);
  clusterOf(scenario.cloud, down).api.setDown(mode);
  const commit = await scenario.land(tree);
  const [plan, apply] = [await scenario.github.check(commit, PLAN), await scenario.github.newestCheck(commit, APPLY)];
  expect(plan.annotations.map(({ message }) => message)).toContainEqual(
    expect.stringContaining(`cluster ${down} cannot be read`),
  );
  // Case 33: not a success before both have it.
  expect(apply).toMatchObject({ conclusion: '', title: expect.stringContaining(`not yet in ${down}`) as string });
  expect(await whoServes(scenario, 'us-west1', vip, host)).toMatchObject({ app: 'foo' });
  expect(JSON.stringify(await copiesIn(up))).toContain(host);
  clusterOf(scenario.cloud, down).api.setDown(undefined);
  expect(JSON.stringify(await copiesIn(down))).not.toContain(host);
  await scenario.tick();
  expect(await copiesIn(down)).toEqual(await copiesIn(up));
  expect(JSON.stringify(await copiesIn(down))).toContain(host);
  await scenario.tick();
  expect((await scenario.github.check(commit, APPLY)).conclusion).toBe('success');
});

test('while a config cluster is down, nothing is taken away', async () => {
  clusterOf(scenario.cloud, EU).api.setDown('gateway');
  const written = await scenario.writesDuring(() => scenario.land(scenario.seed));
  clusterOf(scenario.cloud, EU).api.setDown(undefined);
  expect(written).toEqual({ compute: [], kubernetes: [] });
  await scenario.land(tree);
});
