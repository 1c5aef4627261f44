// What is merged while GitHub, Cloud Storage, Pub/Sub or Compute refuse everything is caught up when they are back
// (case 30): the real clients, over sockets. What hours of it do is in test/proof/outages.test.ts, where time is
// virtual.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FaultRule } from '../../infra/emulators/kit/fault-rule.ts';
import type { Faults } from '../../infra/emulators/kit/faults.ts';
import { APPLY, PLAN, type Scenario, startScenario } from './support/scenario.ts';
import { nextPush } from './support/quiet.ts';
import { withHost } from './support/trees.ts';
import type { Tree } from './support/repository.ts';

const DEAD_LETTERS = 'rangelight-dead-letters';
/** Pushes that come to nothing before the outage ends. */
const REFUSED = 3;

let scenario: Scenario;
/** Hosts only come: taking one away would need an approval. */
let tree: Tree;

beforeAll(async () => {
  scenario = await startScenario();
  tree = scenario.seed;
  await scenario.land(tree);
});
afterAll(() => scenario.close());

const unavailable = { type: 'answer', status: 503 } as const;

interface Outage {
  readonly system: string;
  readonly faults: (cloud: Scenario['cloud']) => Faults;
  readonly rule: FaultRule;
}

test.each<Outage>([
  {
    system: 'GitHub',
    faults: ({ github }) => github.faults,
    rule: { match: { pathRegex: '^/repos/' }, effect: unavailable },
  },
  {
    system: 'Cloud Storage',
    faults: ({ storage }) => storage.faults,
    rule: { match: { path: '/**' }, effect: unavailable },
  },
  {
    // What the webhook publishes still gets through.
    system: 'Pub/Sub',
    faults: ({ pubsub }) => pubsub.faults,
    rule: { match: { path: '/**:publish', nth: 2, times: 1_000 }, effect: unavailable },
  },
])('a merge while $system answers 503', async ({ system, faults, rule }) => {
  const { cloud } = scenario;
  tree = withHost(tree, `${system.replaceAll(/\W/g, '').toLowerCase()}.example.com`);
  const lines = scenario.log.length;
  const end = faults(cloud).inject(rule);
  const commit = await scenario.push('main', tree);
  for (let left = REFUSED; left > 0; left -= 1) {
    const { status } = await nextPush(cloud, ({ outcome }) => outcome === 'nack');
    expect(status).toBe(503);
  }
  end();
  await scenario.settled();
  for (const name of [PLAN, APPLY]) expect((await scenario.github.check(commit, name)).conclusion).toBe('success');
  expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual({ compute: [], kubernetes: [] });
  expect(cloud.pubsub.record.publishes.filter(({ topic }) => topic.endsWith(DEAD_LETTERS))).toEqual([]);
  expect(scenario.log.slice(lines).filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('a merge while Compute answers 503', async () => {
  const { compute } = scenario.cloud;
  const end = compute.faults.inject({ match: { path: '/**' }, effect: unavailable });
  let left = 20;
  const refused = compute.journal.next(({ status }) => status === 503 && --left === 0);
  tree = withHost(tree, 'compute.example.com');
  const commit = await scenario.push('main', tree);
  await refused;
  await scenario.quiet();
  end();
  await scenario.tick();
  await scenario.settled();
  // The first one says that Compute could not be read, on its lines; it has a successor that says nothing of the kind.
  const planned = await scenario.github.newestCheck(commit, PLAN);
  expect(planned).toMatchObject({ conclusion: 'success', title: expect.not.stringContaining('unknown') as string });
  expect((await scenario.github.check(commit, APPLY)).conclusion).toBe('success');
  expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual({ compute: [], kubernetes: [] });
});
