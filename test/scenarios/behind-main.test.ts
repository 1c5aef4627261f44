// Case 20: a pull request whose branch is behind main shows what GitHub's test merge holds, through webhook, planner
// and reporter; in conflict it is neutral with words; mended, it is planned again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tree } from './support/repository.ts';
import { PLAN, type Scenario, startScenario } from './support/scenario.ts';
import { withHost } from './support/trees.ts';

const LATER = 'manifests/blue/later.yaml';
/** One more service, of which the branch knows nothing. */
const LATER_SERVICE = `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata:
  name: later
  namespace: blue
spec:
  template:
    spec:
      selector:
        app: foo
      ports:
        - name: http
          protocol: TCP
          port: 8080
          targetPort: 8080
`;

let scenario: Scenario;
let main: Tree;

beforeAll(async () => {
  scenario = await startScenario();
  await scenario.land(scenario.seed);
  main = { ...scenario.seed, [LATER]: LATER_SERVICE };
});
afterAll(() => scenario.close());

/** Whatever is left to a tick is done. */
async function settle(): Promise<void> {
  await scenario.quiet();
  await scenario.tick();
}

test('a branch behind main shows its merge, a conflict in words, and its merge again (case 20)', async () => {
  const { push, github } = scenario;
  const topic = await push('topic', withHost(scenario.seed, 'two.example.com'), 'main');
  await scenario.land(main);
  const number = await github.openPullRequest('topic');
  await settle();
  const check = await github.check(topic, PLAN);
  const [comment] = await github.comments(number);
  expect(check.conclusion).toBe('success');
  for (const said of [comment?.body, check.summary]) {
    expect(said).toContain('two.example.com');
    // The branch does not have it, and takes nothing away.
    expect(said).not.toContain('later');
  }

  await scenario.land(withHost(main, 'other.example.com'));
  await settle();
  expect(await github.newestCheck(topic, PLAN)).toMatchObject({
    conclusion: 'neutral',
    title: expect.stringContaining('conflicts with the branch') as string,
  });
  const [inConflict, ...others] = await github.comments(number);
  expect(others).toEqual([]);
  expect(inConflict?.id).toBe(comment?.id);
  expect(inConflict?.body).toContain('conflict');
  expect(inConflict?.body).not.toContain('two.example.com');

  const mended = await push('mended', withHost(withHost(main, 'other.example.com'), 'two.example.com'), 'main');
  await github.force('topic', mended);
  await settle();
  expect((await github.check(mended, PLAN)).conclusion).toBe('success');
  const [again] = await github.comments(number);
  expect(again?.body).toContain('two.example.com');
  expect(again?.body).not.toContain('other.example.com');
});
