// `policy.apply: never` with credentials that may only look: plans and reports, and never so much as asks to write.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APPLY, EU, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, request } from './support/state.ts';
import { withFleet, withHost } from './support/trees.ts';

let scenario: Scenario;

beforeAll(async () => {
  scenario = await startScenario({ clusterRole: 'viewer' });
});
afterAll(() => scenario.close());

/** Requests to write, answered in whatever way, by anybody but the clusters' own controllers. */
function attempts(): readonly string[] {
  const { compute, clusters } = scenario.cloud;
  const asked = clusters.flatMap(({ api }) => api.journal.entries.filter(({ mutation }) => mutation));
  return [
    ...compute.journal.entries.filter(({ mutation, path }) => mutation && !path.includes('/networkEndpointGroups')),
    ...asked.filter(({ path, status }) => path.includes('fieldManager=rangelight') || status === 403),
  ].map(({ method, path }) => `${method} ${path}`);
}

test('the token may indeed not write', async () => {
  const cluster = clusterOf(scenario.cloud, US);
  const answer = await request(cluster, 'DELETE', '/api/v1/namespaces/blue', undefined, undefined, 'viewer');
  expect(answer.status).toBe(403);
});

test('a pull request and a merge are planned and reported, and nothing is written', async () => {
  const observing = withFleet(scenario.seed, 'apply: merge', 'apply: never');
  const before = attempts();
  const { number, commit } = await scenario.propose('observe', withHost(observing, 'seen.example.com'));
  const check = await scenario.github.check(commit, PLAN);
  expect([check.conclusion, check.title]).toEqual(['success', expect.stringContaining('observe only') as string]);
  const [comment] = await scenario.github.comments(number);
  for (const part of ['seen.example.com', US, EU]) expect(comment?.body).toContain(part);
  const merged = await scenario.github.merge(number);
  await scenario.quiet();
  await scenario.tick();
  expect((await scenario.github.check(merged, PLAN)).conclusion).toBe('success');
  expect((await scenario.github.check(merged, APPLY)).conclusion).not.toBe('failure');
  expect(attempts()).toEqual(before);
  const tasks = scenario.cloud.pubsub.record.publishes
    .filter(({ topic }) => topic.endsWith('/rangelight-tasks'))
    .map(({ message }) => (JSON.parse(message.data.toString()) as { type: string }).type);
  // The worker is asked to look which revision is finished, and never to carry anything out.
  expect(new Set(tasks)).toEqual(new Set(['finish']));
});
