// A mistake is not a deletion: broken input, and reads that fail or answer too little, delete nothing, shrink nothing, and
// are told in one clear message. Each test ends with Compute and the clusters exactly as they were.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { nextPush } from './support/quiet.ts';
import { edited, type Tree, without } from './support/repository.ts';
import { ASIA, EU, PLAN, type Scenario, startScenario } from './support/scenario.ts';
import { clusterOf } from './support/state.ts';
import { FLEET, FOOBAR } from './support/trees.ts';

const SERVICES = 'manifests/blue/services.yaml';
const NOTHING = { compute: [], kubernetes: [] };

let scenario: Scenario;
let before: unknown;

beforeAll(async () => {
  scenario = await startScenario();
  await scenario.land(scenario.seed);
});
afterAll(() => scenario.close());
beforeEach(async () => {
  before = await scenario.state();
});

/**
 * Lands a tree, ticks, and sees that nothing was written by either. So it does not matter to a test what the one before it
 * left on main. Gives the commit.
 */
async function landsWithoutEffect(tree: Tree): Promise<string> {
  let commit = '';
  const written = await scenario.writesDuring(async () => {
    commit = await scenario.land(tree);
    await scenario.tick();
  });
  expect(written).toEqual(NOTHING);
  expect(await scenario.state()).toEqual(before);
  return commit;
}

