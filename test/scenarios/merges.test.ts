// Two pull requests that are merged within a second, and two in the merge queue: each says what became of its own
// merge, over sockets (case 34). What fails, is taken back or goes unheard is in process: test/proof/merges.test.ts.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NAME } from '../../infra/local/layout.ts';
import { edited, type Tree } from './support/repository.ts';
import { PLAN, type Scenario, startScenario } from './support/scenario.ts';
import { withHost } from './support/trees.ts';

const CALLER = 'manifests/istio-apps/sample-caller.yaml';

let scenario: Scenario;
/** What is on the branch. */
let main: Tree;

beforeAll(async () => {
  scenario = await startScenario();
  main = scenario.seed;
  await scenario.land(main);
});
afterAll(() => scenario.close());

/** One more host of sample-caller-ingress, in another namespace than `withHost`. */
function withCaller(tree: Tree, host: string): Tree {
  const rule = `        - host: ${host}
          http:
            paths:
              - backend:
                  serviceName: sample-caller-mcs
                  servicePort: 8080
`;
  const rules = '      rules:\n';
  return edited(tree, CALLER, (text) =>
    text.includes(rules) ? text.replace(rules, rules + rule) : text.replace('---', `${rules}${rule}---`),
  );
}

/** Two pull requests, each with a host in a namespace of its own. */
async function proposeTwo(host: string): Promise<readonly [blue: number, caller: number]> {
  const blue = await scenario.propose(`blue-${host}`, withHost(main, host));
  const caller = await scenario.propose(`caller-${host}`, withCaller(main, host));
  for (const { commit } of [blue, caller])
    expect(await scenario.github.newestCheck(commit, PLAN)).toMatchObject({ conclusion: 'success' });
  main = withCaller(withHost(main, host), host);
  return [blue.number, caller.number];
}

async function said(number: number): Promise<string> {
  const [comment, ...others] = await scenario.github.comments(number);
  expect(others).toEqual([]);
  return /<!-- rangelight:result [^]*?<!-- \/rangelight:result/.exec(comment?.body ?? '')?.[0] ?? 'nothing';
}

async function expectEachItsOwn([blue, caller]: readonly [number, number]): Promise<void> {
  // On a busy machine the first may be applied before the second is merged.
  expect(await said(blue)).toMatch(
    /🟢 \*\*prod: merged as `\w{12}`(?:, now part of `\w{12}`,)? and applied\.\*\* VIP .* serves `blue\/foobar-ingress`/,
  );
  expect(await said(blue)).not.toContain('sample-caller');
  expect(await said(caller)).toMatch(
    /🟢 \*\*prod: merged as `\w{12}` and applied\.\*\* VIP .* serves `istio-apps\/sample-caller-ingress`/,
  );
  expect(await said(caller)).not.toContain('foobar');
}

test('merged within a second', async () => {
  const [blue, caller] = await proposeTwo('second.example.com');
  await scenario.github.merge(blue);
  await scenario.github.merge(caller);
  await scenario.settled();
  await expectEachItsOwn([blue, caller]);
});

test('merged by the merge queue', async () => {
  const { acts } = scenario.cloud.github.repository(NAME);
  const [blue, caller] = await proposeTwo('queued.example.com');
  await acts.enqueue('maintainer', blue);
  await acts.enqueue('maintainer', caller);
  await scenario.settled();
  expect(acts.queue()).toEqual([]);
  await expectEachItsOwn([blue, caller]);
});
