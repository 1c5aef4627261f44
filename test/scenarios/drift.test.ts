// What somebody changes behind Rangelight's back is put back at the next tick, and its issue is closed; and the groups that the
// worker keeps follow their pods. Every policy, and pods that come, are in test/proof/drift.test.ts.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT } from '../../infra/local/layout.ts';
import { ASIA, type Scenario, startScenario } from './support/scenario.ts';
import { clusterOf, computeState, type Resource, resources } from './support/state.ts';

const MOST_TICKS = 20;

let scenario: Scenario;

beforeAll(async () => {
  scenario = await startScenario();
  await scenario.land(scenario.seed);
});
afterAll(() => scenario.close());

function backendService(): Resource & { readonly backends: readonly unknown[] } {
  const found = resources(scenario.cloud, 'backendServices').find(({ name }) => name.includes('-blue-foo-'));
  return found as Resource & { readonly backends: readonly unknown[] };
}

/** Takes one NEG out of a backend service, as somebody with a console would. */
async function detachOne(): Promise<void> {
  const { name, fingerprint, backends } = backendService();
  const base = `${scenario.cloud.urls.compute}/compute/v1/projects/${PROJECT}/global`;
  const answer = await fetch(`${base}/backendServices/${name}`, {
    method: 'PATCH',
    body: JSON.stringify({ fingerprint, backends: backends.slice(1) }),
    headers: { 'content-type': 'application/json' },
  });
  const operation = (await answer.json()) as { readonly name: string };
  await (await fetch(`${base}/operations/${operation.name}/wait`, { method: 'POST' })).arrayBuffer();
}

function withoutFingerprints(state: unknown): unknown {
  return JSON.parse(JSON.stringify(state, (key, value: unknown) => (key === 'fingerprint' ? undefined : value)));
}

async function tickUntil(look: () => boolean): Promise<void> {
  for (let tick = 0; tick < MOST_TICKS && !look(); tick += 1) await scenario.tick();
  expect(look()).toBe(true);
}

/** IPs in the NEG of foo in asia-east1, which the worker keeps; sorted. */
function attached(): readonly string[] {
  const { view } = scenario.cloud.compute;
  const neg = view
    .list('networkEndpointGroups')
    .find(({ path, resource }) => path.includes('asia-east1-a') && resource.name.includes('-blue-foo-'));
  return view
    .endpoints(neg?.path ?? '')
    .map(({ ipAddress }) => ipAddress)
    .sort();
}

function running(): readonly { readonly name: string; readonly ip: string }[] {
  const pods = clusterOf(scenario.cloud, ASIA).workloads.pods();
  return pods.filter(({ app }) => app === 'foo').sort((a, b) => (a.ip < b.ip ? -1 : 1));
}

test('drift is put back and its issue is closed', async () => {
  const before = withoutFingerprints(computeState(scenario.cloud));
  await detachOne();
  await scenario.tick();
  expect(withoutFingerprints(computeState(scenario.cloud))).toEqual(before);
  await scenario.tick();
  expect(await scenario.github.driftIssues('open')).toEqual([]);
  expect(await scenario.github.driftIssues('closed')).toContain('Drift in prod/blue');
});

test('a group that the worker keeps loses the pod that died', async () => {
  const [victim, ...others] = running();
  await clusterOf(scenario.cloud, ASIA).workloads.kill(victim?.name ?? '');
  await tickUntil(() => String(attached()) === String(others.map(({ ip }) => ip)));
  expect(await scenario.github.driftIssues('open')).toEqual([]);
});
