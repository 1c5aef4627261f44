// A mistake deletes nothing: broken input, and reads that fail or answer too little, delete nothing, shrink nothing,
// and are told in one clear message. Each test ends with Compute and the clusters exactly as they were. Many more, in
// process, are in test/proof/mistakes.test.ts.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { nextPush } from './support/quiet.ts';
import { edited, type Tree, without } from './support/repository.ts';
import { PLAN, type Scenario, startScenario } from './support/scenario.ts';
import { FLEET, FOOBAR } from './support/trees.ts';

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
 * Lands a tree, ticks, and sees that nothing was written by either. So it does not matter to a test what the one before
 * it left on main. Gives the commit.
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
  test('an error in one ingress does not hold up the other', async () => {
    const broken = edited(scenario.seed, FOOBAR, (text) => text.replace('serviceName: bar', 'serviceName: baz'));
    const port = 'manifests/istio-apps/sample-caller.yaml';
    const tree = edited(broken, port, (text) => `${text}    - link: asia-east1/gke-asia\n`);
    onTestFinished(async () => void (await scenario.land(scenario.seed)));
    const written = await scenario.writesDuring(() => scenario.land(tree));
    expect(written.compute.length).toBeGreaterThan(0);
    expect([...written.compute, ...written.kubernetes].filter((one) => /foobar|\/blue\//.test(one))).toEqual([]);
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
});

describe('in what is read', () => {
  /** What a revision would delete if the reads were whole: all of foobar's hosts but one. */
  const smaller = (): Tree => edited(scenario.seed, FOOBAR, (text) => text.replace(/ {8}- host: bar[\s\S]*$/, ''));

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

  test('the archive of the commit ends in the middle', async () => {
    const archive = gzipSync(Buffer.alloc(10_240));
    const stop = scenario.cloud.github.faults.inject({
      when: ({ path }) => path.startsWith('/_codeload/'),
      answer: () => new Response(archive.subarray(0, archive.length - 12)),
    });
    const refused = nextPush(scenario.cloud, ({ subscription }) => subscription.endsWith('-planner'));
    await scenario.push('main', without(scenario.seed, 'manifests/blue'));
    expect((await refused).status).toBe(503);
    stop();
    expect(scenario.log).toContainEqual(
      expect.objectContaining({ severity: 'warn', message: expect.stringContaining('comes again') as string }),
    );
    expect(await scenario.state()).toEqual(before);
    await scenario.push('main', scenario.seed);
    await scenario.quiet();
    expect(await scenario.state()).toEqual(before);
  });
});
