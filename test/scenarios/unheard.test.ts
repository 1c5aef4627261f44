// A branch that is forced, or renamed, and nobody hears of it, over sockets: it is followed by GitHub's record of the
// branch, or told and followed on a person's word (cases 61 and 77). Every way to miss it is in process:
// test/unit/app/following/follow-branch.test.ts.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { NAME } from '../../infra/local/layout.ts';
import { HANGS_MS } from '../limits.ts';
import type { Tree } from './support/repository.ts';
import { APPLY, PLAN, type Scenario, startScenario } from './support/scenario.ts';
import { resources } from './support/state.ts';
import { stateBucket } from './support/state-bucket.ts';
import { withHost } from './support/trees.ts';

const TITLE = 'Rangelight does not follow the branch';
const NOTHING = { compute: [], kubernetes: [] };

let scenario: Scenario;
/** Hosts only come: taking one away would need an approval. */
let tree: Tree;

beforeAll(async () => {
  scenario = await startScenario();
  tree = scenario.seed;
  await scenario.land(tree);
});
afterAll(() => scenario.close());

/** A commit with one more host beside the head of main, which main is forced to; GitHub loses the delivery. */
async function forceTo(host: string): Promise<string> {
  const branch = host.replaceAll('.', '-');
  const commit = await scenario.push(branch, withHost(tree, host), 'main');
  await scenario.land({ ...tree, 'NOTES.md': host });
  const stop = scenario.cloud.github.dropDeliveries({ events: ['push'], lost: true });
  await scenario.github.force('main', commit);
  await scenario.quiet();
  stop();
  tree = withHost(tree, host);
  return commit;
}

/** Has the first look have been some minutes ago: functions run on the clock of the machine. */
async function someMinutesLater(): Promise<void> {
  const signal = AbortSignal.timeout(HANGS_MS);
  const bucket = stateBucket(scenario.cloud, 'planner');
  const key = `unfollowed/${encodeURIComponent(NAME)}.json`;
  const { text, generation } = (await bucket.read(key, signal)) ?? expect.unreachable('nothing is noted');
  const note = JSON.parse(text) as { readonly since: number };
  await bucket.write(key, JSON.stringify({ ...note, since: note.since - 180_000 }), generation, signal);
}

async function told(): Promise<{ readonly number: number; readonly state: string; readonly body: string }> {
  await scenario.planAgain();
  expect(await scenario.github.issue(TITLE)).not.toMatchObject({ state: 'open' });
  await someMinutesLater();
  await scenario.planAgain();
  return (await scenario.github.issue(TITLE)) ?? expect.unreachable('nothing is told');
}

function hosts(): string {
  return JSON.stringify(resources(scenario.cloud, 'urlMaps'));
}

test("a lost forced push is followed by GitHub's record of the branch", async () => {
  const commit = await forceTo('recorded.example.com');
  await scenario.planAgain();
  await scenario.settled();
  expect((await scenario.github.check(commit, APPLY)).conclusion).toBe('success');
  expect(hosts()).toContain('recorded.example.com');
});

test('a lost forced push that nothing explains is told, and carried out on a word', async () => {
  const unread = { match: { pathRegex: '/activity(?:[?]|$)' }, effect: { type: 'answer', status: 403 } } as const;
  onTestFinished(scenario.cloud.github.faults.inject(unread));
  const commit = await forceTo('word.example.com');
  let issue = 0;
  const written = await scenario.writesDuring(async () => {
    const { number, state, body } = await told();
    expect(state).toBe('open');
    expect(body).toContain(`\n/rangelight follow ${commit}\n`);
    issue = number;
  });
  expect(written).toEqual(NOTHING);
  expect((await scenario.github.check(commit, PLAN)).conclusion).toBe('failure');
  await scenario.github.say(issue, `/rangelight follow ${commit}`);
  await scenario.settled();
  expect((await scenario.github.newestCheck(commit, PLAN)).conclusion).toBe('success');
  expect((await scenario.github.check(commit, APPLY)).conclusion).toBe('success');
  expect(await scenario.github.issue(TITLE)).toMatchObject({ state: 'closed' });
  expect(hosts()).toContain('word.example.com');
  expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual(NOTHING);
});

test('a branch that is renamed is told, and no more when it is back', async () => {
  const { acts } = scenario.cloud.github.repository(NAME);
  await acts.renameBranch('maintainer', 'main', 'trunk');
  await scenario.quiet();
  expect(await scenario.writesDuring(async () => expect((await told()).body).toContain('RANGELIGHT_BRANCH'))).toEqual(
    NOTHING,
  );
  await acts.renameBranch('maintainer', 'trunk', 'main');
  await scenario.planAgain();
  expect(await scenario.github.issue(TITLE)).toMatchObject({ state: 'closed' });
});
