// The branch's head is followed, whatever was not heard of it; where nothing leads there, people are told and asked
// (case 61), and so they are of a branch that cannot be found (case 77).
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { keepDeadLetter, replayDeadLetters } from '../../../../lib/app/words/dead-letters.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import type { Push } from '../../../../lib/ports/index.ts';
import { branchIssue } from '../../../../lib/report/index.ts';
import { acts, commitRecords, followWords, heads, openPulls, unfollowed } from '../../../../lib/state/index.ts';
import { EXAMPLES } from '../../state/examples.ts';
import { createProposals, fleetFile, manifests, type Proposals, tree } from '../planning/proposals-rig.ts';
import { NEVER, REPOSITORY } from '../rig.ts';

const [A, B, C, D, E] = ['a', 'b', 'c', 'd', 'e'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
  string,
];
const { marker } = branchIssue(undefined);
const ISSUE = 9;
const MINUTE = 60_000;
const MERGE = { policy: 'apply: merge' };
const gone = new RangelightError('not-found', 'github', 'gone');
const denied = new RangelightError('denied', 'github', 'closed');

let hub: Proposals;
beforeEach(async () => {
  vi.restoreAllMocks();
  hub = createProposals();
  hub.conversations.topics.set(ISSUE, { type: 'issue', number: ISSUE });
  // Hosts only come: to take one away would need an approval.
  const standing = tree('a.example.com', MERGE);
  const files = (name: string) => ({
    ...standing,
    'manifests/more.yaml': manifests('b.example.com').replaceAll('web', name),
  });
  hub.commit(A, standing);
  hub.commit(B, { ...standing, 'README.md': 'B' }, A);
  hub.commit(C, files('cc'), A);
  hub.commit(D, files('dd'), C);
  hub.commit(E, files('ee'), A);
  await hub.land(A);
  await hub.land(B);
  await hub.work();
});

const poll = () => hub.plan({ type: 'poll' }).then(() => hub.settle());
const at = async () => (await hub.value(heads.at('prod')))?.commit;
const noted = () => hub.value(unfollowed.at(REPOSITORY));
const issue = () => hub.host.issue(marker);
/** GitHub's record of the branch cannot be read. */
const unread = () => vi.spyOn(hub.repository, 'movesOf').mockRejectedValue(denied);
/** Two looks, some minutes apart. */
async function look(): Promise<void> {
  await poll();
  hub.clock.advance(3 * MINUTE);
  await poll();
}
/** The branch is forced to a commit, nobody tells, and GitHub's record does not either. */
async function stray(sha: string): Promise<void> {
  unread();
  hub.branch('main', sha);
  await look();
}
const say = (by: string, words: string) => hub.say(ISSUE, by, `/rangelight ${words}`);

describe('a forced push that nobody heard of (case 61)', () => {
  test.each<[string, () => Promise<void>]>([
    ['a poll', poll],
    ['a push on top', () => hub.land(D)],
    ['a forced push on top', () => forcedTo(E)],
    ['a push of another branch', () => hub.deliver('push', { ref: 'refs/heads/x', before: A, after: B })],
    ['a re-run of a check that never was', () => hub.rerun(C, 'alice')],
    ['a sweep', () => hub.plan({ type: 'facts' }).then(() => hub.settle())],
  ])("is followed by GitHub's record of the branch, at %s", async (_, happens) => {
    hub.branch('main', C);
    await happens();
    const head = await hub.repository.head('main', NEVER);
    expect(await at()).toBe(head);
    expect(hub.check(head)?.conclusion).toBe('success');
    expect(await hub.work()).toMatchObject([{ commit: head, unit: 'blue' }]);
    expect([issue(), await noted()]).toEqual([undefined, undefined]);
  });

  test('is followed over a branch that was deleted and made anew, or renamed away', async () => {
    hub.branch('main', undefined);
    hub.branch('main', E);
    hub.branch('main', C);
    await poll();
    expect(await at()).toBe(C);
  });

  test.each<[string, (moves: readonly Push[]) => readonly Push[]]>([
    ['ends elsewhere', (moves) => moves.slice(1)],
    ['has a gap', (moves) => moves.filter((_, index) => index !== 1)],
    ['begins later', (moves) => moves.slice(0, 2)],
    ['is empty', () => []],
  ])('is not followed where the record %s', async (_, cut) => {
    for (const sha of [D, E, C]) hub.branch('main', sha);
    const { pushes } = await hub.repository.movesOf('main', NEVER);
    vi.spyOn(hub.repository, 'movesOf').mockResolvedValue({ pushes: cut(pushes), isWhole: true });
    await look();
    expect([await at(), issue()?.state]).toEqual([B, 'open']);
  });

  test('is followed when its dead letter is replayed: it carries all that the delivery carried', async () => {
    await stray(C);
    const data = {
      type: 'push',
      repository: REPOSITORY,
      delivery: 'x',
      branch: 'main',
      before: B,
      after: C,
      forced: true,
    };
    await keepDeadLetter(hub, { id: '1', from: 'planner', attempts: 8, data, at: 1 }, NEVER);
    hub.clock.advance(MINUTE);
    await replayDeadLetters(hub, undefined, { by: 'alice', reason: 'mended' }, NEVER);
    await hub.settle();
    expect(await at()).toBe(C);
    expect(issue()?.state).toBe('closed');
  });

  test('is followed where the old head is gone from GitHub', async () => {
    vi.spyOn(hub.repository, 'compare').mockRejectedValue(gone);
    hub.branch('main', C);
    await poll();
    expect(await at()).toBe(C);
  });
});