describe('in Git', () => {
  test('an object with an error keeps its load balancer', async () => {
    const tree = edited(scenario.seed, FOOBAR, (text) => text.replace('serviceName: bar', 'serviceName: baz'));
    const commit = await landsWithoutEffect(tree);
    const check = await scenario.github.check(commit, PLAN);
    expect(check.conclusion).toBe('failure');
    expect(check.annotations).toContainEqual(
      expect.objectContaining({ path: FOOBAR, message: expect.stringContaining('baz') as string }),
    );
  });

  test('an error in one ingress does not hold up the other', async () => {
    const broken = edited(scenario.seed, FOOBAR, (text) => text.replace('serviceName: bar', 'serviceName: baz'));
    const port = 'manifests/istio-apps/sample-caller.yaml';
    const tree = edited(broken, port, (text) => `${text}    - link: asia-east1/gke-asia\n`);
    onTestFinished(async () => void (await scenario.land(scenario.seed)));
    const written = await scenario.writesDuring(() => scenario.land(tree));
    expect(written.compute.length).toBeGreaterThan(0);
    expect([...written.compute, ...written.kubernetes].filter((one) => /foobar|\/blue\//.test(one))).toEqual([]);
  });

  test('a file that ends in the middle', async () => {
    const tree = edited(scenario.seed, SERVICES, (text) => text.replace(/app: foo[\s\S]*$/, 'app: "fo'));
    const check = await scenario.github.check(await landsWithoutEffect(tree), PLAN);
    expect(check.conclusion).toBe('failure');
    expect(check.annotations.map(({ path }) => path)).toContain(SERVICES);
  });

  test('a file that ends in the middle, where what is left is YAML all the same', async () => {
    const tree = edited(scenario.seed, SERVICES, (text) => text.replace(/(app: foo\n)[\s\S]*$/, '$1'));
    const check = await scenario.github.check(await landsWithoutEffect(tree), PLAN);
    expect(check.conclusion).toBe('failure');
    expect(check.annotations.map(({ path }) => path)).toContain(SERVICES);
  });

  test('a file that is no YAML from some line on', async () => {
    const tree = edited(scenario.seed, FOOBAR, (text) =>
      text.replace('        - host: bar', '   {{{\n        - host: bar'),
    );
    const commit = await landsWithoutEffect(tree);
    expect((await scenario.github.check(commit, PLAN)).annotations).toContainEqual(
      expect.objectContaining({ path: FOOBAR }),
    );
  });

  test('a folder of manifests that is gone', async () => {
    const check = await scenario.github.check(await landsWithoutEffect(without(scenario.seed, 'manifests/')), PLAN);
    expect(check.annotations).toContainEqual(
      expect.objectContaining({ path: FLEET, message: expect.stringContaining('no manifest declares') as string }),
    );
  });

  test('a repository without files', async () => {
    const check = await scenario.github.check(await landsWithoutEffect({}), PLAN);
    expect([check.conclusion, check.title]).toEqual(['failure', expect.stringContaining('is gone') as string]);
  });

  test('a fleet file that is gone', async () => {
    const check = await scenario.github.check(await landsWithoutEffect(without(scenario.seed, FLEET)), PLAN);
    expect([check.conclusion, check.title]).toEqual(['failure', expect.stringContaining(`${FLEET} is gone`) as string]);
  });

  test('a fleet file that is broken', async () => {
    const tree = edited(scenario.seed, FLEET, (text) => text.replace('clusters:\n', 'clusters: [\n'));
    const check = await scenario.github.check(await landsWithoutEffect(tree), PLAN);
    expect([check.conclusion, check.title]).toEqual(['failure', expect.stringContaining('blocked') as string]);
    expect(check.annotations[0]?.path).toBe(FLEET);
  });

  test('a fleet file with a key that nobody knows', async () => {
    const tree = edited(scenario.seed, FLEET, (text) => text.replace('  controller:', '  controler: x\n  controller:'));
    const check = await scenario.github.check(await landsWithoutEffect(tree), PLAN);
    expect(check.annotations).toContainEqual(
      expect.objectContaining({ path: FLEET, message: expect.stringContaining('controler') as string }),
    );
  });

  test('a fleet with another name', async () => {
    const tree = edited(scenario.seed, FLEET, (text) => text.replace('name: prod', 'name: production'));
    const check = await scenario.github.check(await landsWithoutEffect(tree), PLAN);
    expect([check.conclusion, check.title]).toEqual(['failure', expect.stringContaining('production') as string]);
  });
});

describe('in what is read', () => {
  /** What a revision would delete if the reads were whole: all of foobar's hosts but one. */
  const smaller = (): Tree => edited(scenario.seed, FOOBAR, (text) => text.replace(/ {8}- host: bar[\s\S]*$/, ''));

  test('Compute answers 503 to a list', async () => {
    const stop = scenario.cloud.compute.faults.inject({
      when: ({ method, path }) => method === 'GET' && /\/global\/backendServices(\?|$)/.test(path),
      answer: () => Response.json({ error: { code: 503, message: 'Backend error' } }, { status: 503 }),
    });
    const commit = await landsWithoutEffect(smaller());
    stop();
    const check = await scenario.github.check(commit, PLAN);
    expect(check.annotations.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/Compute backendService cannot be read/),
    );
  });

  test('Compute answers an empty list with a warning', async () => {
    const stop = scenario.cloud.compute.faults.inject({
      when: ({ method, path }) => method === 'GET' && /\/aggregated\/networkEndpointGroups/.test(path),
      answer: () =>
        Response.json({
          kind: 'compute#networkEndpointGroupAggregatedList',
          items: {},
          unreachables: ['zones/us-west1-a', 'zones/asia-east1-a'],
          warning: { code: 'UNREACHABLE', message: 'some zones did not answer' },
        }),
    });
    const commit = await landsWithoutEffect(smaller());
    stop();
    const check = await scenario.github.check(commit, PLAN);
    expect(check.annotations.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/networkEndpointGroup cannot be read: zones\/asia-east1-a/),
    );
  });

  test.each([
    ['a member', ASIA],
    ['a config cluster', EU],
  ])('%s answers 404 to everything', async (_, link) => {
    const { api } = clusterOf(scenario.cloud, link);
    const whole = await scenario.state();
    api.setDown('gateway');
    let commit = '';
    const written = await scenario.writesDuring(async () => {
      commit = await scenario.land(smaller());
      await scenario.tick();
    });
    api.setDown(undefined);
    expect(written).toEqual(NOTHING);
    expect(await scenario.state()).toEqual(whole);
    const check = await scenario.github.check(commit, PLAN);
    expect(check.annotations.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(new RegExp(`cluster ${link} cannot be read`)),
    );
  });

  test('the archive of the commit ends in the middle', async () => {
    const archive = gzipSync(Buffer.alloc(10_240));
    const stop = scenario.cloud.github.faults.inject({
      when: ({ path }) => path.startsWith('/_codeload/'),
      answer: () => new Response(archive.subarray(0, archive.length - 12)),
    });
    const refused = nextPush(scenario.cloud, ({ subscription }) => subscription.endsWith('-planner'));
    await scenario.push('main', without(scenario.seed, 'manifests/blue'));
    expect((await refused).status).toBe(500);
    stop();
    expect(scenario.log).toContainEqual(
      expect.objectContaining({ severity: 'error', message: expect.stringContaining('will come again') as string }),
    );
    expect(await scenario.state()).toEqual(before);
    await scenario.push('main', scenario.seed);
    await scenario.quiet();
    expect(await scenario.state()).toEqual(before);
  });
});
