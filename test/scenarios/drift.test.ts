// What somebody changes behind Rangelight's back: seen at the next tick, told in an issue, put back where the policy says
// so. And what moves by itself: the pods behind the groups that the worker keeps.
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { PROJECT } from '../../infra/local/layout.ts';
import { ASIA, type Scenario, startScenario } from './support/scenario.ts';
import { clusterOf, computeState, type Resource, resources } from './support/state.ts';
import { withFleet } from './support/trees.ts';

const NOTHING = { compute: [], kubernetes: [] };
const MOST_TICKS = 20;

let scenario: Scenario;
let before: unknown;

beforeAll(async () => {
  scenario = await startScenario();
  await scenario.land(scenario.seed);
});
afterAll(() => scenario.close());
beforeEach(() => {
  before = withoutFingerprints(computeState(scenario.cloud));
});

/** The policy of the demo is in force again after one revision; then one tick heals, and the next closes the issue. */
async function healed(): Promise<void> {
  await scenario.land(scenario.seed);
  await scenario.tick();
  await scenario.tick();
}

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
  await detachOne();
  await scenario.tick();
  expect(withoutFingerprints(computeState(scenario.cloud))).toEqual(before);
  await scenario.tick();
  expect(await scenario.github.driftIssues('open')).toEqual([]);
  expect(await scenario.github.driftIssues('closed')).toContain('Drift in prod/blue');
});

test('with drift: report it is told, once, and left as it is', async () => {
  onTestFinished(healed);
  await scenario.land(withFleet(scenario.seed, 'drift: heal', 'drift: report'));
  await detachOne();
  const drifted = computeState(scenario.cloud);
  const written = await scenario.writesDuring(async () => {
    await scenario.tick();
    await scenario.tick();
  });
  expect(written).toEqual(NOTHING);
  expect(computeState(scenario.cloud)).toEqual(drifted);
  expect(await scenario.github.driftIssues('open')).toEqual(['Drift in prod/blue']);
});

test('with apply: never it is told, and nothing is written', async () => {
  onTestFinished(healed);
  await scenario.land(withFleet(scenario.seed, 'apply: merge', 'apply: never'));
  await detachOne();
  const written = await scenario.writesDuring(async () => {
    await scenario.tick();
    await scenario.tick();
  });
  expect(written).toEqual(NOTHING);
  expect(await scenario.github.driftIssues('open')).toEqual(['Drift in prod/blue']);
});

test('a group that the worker keeps loses the pod that died', async () => {
  const [victim, ...others] = running();
  await clusterOf(scenario.cloud, ASIA).workloads.kill(victim?.name ?? '');
  await tickUntil(() => String(attached()) === String(others.map(({ ip }) => ip)));
  expect(await scenario.github.driftIssues('open')).toEqual([]);
});

test('a group that the worker keeps gets the pod that came', async () => {
  const before = running();
  const { workloads } = clusterOf(scenario.cloud, ASIA);
  const labels = { app: 'foo' };
  await workloads.deploy({ namespace: 'blue', name: 'foo', labels, replicas: 1, containerPort: 8080, app: 'caller' });
  expect(running()).toHaveLength(before.length + 1);
  await tickUntil(() => String(attached()) === String(running().map(({ ip }) => ip)));
});