describe('a head that nothing leads to (case 61)', () => {
  test('is told at the second look, once, and nothing of it is planned or applied', async () => {
    const error = vi.spyOn(hub.planner.log, 'error');
    unread();
    hub.branch('main', C);
    await poll();
    hub.clock.advance(3 * MINUTE - 1);
    await poll();
    expect([issue(), hub.check(C)]).toEqual([undefined, undefined]);
    hub.clock.advance(1);
    await poll();
    expect(issue()).toMatchObject({ state: 'open', title: 'Rangelight does not follow the branch' });
    expect(issue()?.body).toContain(`\n/rangelight follow ${C}\n`);
    expect(issue()?.body).toContain(B);
    expect(hub.check(C)).toMatchObject({ status: 'completed', conclusion: 'failure' });
    const writes = hub.host.writes.length;
    const reports = hub.publisher.reports.length;
    for (let count = 0; count < 5; count += 1) await look();
    expect([hub.host.writes.length, hub.publisher.reports.length]).toEqual([writes, reports]);
    expect(error).toHaveBeenCalledTimes(1);
    expect(await at()).toBe(B);
    expect(await hub.value(commitRecords.at(REPOSITORY, C, 'head'))).toBeUndefined();
    expect(hub.publisher.takeTasks()).toEqual([]);
    await readable();
  });

  test('is told through a day of pushes, each of which is another head', async () => {
    unread();
    hub.branch('main', C);
    await poll();
    hub.clock.advance(2 * MINUTE);
    hub.branch('main', E);
    await poll();
    hub.clock.advance(2 * MINUTE);
    hub.branch('main', D);
    await hub.deliver('push', { ref: 'refs/heads/main', before: C, after: D });
    expect(issue()?.body).toContain(`follow ${D}`);
    hub.branch('main', E);
    await poll();
    expect(issue()?.body).toContain(`follow ${E}`);
    expect([hub.check(C), hub.check(D)?.conclusion, hub.check(E)?.conclusion]).toEqual([
      undefined,
      'failure',
      'failure',
    ]);
  });

  test('is not told when the forced push is heard late', async () => {
    unread();
    hub.branch('main', C);
    await poll();
    await hub.deliver('push', { ref: 'refs/heads/main', before: B, after: C, forced: true });
    hub.clock.advance(3 * MINUTE);
    await poll();
    expect([await at(), issue(), await noted()]).toEqual([C, undefined, undefined]);
  });

  test('is over when the branch is forced back', async () => {
    await stray(C);
    hub.branch('main', B);
    await poll();
    expect([issue()?.state, await noted(), await at()]).toEqual(['closed', undefined, B]);
  });

  test('is told though the first report could not be sent, and is over though the last one could not', async () => {
    unread();
    hub.branch('main', C);
    await poll();
    hub.clock.advance(3 * MINUTE);
    const down = new RangelightError('unavailable', 'pubsub', 'down');
    const send = vi.spyOn(hub.publisher, 'publishReport').mockRejectedValueOnce(down);
    const failed = await hub.plan({ type: 'facts' }).catch((error: unknown) => error);
    expect([failed, issue()]).toEqual([down, undefined]);
    await poll();
    expect(issue()?.state).toBe('open');
    hub.branch('main', B);
    send.mockRejectedValueOnce(down);
    await expect(hub.plan({ type: 'facts' })).rejects.toBe(down);
    await poll();
    expect(issue()?.state).toBe('closed');
  });

  test('keeps its failed check though a pull request has the same commit', async () => {
    await stray(C);
    await hub.propose(7, C);
    expect(await hub.value(openPulls.at(REPOSITORY, 7))).toMatchObject({ head: C });
    expect(hub.check(C)).toMatchObject({
      conclusion: 'failure',
      title: expect.stringContaining('not followed') as string,
    });
    await say('alice', `follow ${C}`);
    expect(hub.check(C)?.conclusion).toBe('success');
  });

  test('keeps other fleets from being taken out of it', async () => {
    hub.commit(C, { ...tree('c.example.com', MERGE), 'new/rangelight.yaml': fleetFile({ name: 'new' }) }, A);
    await stray(C);
    expect(await hub.value(heads.at('new'))).toBeUndefined();
  });
});

