// What a pull request shows before anybody merges it; and a dangerous one, which changes nothing even when it is
// merged.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NAME, PROJECT, TOKENS } from '../../infra/local/layout.ts';
import { edited, type Tree } from './support/repository.ts';
import { APPLY, EU, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, request, resources } from './support/state.ts';
import { INGRESSES } from './support/traffic.ts';
import { FOOBAR, withHost } from './support/trees.ts';

/** Dropped by one test, whenever it runs; so nobody has to bring it back. */
const GONE = 'gone.example.com';
/** Nobody ever drops it: somebody else wants to. */
const WANTED = 'wanted.example.com';

/** Reserved by hand. */
const OTHER_ADDRESS = 'another-address';

let scenario: Scenario;
/** What is applied. */
let tree: Tree;

beforeAll(async () => {
  scenario = await startScenario();
  const owned = { ...scenario.seed, CODEOWNERS: '/manifests/ @reviewer @colleague\n' };
  tree = withHost(withHost(owned, WANTED), GONE);
  const addresses = `${scenario.cloud.urls.compute}/compute/v1/projects/${PROJECT}/global/addresses`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKENS.person}` };
  const body = JSON.stringify({ name: OTHER_ADDRESS });
  expect((await fetch(addresses, { method: 'POST', headers, body })).ok).toBe(true);
  await scenario.land(tree);
});
afterAll(() => scenario.close());

/** Drops a host, and asks for another address in place of the one that clients know. */
function dangerous(): Tree {
  return edited(tree, FOOBAR, (text) =>
    text
      .replace(/ {8}- host: bar\.example\.com[\s\S]*?(?= {8}- host|$)/, '')
      .replace('  namespace: blue\n', `$&  annotations:\n    networking.gke.io/static-ip: ${OTHER_ADDRESS}\n`),
  );
}

test('a pull request gets a check and one comment with the change to load balancer, primary and backup', async () => {
  const written = await scenario.writesDuring(async () => {
    const { number, commit } = await scenario.propose('one-host', withHost(tree, 'one.example.com'));
    const check = await scenario.github.check(commit, PLAN);
    const comments = await scenario.github.comments(number);
    expect(check.conclusion).toBe('success');
    expect(comments).toHaveLength(1);
    const urlMap = resources(scenario.cloud, 'urlMaps').find(({ name }) => name.includes('foobar'));
    expect(check.summary).toContain(urlMap?.name);
    for (const text of [comments[0]?.body, check.summary]) {
      expect(text).toContain(US);
      expect(text).toContain(EU);
      expect(text).toContain('one.example.com');
    }
    expect(await scenario.github.hasCheck(commit, APPLY)).toBe(false);
  });
  expect(written).toEqual({ compute: [], kubernetes: [] });
});

test('what somebody changed in the backup alone shows in the difference to the backup alone', async () => {
  const path = `${INGRESSES.replace('/multi', '/namespaces/blue/multi')}/foobar-ingress`;
  const { spec } = (await (await request(clusterOf(scenario.cloud, EU), 'GET', path)).json()) as { spec: object };
  const patch = { spec: { template: { spec: { backend: { serviceName: 'foo' } } } } };
  await request(clusterOf(scenario.cloud, EU), 'PATCH', path, patch);
  const { commit } = await scenario.propose('differs', tree);
  const { summary } = await scenario.github.check(commit, PLAN);
  expect(summary).toContain(EU);
  expect(summary).not.toContain(US);
  await request(clusterOf(scenario.cloud, EU), 'PATCH', path, { spec });
});

test('a second push to the same pull request edits the same comment', async () => {
  const { number } = await scenario.propose('two-pushes', withHost(tree, 'first.example.com'));
  const [before] = await scenario.github.comments(number);
  const commit = await scenario.push('two-pushes', withHost(tree, 'second.example.com'));
  await scenario.quiet();
  const after = await scenario.github.comments(number);
  expect(after.map(({ id }) => id)).toEqual([before?.id]);
  expect(before?.body).toContain('first.example.com');
  expect(after[0]?.body).toContain('second.example.com');
  expect(after[0]?.body).not.toContain('first.example.com');
  expect((await scenario.github.check(commit, PLAN)).conclusion).toBe('success');
});

test('a pull request that drops a host and a VIP is red on those lines', async () => {
  const written = await scenario.writesDuring(async () => {
    const { commit, number } = await scenario.propose('danger', dangerous());
    const check = await scenario.github.check(commit, PLAN);
    expect(check.conclusion).toBe('failure');
    const line = (text: string): number =>
      (dangerous()[FOOBAR] ?? '').split('\n').findIndex((one) => one.includes(text)) + 1;
    expect(check.annotations).toContainEqual({
      path: FOOBAR,
      line: line('- host: foo'),
      message: expect.stringContaining('bar.example.com') as string,
    });
    expect(check.annotations).toContainEqual({
      path: FOOBAR,
      line: line('static-ip'),
      message: expect.stringContaining('would release the VIP') as string,
    });
    expect(await scenario.github.comments(number)).toHaveLength(1);
  });
  expect(written).toEqual({ compute: [], kubernetes: [] });
});

test('a fork is compared with nothing until a maintainer re-runs its check', async () => {
  const { acts } = scenario.cloud.github.repository(NAME);
  const vips = resources(scenario.cloud, 'addresses').map(({ address }) => String(address));
  const files = { [FOOBAR]: withHost(tree, 'fork.example.com')[FOOBAR] ?? '' };
  const { number, sha } = await acts.openFromFork('stranger', { title: 'Fork', branch: 'fork', files });
  await scenario.quiet();
  const [before, [comment]] = [await scenario.github.check(sha, PLAN), await scenario.github.comments(number)];
  expect(before.conclusion).toBe('action_required');
  expect(vips).not.toEqual([]);
  for (const vip of vips) expect(`${before.summary} ${comment?.body}`).not.toContain(vip);
  expect(comment?.body).not.toContain('fork.example.com');
  await acts.rerequest('maintainer', before.id);
  await scenario.quiet();
  expect((await scenario.github.check(sha, PLAN)).conclusion).toBe('success');
  expect((await scenario.github.comments(number))[0]?.body).toContain('fork.example.com');
});

test('merged all the same, it releases and deletes nothing, now and at the next ticks', async () => {
  const before = await scenario.state();
  const { number } = await scenario.propose('merged-danger', dangerous());
  const tasks = (): number =>
    scenario.cloud.pubsub.record.publishes.filter(({ topic }) => topic.endsWith('/rangelight-tasks')).length;
  const published = tasks();
  const commit = await scenario.github.merge(number);
  await scenario.quiet();
  await scenario.tick();
  expect(tasks()).toBe(published);
  expect(await scenario.state()).toEqual(before);
  const apply = await scenario.github.check(commit, APPLY);
  expect(apply.conclusion).not.toBe('success');
  expect(`${apply.title} ${apply.summary}`).toContain('VIP');
  await scenario.land(tree);
});

test('what somebody pushed to another’s pull request he cannot approve, by comment or button; a third person can (case 52)', async () => {
  const { acts } = scenario.cloud.github.repository(NAME);
  const { number } = await scenario.propose('helped', withHost(tree, 'helped.example.com'));
  const smaller = edited(tree, FOOBAR, (text) =>
    text.replace(/ {8}- host: wanted\.example\.com[\s\S]*?(?= {8}- host|$)/, ''),
  );
  const pushed = await acts.push('colleague', { branch: 'helped', files: { [FOOBAR]: smaller[FOOBAR] ?? '' } });
  await scenario.quiet();
  const plan = () => scenario.github.newestCheck(pushed, PLAN);
  expect((await plan()).title).toContain('needs approval');
  const [shown] = await scenario.github.comments(number);
  const [command = '', digest = ''] = /^\/rangelight approve ([0-9a-f]{12})$/m.exec(shown?.body ?? '') ?? [];
  const says = async (login: string): Promise<readonly string[]> => {
    const comment = await acts.comment(login, number, command);
    await scenario.quiet();
    return scenario.github.reactions(comment);
  };
  expect(await says('colleague')).toEqual(['eyes', '-1']);
  acts.pressButton('colleague', (await plan()).id, `approve-${digest}`);
  await scenario.quiet();
  const replies = (await scenario.github.comments(number)).map(({ body }) => body);
  expect(
    replies.filter((body) => body.includes(`Somebody else can`) && body.includes(`${command} REASON`)),
  ).toHaveLength(2);
  expect((await plan()).conclusion).toBe('failure');

  expect(await says('reviewer')).toEqual(['eyes', 'rocket']);
  expect(await plan()).toMatchObject({ conclusion: 'success', title: expect.not.stringContaining('needs approval') });
});

test('said to be right by its code owner, and by nobody else, it is applied with the merge', async () => {
  const { acts } = scenario.cloud.github.repository(NAME);
  const smaller = edited(tree, FOOBAR, (text) => text.replace(/ {8}- host: gone\.example\.com[\s\S]*$/, ''));
  const { commit, number } = await scenario.propose('one-host-less', smaller);
  const plan = async () => scenario.github.newestCheck(commit, PLAN);
  const [shown] = await scenario.github.comments(number);
  const [command = '', digest = ''] = /^\/rangelight approve ([0-9a-f]{12})$/m.exec(shown?.body ?? '') ?? [];
  expect((await plan()).title).toContain('needs approval');

  const says = async (login: string): Promise<readonly string[]> => {
    const comment = await acts.comment(login, number, `Looks fine.\n${command}`);
    await scenario.quiet();
    return scenario.github.reactions(comment);
  };
  expect(await says('stranger')).toEqual(['eyes', '-1']);
  acts.pressButton('maintainer', (await plan()).id, `approve-${digest}`);
  await scenario.quiet();
  expect((await plan()).conclusion).toBe('failure');
  const replies = (await scenario.github.comments(number)).slice(1).map(({ body }) => body);
  expect(replies.filter((body) => body.includes('needs write permission'))).toHaveLength(1);
  expect(replies.filter((body) => body.includes('who opened, wrote, committed or pushed'))).toHaveLength(1);

  expect(await says('reviewer')).toEqual(['eyes', 'rocket']);
  expect(await plan()).toMatchObject({ conclusion: 'success', title: expect.not.stringContaining('needs approval') });

  const merged = await scenario.github.merge(number);
  await scenario.settled();
  tree = smaller;
  expect(await scenario.github.check(merged, APPLY)).toMatchObject({ conclusion: 'success' });
  const hosts = JSON.stringify(resources(scenario.cloud, 'urlMaps'));
  expect(hosts).toContain('foo.example.com');
  expect(hosts).not.toContain(GONE);
});
