// What happens between two merges and in spite of them, over sockets: drift is put back, a group follows its pods, and
// a pause or the hosted controller holds a merge back until it lets go. Every policy, sign and word of people is in
// process: test/proof/drift.test.ts, test/proof/brakes.test.ts, test/proof/hosted-controller.test.ts.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { PROJECT, TOKENS } from '../../infra/local/layout.ts';
import { personAt } from './support/person.ts';
import type { Tree } from './support/repository.ts';
import { APPLY, ASIA, PLAN, type Scenario, startScenario } from './support/scenario.ts';
import { clusterOf, computeState, type Resource, resources } from './support/state.ts';
import { withHost } from './support/trees.ts';

const MEMBERSHIP = 'projects/demo-project/locations/us-west1/memberships/gke-us';
const NOTHING = { compute: [], kubernetes: [] };
const MOST_TICKS = 20;

let scenario: Scenario;
/** Hosts only come, in whatever order the tests run: taking one away would need an approval. */
let tree: Tree;

beforeAll(async () => {
  scenario = await startScenario();
  tree = scenario.seed;
  await scenario.land(tree);
});
afterAll(() => scenario.close());

/** Takes one NEG out of a backend service, as a program would: what a person changes stands for hours. */
async function detachOne(): Promise<void> {
  const service = resources(scenario.cloud, 'backendServices').find(({ name }) => name.includes('-blue-foo-'));
  const { name, fingerprint, backends } = service as Resource & { readonly backends: readonly unknown[] };
  const base = `${scenario.cloud.urls.compute}/compute/v1/projects/${PROJECT}/global`;
  const answer = await fetch(`${base}/backendServices/${name}`, {
    method: 'PATCH',
    body: JSON.stringify({ fingerprint, backends: backends.slice(1) }),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKENS.google}` },
  });
  const operation = (await answer.json()) as { readonly name: string };
  await (await fetch(`${base}/operations/${operation.name}/wait`, { method: 'POST' })).arrayBuffer();
}

function stateWithoutFingerprints(): unknown {
  const text = JSON.stringify(computeState(scenario.cloud), (key, value: unknown) =>
    key === 'fingerprint' ? undefined : value,
  );
  return JSON.parse(text);
}

test('drift is put back and its issue is closed', async () => {
  const before = stateWithoutFingerprints();
  await detachOne();
  expect(stateWithoutFingerprints()).not.toEqual(before);
  await scenario.tick();
  expect(stateWithoutFingerprints()).toEqual(before);
  await scenario.tick();
  expect(await scenario.github.driftIssues('open')).toEqual([]);
  expect(await scenario.github.driftIssues('closed')).toContain('Drift in prod/blue');
});

test('a group that the worker keeps loses the pod that died', async () => {
  const { workloads } = clusterOf(scenario.cloud, ASIA);
  const { view } = scenario.cloud.compute;
  const attached = (): string => {
    const negs = view.list('networkEndpointGroups').filter(({ path }) => path.includes('asia-east1-a'));
    const neg = negs.find(({ resource }) => resource.name.includes('-blue-foo-'));
    return String(
      view
        .endpoints(neg?.path ?? '')
        .map(({ ipAddress }) => ipAddress)
        .sort(),
    );
  };
  const [victim, ...others] = workloads.pods().filter(({ app }) => app === 'foo');
  const left = String(others.map(({ ip }) => ip).sort());
  await workloads.kill(victim?.name ?? '');
  for (let tick = 0; tick < MOST_TICKS && attached() !== left; tick += 1) await scenario.tick();
  expect(attached()).toBe(left);
  expect(await scenario.github.driftIssues('open')).toEqual([]);
});

test('nothing is written while the hosted controller is active, and what waited is made when it lets go', async () => {
  tree = withHost(tree, 'hosted.example.com');
  scenario.cloud.hub.setFeature(MEMBERSHIP);
  onTestFinished(() => scenario.cloud.hub.setFeature(undefined));
  let commit = '';
  const written = await scenario.writesDuring(async () => {
    commit = await scenario.land(tree);
    await scenario.tick();
  });
  expect(written).toEqual(NOTHING);
  const check = await scenario.github.check(commit, PLAN);
  const told = expect.stringContaining('the hosted controller is active on us-west1/gke-us') as string;
  expect([check.conclusion, check.title]).toEqual(['failure', told]);
  scenario.cloud.hub.setFeature(undefined);
  const later = await scenario.writesDuring(() => scenario.tick());
  expect(later.compute.length).toBeGreaterThan(0);
  await scenario.settled();
  expect((await scenario.github.check(commit, APPLY)).conclusion).toBe('success');
});

test('by the command line a pause holds a merge back until it ends, and a gate is passed by the approval of its plan', async () => {
  const { say, ask, leave } = await personAt(scenario);
  onTestFinished(leave);

  // A pause holds a merge back; when it ends the next tick goes on.
  const before = tree;
  const paused = withHost(tree, 'paused.example.com');
  expect(await say('pause', 'blue')).toEqual([0, expect.stringContaining('blue is paused')]);
  let commit = '';
  let rollback = '';
  const whilePaused = await scenario.writesDuring(async () => {
    commit = await scenario.land(paused, { mayWait: true });
    await scenario.tick();
    expect(await ask('status', 'prod')).toEqual([3, expect.stringMatching(/ blue: paused by .*we look at it/)]);
  });
  expect(whilePaused).toEqual(NOTHING);
  expect(await say('resume', 'blue')).toEqual([0, 'blue goes on\n']);
  await scenario.tick();
  await scenario.settled();
  expect(JSON.stringify(resources(scenario.cloud, 'urlMaps'))).toContain('paused.example.com');
  expect((await scenario.github.check(commit, APPLY)).conclusion).toBe('success');

  // A gate is passed by the approval of exactly its plan, not by `apply`.
  expect(await say('apply', 'blue')).toEqual([0, expect.stringMatching(/^blue: begins as planned \([0-9a-f]+\)\n$/)]);
  const gated = await scenario.land(before, { mayWait: true });
  const [code, said] = await say('apply', 'blue');
  expect(code).toBe(3);
  const digest = /rangelight approve ([0-9a-f]+)/.exec(said)?.[1] ?? 'none named';
  expect(await ask('status', 'prod')).toEqual([
    3,
    expect.stringContaining(`rangelight approve ${digest.slice(0, 12)} `),
  ]);
  expect(await say('approve', digest)).toEqual([0, `blue: the plan ${digest} is approved\n`]);
  await scenario.settled();
  const [, history] = await ask('history', 'MultiClusterIngress/blue/foobar-ingress');
  expect(history).toMatch(new RegExp(`let through by cli \\S+, plan ${digest.slice(0, 12)}, commit \\S+/${gated}\n`));
  expect(JSON.stringify(resources(scenario.cloud, 'urlMaps'))).not.toContain('paused.example.com');
  expect((await scenario.github.check(gated, APPLY)).conclusion).toBe('success');

  // Case 35: a rollback shows its plan, begins by the approval of exactly that, and has a way forward.
  const looks = await scenario.writesDuring(async () => {
    const [waits, shown] = await say('rollback', 'blue');
    expect([waits, shown]).toEqual([3, expect.stringMatching(/nothing begins before somebody approves its plan/)]);
    expect(shown).toContain('route paused.example.com');
    await scenario.tick();
    rollback = /To begin: rangelight approve ([0-9a-f]+)/.exec(shown)?.[1] ?? 'none named';
  });
  expect(looks).toEqual(NOTHING);
  expect((await scenario.github.check(gated, APPLY)).title).toContain('waits for an approval of its plan');
  expect(await say('approve', rollback)).toEqual([0, `blue: the plan ${rollback} is approved\n`]);
  await scenario.settled();
  expect(JSON.stringify(resources(scenario.cloud, 'urlMaps'))).toContain('paused.example.com');
  expect((await scenario.github.check(gated, APPLY)).title).toContain('rolled back: blue');
  expect(await say('resume', 'blue')).toEqual([0, expect.stringContaining('is not rolled back any more')]);
  await scenario.settled();
  const [, forward] = await say('apply', 'blue');
  const again = /rangelight approve ([0-9a-f]+)/.exec(forward)?.[1] ?? 'none named';
  expect(await say('approve', again)).toEqual([0, `blue: the plan ${again} is approved\n`]);
  await scenario.settled();
  expect(JSON.stringify(resources(scenario.cloud, 'urlMaps'))).not.toContain('paused.example.com');
  expect(await say('rollback', 'nobody')).toEqual([expect.any(Number), expect.stringContaining('ever applied')]);
});
