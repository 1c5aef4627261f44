// Case 20: a pull request is planned as the tree that merging it would make, and its check and annotations are its
// head's.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Repository } from '../../../../lib/ports/index.ts';
import { commitRecords, openPulls, revisions } from '../../../../lib/state/index.ts';
import type { Tree } from '../../../fakes/memory-repository.ts';
import { createProposals, fleetFile, manifests, type Proposals } from '../planning/proposals-rig.ts';
import { NEVER, REPOSITORY } from '../rig.ts';

const [BASE, MAIN, TOPIC, LATER] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const POLICY = 'apply: merge';
const WEB = manifests('one.example.com');
const EDITED = WEB.replace('one.example.com', 'two.example.com');
const MORE = manifests('more.example.com').replaceAll('web', 'more');
const tree = (more: Tree): Tree => ({ 'rangelight.yaml': fleetFile({ policy: POLICY }), ...more });

let hub: Proposals;
beforeEach(async () => {
  hub = createProposals();
  hub.commit(BASE, tree({ 'manifests/web.yaml': WEB }));
  hub.commit(TOPIC, tree({ 'manifests/web.yaml': EDITED }), BASE);
  hub.commit(MAIN, tree({ 'manifests/web.yaml': WEB, 'manifests/more.yaml': MORE }), BASE);
  hub.commit(LATER, tree({ 'manifests/web.yaml': `# later\n${WEB}`, 'manifests/more.yaml': MORE }), MAIN);
  hub.branch('main', BASE);
});

const poll = () => hub.plan({ type: 'poll' }).then(() => hub.settle());

describe('a branch behind main by a merge that added an ingress (case 20)', () => {
  beforeEach(async () => {
    await hub.land(MAIN);
    await hub.work();
    await hub.propose(7, TOPIC);
  });

  test('releases nothing: its plan has its own change alone, without a gate', async () => {
    const revision = await hub.value(revisions.at('prod', TOPIC, `pull-7-${MAIN}`));
    expect(revision?.units.flatMap(({ gates }) => gates.map(({ code }) => code))).not.toContain('vip-release');
    expect(revision?.units.map(({ unit, counts }) => [unit, counts.delete])).toContainEqual(['blue', 0]);
    expect(hub.check(TOPIC)?.title).toContain('VIP stays');
    for (const said of [hub.check(TOPIC)?.summary, hub.comment(7)]) {
      expect(said).toContain('two.example.com');
      expect(said).not.toContain('more.example.com');
    }
  });

  test('is what the merge does: the branch plans the same when it is merged', async () => {
    const proposed = await hub.value(revisions.at('prod', TOPIC, `pull-7-${MAIN}`));
    const merged = 'e'.repeat(40);
    hub.commit(merged, tree({ 'manifests/web.yaml': EDITED, 'manifests/more.yaml': MORE }), MAIN);
    hub.pull({ number: 7, state: 'closed', merged: true });
    await hub.land(merged);
    const landed = await hub.value(revisions.at('prod', merged, 'head'));
    expect(landed?.units.map(({ plan }) => plan)).toEqual(proposed?.units.map(({ plan }) => plan));
  });
});

describe('what merging would make is not known', () => {
  const asked = () => {
    const calls: number[] = [];
    const { repository } = hub;
    const real = { ...repository };
    repository.pullRequest = (...args) => {
      calls.push(hub.clock.now());
      return real.pullRequest(...args);
    };
    return calls;
  };

  test('it is asked for three times within eight seconds, told as neutral, and asked for by the tick', async () => {
    const calls = asked();
    await hub.propose(7, TOPIC, { isSlow: true });
    expect(calls).toHaveLength(3);
    expect((calls.at(-1) ?? 0) - (calls[0] ?? 0)).toBeLessThanOrEqual(8_000);
    const told = { conclusion: 'neutral', title: 'not planned yet: GitHub has not said what merging it would make' };
    expect(hub.check(TOPIC)).toMatchObject({ ...told, annotations: [] });
    expect(hub.comment(7)).toBeUndefined();
    hub.pull({ number: 7, isSlow: false });
    await poll();
    expect(hub.check(TOPIC)?.title).not.toBe(told.title);
    expect(hub.comment(7)).toContain('two.example.com');
  });

  test('a test merge of an older branch does not count', async () => {
    await hub.land(BASE);
    const old = await hub.repository.testMerge(await opened(), NEVER);
    hub.branch('main', MAIN);
    hub.planner.repository.testMerge = async () => old;
    await hub.propose(7, TOPIC);
    expect(hub.check(TOPIC)).toMatchObject({ conclusion: 'neutral' });
  });

  const opened = async (): Promise<number> => {
    hub.pull({ number: 7, head: TOPIC });
    return 7;
  };

  test('because it conflicts: neutral, with what to do; the comment does not go on telling an older plan', async () => {
    await hub.propose(7, TOPIC);
    expect(hub.comment(7)).toContain('two.example.com');
    hub.commit(MAIN, tree({ 'manifests/web.yaml': WEB.replace('one.example', 'other.example') }), BASE);
    hub.branch('main', MAIN);
    await hub.deliver('pull_request', { action: 'synchronize', number: 7 });
    expect(hub.check(TOPIC)).toMatchObject({ conclusion: 'neutral', title: expect.stringContaining('conflicts') });
    for (const said of [hub.check(TOPIC)?.summary, hub.comment(7)]) expect(said).toContain('or rebase');
    expect(hub.comment(7)).not.toContain('two.example.com');
  });
});