test('a head that one of two fleets does not come to is followed by neither, until the word', async () => {
  const two = { ...tree('c.example.com', MERGE), 'staging/rangelight.yaml': fleetFile({ name: 'staging' }) };
  hub.commit(C, two, A);
  const prod = await hub.value(heads.at('prod'));
  if (prod === undefined) expect.unreachable();
  const staging = { ...prod, commit: E, folder: 'staging', fleet: { ...prod.fleet, name: 'staging' } };
  await hub.put(heads.at('staging'), staging);
  unread();
  hub.branch('main', C);
  await hub.deliver('push', { ref: 'refs/heads/main', before: B, after: C, forced: true });
  hub.clock.advance(3 * MINUTE);
  await poll();
  const both = async () => [await at(), (await hub.value(heads.at('staging')))?.commit];
  expect([await both(), issue()?.state]).toEqual([[B, E], 'open']);
  hub.clock.advance(MINUTE);
  await say('alice', `follow ${C}`);
  expect([await both(), issue()?.state]).toEqual([[C, C], 'closed']);
});

describe('the word `follow`', () => {
  const said = () =>
    followWords.list(hub.store, [REPOSITORY], NEVER).then(({ found }) => found.map(({ value }) => value));

  test('has the commit followed, planned and applied, closes the issue, and is kept', async () => {
    await stray(C);
    hub.clock.advance(MINUTE);
    await say('alice', `follow ${C}`);
    expect(await at()).toBe(C);
    expect(hub.check(C)?.conclusion).toBe('success');
    expect(issue()?.state).toBe('closed');
    expect(await hub.work()).toMatchObject([{ commit: C, unit: 'blue' }]);
    const by = { by: 'github alice', reason: `#${ISSUE}` };
    expect(await said()).toMatchObject([by]);
    const records = (await acts.list(hub.store, ['_'], NEVER)).found.map(({ value }) => value);
    expect(records).toMatchObject([{ ...by, action: 'follow', subject: `${REPOSITORY} at ${C}` }]);
    await readable();
  });

  test.each<[string, string, string]>([
    ['somebody who may not write', 'guest', `follow ${C}`],
    ['another commit', 'alice', `follow ${E}`],
    ['the first digits', 'alice', `follow ${C.slice(0, 12)}`],
    ['no commit', 'alice', 'follow'],
    ['two', 'alice', `follow ${C} ${E}`],
  ])('is not obeyed for %s', async (_, by, words) => {
    await stray(C);
    await say(by, words);
    await look();
    expect([await at(), await said()]).toEqual([B, []]);
  });

  test('is not obeyed while the branch is followed', async () => {
    await say('alice', `follow ${B}`);
    expect(await said()).toEqual([]);
  });

  test('counts for nothing that is pushed on top of that commit', async () => {
    await stray(C);
    hub.branch('main', D);
    await say('alice', `follow ${C}`);
    await poll();
    expect(await at()).toBe(B);
    expect(issue()?.body).toContain(`follow ${D}`);
    await say('alice', `follow ${D}`);
    expect(await at()).toBe(D);
  });

  test('counts once: what is forced over later does not come back by it', async () => {
    await stray(C);
    await say('alice', `follow ${C}`);
    hub.clock.advance(MINUTE);
    hub.branch('main', E);
    await hub.deliver('push', { ref: 'refs/heads/main', before: C, after: E, forced: true });
    expect(await at()).toBe(E);
    hub.branch('main', C);
    await poll();
    expect(await at()).toBe(E);
  });

  test('takes a fleet along to the folder where it lies now', async () => {
    hub.commit(
      C,
      { 'moved/rangelight.yaml': fleetFile(MERGE), 'moved/manifests/blue.yaml': manifests('c.example.com') },
      A,
    );
    await stray(C);
    await say('alice', `follow ${C}`);
    expect(await hub.value(heads.at('prod'))).toMatchObject({ commit: C, folder: 'moved' });
  });
});

describe('a head that went back', () => {
  test('by force stays back, though GitHub answers with the old one once more', async () => {
    hub.branch('main', A);
    await poll();
    expect(await at()).toBe(A);
    hub.clock.advance(MINUTE);
    vi.spyOn(hub.repository, 'head').mockResolvedValueOnce(B);
    await poll();
    await poll();
    expect(await at()).toBe(A);
    expect(issue()).toBeUndefined();
  });

  test("by GitHub's record does not obey a forced push that was heard before that", async () => {
    const root = 'f'.repeat(40);
    hub.commit(root, tree('f.example.com', MERGE));
    for (const sha of [root, A]) hub.branch('main', sha);
    await hub.deliver('push', { ref: 'refs/heads/main', before: B, after: root, forced: true });
    expect(await at()).toBe(A);
    vi.spyOn(hub.repository, 'head').mockResolvedValueOnce(root);
    await poll();
    expect(await at()).toBe(A);
  });

  test('is not believed where only the answer is old', async () => {
    vi.spyOn(hub.repository, 'head').mockResolvedValueOnce(A);
    await poll();
    hub.clock.advance(3 * MINUTE);
    await poll();
    expect([await at(), issue(), await noted()]).toEqual([B, undefined, undefined]);
  });
});

describe('a branch that cannot be found (case 77)', () => {
  test('is told, once, with the variable to set; what is applied stays', async () => {
    const error = vi.spyOn(hub.planner.log, 'error');
    const before = hub.compute.keys();
    hub.branch('trunk', B);
    hub.branch('main', undefined);
    await hub.deliver('push', { ref: 'refs/heads/trunk', before: A, after: B });
    expect(issue()).toBeUndefined();
    hub.clock.advance(3 * MINUTE);
    await poll();
    expect(issue()?.state).toBe('open');
    for (const words of ['RANGELIGHT_BRANCH', '`main`', B]) expect(issue()?.body).toContain(words);
    const writes = hub.host.writes.length;
    for (let count = 0; count < 5; count += 1) await look();
    expect(hub.host.writes).toHaveLength(writes);
    expect(error).toHaveBeenCalledExactlyOnceWith(expect.anything(), expect.stringContaining('RANGELIGHT_BRANCH'));
    expect([await at(), hub.compute.keys()]).toEqual([B, before]);
    expect(await hub.work()).toEqual([]);
    hub.branch('main', C);
    await poll();
    expect([issue()?.state, await at()]).toEqual(['closed', C]);
  });

  test('is told of a pull request and a merge group, which come to nothing', async () => {
    hub.branch('main', undefined);
    await look();
    await hub.propose(7, C, { baseBranch: 'trunk' });
    const queue = { head_ref: 'refs/heads/gh-readonly-queue/trunk/pr-7-x' };
    await hub.deliver('merge_group', { action: 'checks_requested', merge_group: queue });
    expect([issue()?.state, hub.check(C)]).toEqual(['open', undefined]);
  });
});

describe('a repository that cannot be seen (case 77)', () => {
  test('is told once where it can be told, and is over when it is seen again', async () => {
    const error = vi.spyOn(hub.planner.log, 'error');
    const pulls = vi.spyOn(hub.repository, 'openPullRequests');
    const unseen = vi.spyOn(hub.repository, 'head').mockRejectedValue(denied);
    await look();
    await look();
    expect(issue()?.body).toContain('RANGELIGHT_REPOSITORIES');
    expect(error).toHaveBeenCalledExactlyOnceWith(
      expect.anything(),
      expect.stringContaining('RANGELIGHT_REPOSITORIES'),
    );
    expect(pulls).not.toHaveBeenCalled();
    unseen.mockRestore();
    await poll();
    expect(issue()?.state).toBe('closed');
  });

  test('is in the log where the reporter cannot see it either', async () => {
    vi.spyOn(hub.repository, 'head').mockRejectedValue(denied);
    vi.spyOn(hub.host, 'putIssue').mockRejectedValue(denied);
    const error = vi.spyOn(hub.planner.log, 'error');
    await look();
    expect(error).toHaveBeenCalledTimes(2);
    expect(await noted()).toMatchObject({ why: 'no-repository', stage: 'told' });
  });
});

async function forcedTo(sha: string): Promise<void> {
  const before = await hub.repository.head('main', NEVER);
  hub.branch('main', sha);
  await hub.deliver('push', { ref: 'refs/heads/main', before, after: sha, forced: true });
}

/** What was written of all this can be read. */
async function readable(): Promise<void> {
  for (const bucket of ['state', 'release'] as const)
    for (const key of hub.store[bucket].keys().filter((one) => /^(?:unfollowed|follows)\//.test(one))) {
      const [collection] = key.split('/');
      const example = EXAMPLES.find((one) => one.collection === collection);
      expect(await example?.lookAt(hub.store, key), key).toHaveProperty('found.value');
    }
}