test('what an older merge held is dropped when the newer one is planned', async () => {
  await hub.propose(7, TOPIC);
  hub.branch('main', MAIN);
  await hub.deliver('pull_request', { action: 'synchronize', number: 7 });
  expect(await hub.value(openPulls.at(REPOSITORY, 7))).toMatchObject({ head: TOPIC, base: MAIN });
  expect(await revisions.keys(hub.store, ['prod', TOPIC], NEVER)).toEqual([['prod', TOPIC, `pull-7-${MAIN}`]]);
  expect(await commitRecords.keys(hub.store, [REPOSITORY, TOPIC], NEVER)).toHaveLength(1);
});

test('a pull request whose head is the branch’s brings nothing', async () => {
  await hub.land(MAIN);
  await hub.work();
  await hub.propose(7, MAIN);
  expect(await hub.value(revisions.at('prod', MAIN, `pull-7-${MAIN}`))).toMatchObject({ verdict: 'nothing-to-do' });
});

describe('an annotation', () => {
  const lines = () => hub.check(TOPIC)?.annotations.map(({ source, title }) => [title, source.file, source.line]);
  const WRONG = 'spec: {unknown: 1}\n';

  test('of a file that main has changed too is on the line that the head has (case 20)', async () => {
    const wrong = WEB.replace('          http:\n', '          http:\n            wrong: 1\n');
    hub.commit(TOPIC, tree({ 'manifests/web.yaml': wrong }), BASE);
    hub.commit(LATER, tree({ 'manifests/web.yaml': wrong.replace(/^/, '# one\n# two\n') }), TOPIC);
    const merge: Repository['testMerge'] = async () => ({ commit: LATER, parents: [BASE, TOPIC] });
    hub.planner.repository.testMerge = merge;
    hub.planner.repository.compare = async () => 'diverged';
    await hub.propose(7, TOPIC);
    const line = wrong.split('\n').findIndex((text) => text.includes('wrong')) + 1;
    expect(lines()?.map(([, ...place]) => place)).toEqual([['manifests/web.yaml', line]]);
    expect(hub.check(TOPIC)?.summary).toContain(`manifests/web.yaml:${line + 2}`);
  });

  test('of a file that the pull request does not change stands in the summary alone (case 20)', async () => {
    hub.commit(MAIN, tree({ 'manifests/web.yaml': WEB, 'manifests/more.yaml': MORE + WRONG }), BASE);
    hub.branch('main', MAIN);
    await hub.propose(7, TOPIC);
    expect(hub.check(TOPIC)).toMatchObject({ conclusion: 'failure', annotations: [] });
    expect(hub.check(TOPIC)?.summary).toContain('manifests/more.yaml');
  });
});

test('a planner that saw an older branch does not have the last word (case 20)', async () => {
  await hub.propose(7, TOPIC);
  const { repository } = hub;
  const real = { ...repository };
  let isSlow = true;
  repository.head = async (...args) => {
    const base = await real.head(...args);
    if (!isSlow) return base;
    isSlow = false;
    // While this answer is on its way, the branch moves, and another planner sees it and notes it.
    hub.branch('main', MAIN);
    await hub.deliver('pull_request', { action: 'synchronize', number: 7 });
    return base;
  };
  await hub.plan({ type: 'pull-request', pullRequest: 7 });
  await hub.settle();
  expect(await hub.value(openPulls.at(REPOSITORY, 7))).toMatchObject({ head: TOPIC, base: MAIN });
  expect(await revisions.keys(hub.store, ['prod', TOPIC], NEVER)).toEqual([['prod', TOPIC, `pull-7-${MAIN}`]]);
});

test('a pull request that is closed is let go of although its branch is gone', async () => {
  await hub.propose(7, TOPIC);
  hub.branch('main', undefined);
  hub.pull({ number: 7, state: 'closed' });
  await hub.deliver('pull_request', { action: 'closed', number: 7 });
  expect(await hub.value(openPulls.at(REPOSITORY, 7))).toBeUndefined();
});

test('a maintainer’s word for a stranger’s commit stays when the branch moves: what the merge adds is the branch (case 20)', async () => {
  await hub.land(BASE);
  await hub.propose(7, TOPIC, { fork: true, author: 'mallory' });
  expect(await hub.value(revisions.at('prod', TOPIC, `pull-7-${BASE}`))).toMatchObject({ verdict: 'not-compared' });
  await hub.land(MAIN);
  expect(await hub.value(revisions.at('prod', TOPIC, `pull-7-${MAIN}`))).toMatchObject({ verdict: 'not-compared' });
  await hub.say(7, 'alice', `/rangelight plan ${TOPIC}`);
  expect(await hub.value(revisions.at('prod', TOPIC, `pull-7-${MAIN}`))).toMatchObject({ verdict: 'ready' });
  const third = 'e'.repeat(40);
  const files = { 'manifests/web.yaml': WEB, 'manifests/more.yaml': MORE, 'README.md': 'third' };
  hub.commit(third, tree(files), MAIN);
  await hub.land(third);
  expect(await hub.value(revisions.at('prod', TOPIC, `pull-7-${third}`))).toMatchObject({ verdict: 'ready' });
});
