// Commands in comments and buttons, with everything outside in memory: who is obeyed, who is not, and what is told.
import { describe, expect, it } from 'vitest';
import { activePause } from '../../../lib/app/pauses.ts';
import { report } from '../../../lib/app/report.ts';
import { RangelightError } from '../../../lib/core/index.ts';
import type { Occasion, Revision } from '../../../lib/plan/index.ts';
import type { PersonsComment, Topic } from '../../../lib/ports/index.ts';
import { commandReply } from '../../../lib/report/index.ts';
import { buttonsOf } from '../../../lib/report/buttons.ts';
import {
  acts,
  approvals,
  commitRecords,
  heads,
  openPulls,
  type Place,
  plans,
  revisions,
  vouches,
} from '../../../lib/state/index.ts';
import { createMemoryCodeHost } from '../../fakes/memory-code-host.ts';
import { createMemoryConversations } from '../../fakes/memory-conversations.ts';
import {
  AT_HEAD,
  COMMIT,
  firstDeploy,
  FLEET,
  hostDroppedAndVipReleased,
  type Planned,
  UNIT,
} from '../../golden/report/blue-fleet.ts';
import { reporterWorlds, signatureOf } from './reporter-worlds.ts';
import { createRig, headOf, REPOSITORY } from './rig.ts';

const { signal } = new AbortController();
const PULL = 7;
const MERGED = 'd'.repeat(40);
const OWNERS = '*.yaml @ann\n';

interface PressOptions {
  readonly by?: string;
  readonly repository?: string;
  readonly commit?: string;
  /** GitHub's, unless somebody else made the body up. */
  readonly signature?: string;
}

/** GitHub's body of a button that was pressed; without an action, of a check run to be run again. */
function pressBody(action: string | undefined, { by = 'ann', repository = REPOSITORY, commit = COMMIT }: PressOptions) {
  return JSON.stringify({
    ...(action === undefined
      ? { action: 'rerequested' }
      : { action: 'requested_action', requested_action: { identifier: action } }),
    repository: { full_name: repository },
    sender: { login: by, type: 'User' },
    check_run: { id: 1, head_sha: commit },
  });
}

async function setUp(planned: Planned = hostDroppedAndVipReleased()) {
  const { clock, store, publisher, world, fleet, put } = createRig();
  const host = createMemoryCodeHost();
  const conversations = createMemoryConversations();
  const worlds = reporterWorlds({ ...world, host, conversations });
  const inPull = (number: number): Occasion => ({
    type: 'pull-request',
    repository: REPOSITORY,
    commit: COMMIT,
    number,
    base: 'b',
  });
  const revision: Revision = { ...planned.revision, occasion: inPull(PULL) };
  const record = (number: number) =>
    put(commitRecords.at(REPOSITORY, COMMIT, `pull-${number}`), {
      occasion: inPull(number),
      fleets: [FLEET],
      diagnostics: [],
    });
  const head = (commit: string) => put(heads.at(FLEET), headOf(fleet(), 4, commit));
  await head('c'.repeat(40));
  await put(revisions.at(FLEET, COMMIT, `pull-${PULL}`), revision);
  await put(openPulls.at(REPOSITORY, PULL), { number: PULL, head: COMMIT, draft: false, superseded: [] });
  await record(PULL);
  if (planned.plan !== undefined) await put(plans.at(FLEET, planned.plan.digest), planned.plan);
  for (const login of ['ann', 'ben', 'author']) conversations.permissions.set(login, 'write');
  conversations.permissions.set('guest', 'read');
  conversations.topics.set(9, { type: 'issue', number: 9 });
  conversations.checkRuns.set(1, { name: 'rangelight/plan', commit: COMMIT, isOurs: true });
  let lastId = 100;
  const pull = (more: Partial<Extract<Topic, { type: 'pull-request' }>> = {}): void => {
    conversations.topics.set(PULL, {
      type: 'pull-request',
      number: PULL,
      state: 'open',
      author: 'author',
      head: COMMIT,
      baseBranch: 'main',
      ...more,
    });
  };
  pull();
  return {
    clock,
    store,
    host,
    conversations,
    publisher,
    revision,
    pull,
    put,
    /** Takes a commit as the head of the branch. */
    head,
    /** Has the commit be that of another pull request too. */
    record,
    digest: planned.plan?.digest ?? '',
    hear: (id: number) => report(worlds, { type: 'comment', repository: REPOSITORY, comment: id, issue: PULL }, signal),
    /** @param action of the button; undefined: the check run is to be run again. */
    press(action: string | undefined, options: PressOptions = {}) {
      const body = pressBody(action, options);
      const signature = options.signature ?? signatureOf(body);
      return report(worlds, { type: 'press', repository: REPOSITORY, body, signature }, signal);
    },
    approvals: async () => (await approvals.list(store, [FLEET], signal)).found.map(({ value }) => value),
    acts: async () => (await acts.list(store, [], signal)).found.map(({ value }) => value),
    read: async <T>(place: Place<T>) => (await place.read(store, signal))?.value,
    /** Says it as somebody, and gives the receipts and the reply. */
    async say(by: string, body: string, more: Partial<PersonsComment> = {}) {
      lastId += 1;
      const comment = { id: lastId, number: PULL, by, isBot: false, isEdited: false, body, ...more };
      conversations.comments.set(lastId, comment);
      const { number: issue } = comment;
      await report(worlds, { type: 'comment', repository: REPOSITORY, comment: lastId, issue }, signal);
      const told = (id: string) => {
        const answer = { type: 'done', said: [], by, at: 0 } as const;
        return host.comment(issue, commandReply({ id, answer, usage: [] }).marker);
      };
      return {
        id: lastId,
        reactions: conversations.reactions.flatMap((one) => (one.startsWith(`${lastId} `) ? [one.split(' ')[1]] : [])),
        reply: told(`comment-${lastId}`) ?? told(`stranger-${comment.number}-${by}`),
      };
    },
  };
}

describe('who may', () => {
  it('a stranger is refused once, whatever he says and however often', async () => {
    const world = await setUp();
    const { reactions, reply } = await world.say('guest', `/rangelight approve ${world.digest}`);
    expect(reactions).toEqual(['eyes', '-1']);
    expect(reply).toContain('write permission');
    await world.say('guest', '/rangelight help');
    expect(world.host.writes).toHaveLength(1);
    expect(await world.approvals()).toEqual([]);
    expect(world.publisher.revisions).toEqual([]);
  });

  it.each<[string, Partial<PersonsComment>]>([
    ['an app', { isBot: true }],
    ['an edited comment', { isEdited: true }],
    ['a comment that asks for nothing', { body: 'nice, /rangelight apply' }],
  ])('%s is not listened to', async (_name, more) => {
    const world = await setUp();
    const { reactions, reply } = await world.say('ann', '/rangelight plan', more);
    expect([reactions, reply]).toEqual([[], undefined]);
    expect(world.publisher.revisions).toEqual([]);
  });

  it('a writer approves exactly the plan, and the pull request is planned again', async () => {
    const world = await setUp();
    const { reactions, reply } = await world.say('ann', `/rangelight approve ${world.digest.slice(0, 12)} seen`);
    expect(reactions).toEqual(['eyes', 'rocket']);
    expect(reply).toContain(world.digest);
    expect(await world.approvals()).toMatchObject([
      { plan: world.digest, unit: UNIT, by: 'github ann', reason: 'seen (#7)' },
    ]);
    expect(world.publisher.revisions).toMatchObject([{ type: 'facts' }, { type: 'pull-request', pullRequest: PULL }]);
  });

  it.each([
    ['belongs to somebody else', 'ben', OWNERS, 'belongs to @ann'],
    ['belongs to a team that nobody can look into', 'ben', '* @acme/blue', 'cannot be found out'],
    ['belongs to an address', 'ben', '* ben@example.com', 'cannot be found out'],
    ['is of his own pull request', 'author', '', 'cannot approve'],
  ])('a plan that %s is not approved', async (_name, by, owners, words) => {
    const world = await setUp();
    world.conversations.files.set('.github/CODEOWNERS', owners);
    const { reactions, reply } = await world.say(by, `/rangelight approve ${world.digest}`);
    expect(reactions).toEqual(['eyes', '-1']);
    expect(reply).toContain(words.replaceAll('@', '@&#8203;'));
    expect(await world.approvals()).toEqual([]);
  });

  it.each([
    ['himself', 'CODEOWNERS', OWNERS],
    ['in a team', 'docs/CODEOWNERS', '* @acme/blue'],
    ['free, by the last line', 'CODEOWNERS', '* @ben\n*.yaml'],
    ['the owner of what is about this', 'CODEOWNERS', '/docs/ @ben'],
  ])('an owner is %s', async (_name, path, owners) => {
    const world = await setUp();
    world.conversations.files.set(path, owners);
    world.conversations.teams.set('acme/blue', ['ann']);
    expect((await world.say('ann', `/rangelight approve ${world.digest}`)).reactions).toEqual(['eyes', 'rocket']);
  });

  it('nobody is one while the branch is gone: who owns what is unknown (case 77)', async () => {
    const world = await setUp();
    world.conversations.branches.clear();
    const { reactions, reply } = await world.say('ann', `/rangelight approve ${world.digest}`);
    expect(reactions).toEqual(['eyes', '-1']);
    expect(reply).toContain('no branch main');
    expect(await world.approvals()).toEqual([]);
  });

  it('the first place of CODEOWNERS that exists counts', async () => {
    const world = await setUp();
    world.conversations.files.set('.github/CODEOWNERS', '* @ben');
    world.conversations.files.set('CODEOWNERS', '* @ann');
    expect((await world.say('ann', `/rangelight approve ${world.digest}`)).reactions).toEqual(['eyes', '-1']);
  });
});

describe('what is meant', () => {
  it.each<[string, Partial<Extract<Topic, { type: 'pull-request' }>>, string]>([
    ['a plan of an older commit', { head: 'e'.repeat(40) }, 'planned again since'],
    ['a closed pull request', { state: 'closed' }, 'closed'],
    ['another branch', { baseBranch: 'release' }, 'into release'],
    ['a merge that is not the last', { state: 'merged', head: 'e'.repeat(40), mergeCommit: MERGED }, 'planned again'],
  ])('%s is not approved', async (_name, more, words) => {
    const world = await setUp();
    world.pull(more);
    const { reactions, reply } = await world.say('ann', `/rangelight approve ${world.digest}`);
    expect(reactions).toEqual(['eyes', '-1']);
    expect(reply).toContain(words);
    expect(await world.approvals()).toEqual([]);
  });

  it('after the merge the plan of the branch is', async () => {
    const world = await setUp();
    await world.head(MERGED);
    const occasion = { ...AT_HEAD, commit: MERGED };
    await world.put(revisions.at(FLEET, MERGED, 'head'), { ...world.revision, occasion });
    world.pull({ state: 'merged', head: 'e'.repeat(40), mergeCommit: MERGED });
    expect((await world.say('ann', `/rangelight approve ${world.digest}`)).reactions).toEqual(['eyes', 'rocket']);
    expect(world.publisher.revisions[0]).toMatchObject({ type: 'facts' });
  });

  it('apply waits for the merge', async () => {
    const world = await setUp();
    const { reply } = await world.say('ann', '/rangelight apply');
    expect(reply).toContain('not merged');
  });

  it('apply takes what needs no word of its own, and names the rest', async () => {
    const world = await setUp(firstDeploy());
    await world.head(COMMIT);
    await world.put(revisions.at(FLEET, COMMIT, 'head'), { ...world.revision, occasion: AT_HEAD });
    const { reactions, reply } = await world.say('ann', '/rangelight apply', { number: 9 });
    expect(reactions).toEqual(['eyes', 'rocket']);
    expect(reply).toContain('applied as planned');
    expect(await world.approvals()).toHaveLength(1);
  });

  it('a pause stands until somebody resumes, and says who and why', async () => {
    const world = await setUp();
    await world.say('ann', '/rangelight pause --for 2h "on fire"', { number: 9 });
    expect(await activePause(world, FLEET, UNIT, signal)).toMatchObject({ by: 'github ann', reason: 'on fire (#9)' });
    expect((await world.say('ben', '/rangelight resume', { number: 9 })).reactions).toEqual(['eyes', 'rocket']);
    expect(await activePause(world, FLEET, UNIT, signal)).toBeUndefined();
    const { reactions, reply } = await world.say('ben', '/rangelight resume', { number: 9 });
    expect(reactions).toEqual(['eyes', '-1']);
    expect(reply).toContain('not paused');
  });

  it('plan asks for the pull request while it is open, else for the branch', async () => {
    const world = await setUp();
    const first = await world.say('ann', '/rangelight plan');
    const second = await world.say('ann', '/rangelight plan', { number: 9 });
    expect(first).toMatchObject({ reactions: ['eyes', 'rocket'], reply: undefined });
    expect(world.publisher.revisions).toEqual([
      { type: 'pull-request', repository: REPOSITORY, delivery: `comment-${first.id}`, pullRequest: PULL },
      { type: 'facts', repository: REPOSITORY, delivery: `comment-${second.id}` },
    ]);
    expect(await world.read(vouches.at(REPOSITORY, PULL, COMMIT))).toBeUndefined();
  });

  it('plan with the head of the pull request is a word for that commit, and with another one for none', async () => {
    const world = await setUp();
    const { id } = await world.say('ann', `/rangelight plan ${COMMIT.slice(0, 8)}`);
    expect(world.publisher.revisions).toEqual([
      { type: 'pull-request', repository: REPOSITORY, delivery: `comment-${id}`, pullRequest: PULL },
    ]);
    expect(await world.read(vouches.at(REPOSITORY, PULL, COMMIT))).toEqual({
      number: PULL,
      commit: COMMIT,
      by: 'ann',
      at: world.clock.now(),
    });
    expect(await world.acts()).toMatchObject([{ action: 'vouch', by: 'github ann' }]);
    const late = await world.say('ann', '/rangelight plan 0000000');
    expect(late.reply).toContain(`the head of this pull request is ${COMMIT.slice(0, 12)} now`);
    const nowhere = await world.say('ann', `/rangelight plan ${COMMIT}`, { number: 9 });
    expect(nowhere.reactions).toEqual(['eyes', '-1']);
    expect(world.publisher.revisions).toHaveLength(1);
  });

  it('rollback needs a run to go to', async () => {
    const world = await setUp();
    const { reactions, reply } = await world.say('ann', `/rangelight rollback ${UNIT}`);
    expect(reactions).toEqual(['eyes', '-1']);
    expect(reply).toContain('ever applied');
  });

  it('a mistake is told with what can be asked for', async () => {
    const world = await setUp();
    const { reactions, reply } = await world.say('ann', '/rangelight aprove `x`|<b>');
    expect(reactions).toEqual(['eyes', 'confused']);
    expect(reply).toContain('Did you mean');
    expect(reply).toContain('/rangelight approve DIGEST');
    expect(reply).not.toContain('<b>');
  });
});

it('a plan that begins like another that was made is not taken for it', async () => {
  const world = await setUp();
  const [digits, other] = [world.digest.slice(0, 12), 'f'.repeat(52)];
  // Whatever it holds.
  world.store.state.put(plans.at(FLEET, `${digits}${other}`).key, '{}');
  const { reply } = await world.say('ann', `/rangelight approve ${digits}`);
  expect(reply).toContain('give more digits');
  expect(await world.approvals()).toEqual([]);
  expect((await world.say('ann', `/rangelight approve ${world.digest}`)).reactions).toEqual(['eyes', 'rocket']);
});

it('a reaction that cannot be given does not keep a pause from standing', async () => {
  const world = await setUp();
  const react = world.conversations.react.bind(world.conversations);
  world.conversations.react = async (comment, reaction, ...rest) => {
    if (reaction === 'eyes') throw new RangelightError('rate-limited', 'github', 'too fast');
    return react(comment, reaction, ...rest);
  };
  expect((await world.say('ann', '/rangelight pause')).reactions).toEqual(['rocket']);
  expect(await activePause(world, FLEET, UNIT, signal)).toBeDefined();
});

it('what GitHub cannot say just now is asked again, and nothing is done before', async () => {
  const world = await setUp();
  const permission = world.conversations.permission.bind(world.conversations);
  world.conversations.permission = () => Promise.reject(new RangelightError('unavailable', 'github', 'down'));
  await expect(world.say('ann', '/rangelight pause')).rejects.toMatchObject({ code: 'unavailable' });
  expect(await activePause(world, FLEET, UNIT, signal)).toBeUndefined();
  world.conversations.permission = permission;
  await world.hear(101);
  expect(await activePause(world, FLEET, UNIT, signal)).toBeDefined();
});

it('the same comment again does nothing twice, and tells what was told', async () => {
  const world = await setUp();
  const { id, reply } = await world.say('ann', '/rangelight pause');
  await world.say('ann', '/rangelight resume');
  const published = world.publisher.revisions.length;
  const writes = world.host.writes.length;
  await world.hear(id);
  expect(await activePause(world, FLEET, UNIT, signal)).toBeUndefined();
  expect(reply).toContain('Done');
  expect([world.publisher.revisions.length, world.host.writes.length]).toEqual([published, writes]);
});

describe('a button', () => {
  it('is there to approve when one plan needs a word, and names it', async () => {
    const world = await setUp();
    const buttons = buttonsOf([world.revision]);
    expect(buttons.map(({ label }) => label)).toEqual(['Plan again', 'Approve']);
    for (const { label, description, identifier } of buttons) {
      expect([label.length <= 20, description.length <= 40, identifier.length <= 20]).toEqual([true, true, true]);
    }
    expect(buttonsOf([{ ...world.revision, occasion: AT_HEAD }]).map(({ label }) => label)).toEqual(['Plan again']);
    expect(buttonsOf([firstDeploy().revision])).toHaveLength(1);
  });

  it('does the same as a comment', async () => {
    const world = await setUp();
    const [, approve] = buttonsOf([world.revision]);
    await world.press(approve?.identifier, { by: 'guest' });
    await world.press(approve?.identifier, { by: 'author' });
    expect(await world.approvals()).toEqual([]);
    expect(world.host.writes).toHaveLength(2);
    await world.press(approve?.identifier);
    expect(await world.approvals()).toMatchObject([{ plan: world.digest, by: 'github ann' }]);
  });

  it.each([
    ['that plans again', 'plan'],
    ['of GitHub that runs the check again', undefined],
  ])('%s is a word for the commit, once for each press', async (_name, action) => {
    const world = await setUp();
    const asked = () => world.publisher.revisions.filter(({ type }) => type === 'rerequest');
    await world.press(action, { by: 'guest' });
    expect([asked(), await world.read(vouches.at(REPOSITORY, PULL, COMMIT))]).toEqual([[], undefined]);
    await world.press(action);
    await world.press(action);
    expect(asked()).toMatchObject([{ type: 'rerequest', repository: REPOSITORY, commit: COMMIT }]);
    expect(await world.read(vouches.at(REPOSITORY, PULL, COMMIT))).toMatchObject({ commit: COMMIT, by: 'ann' });
    // Nothing in the body need be another when somebody presses again: later it is asked again.
    world.clock.advance(60_000);
    await world.press(action);
    expect(new Set(asked().map(({ delivery }) => delivery)).size).toBe(2);
  });

  it('is no word for a commit that is not the head of its pull request any more', async () => {
    const world = await setUp();
    world.pull({ head: 'e'.repeat(40) });
    await world.press('plan');
    expect(await world.read(vouches.at(REPOSITORY, PULL, COMMIT))).toBeUndefined();
    await world.press(`approve-${world.digest.slice(0, 12)}`);
    expect(await world.approvals()).toEqual([]);
    expect(world.host.writes).toHaveLength(1);
  });

  // An approval that was used up must not come back with an old press.
  it('approves once, however late the same press comes again', async () => {
    const world = await setUp();
    await world.press(`approve-${world.digest.slice(0, 12)}`);
    world.clock.advance(24 * 3_600_000);
    const [first] = await world.approvals();
    await world.press(`approve-${world.digest.slice(0, 12)}`);
    expect(await world.approvals()).toEqual([first]);
  });

  it('approves nothing where a fork brings the same commit', async () => {
    const world = await setUp();
    await world.record(5);
    await world.press(`approve-${world.digest.slice(0, 12)}`);
    expect(await world.approvals()).toEqual([]);
  });

  it('of somebody else is left alone', async () => {
    const world = await setUp();
    world.conversations.checkRuns.set(1, { name: 'rangelight/plan', commit: COMMIT, isOurs: false });
    await world.press('plan');
    await world.press(undefined);
    expect(world.publisher.revisions).toEqual([]);
  });

  // Case 24: whoever may publish a message can say anything in it.
  it.each<[string, PressOptions]>([
    ['that GitHub did not sign', { signature: 'sha256=0' }],
    ['that GitHub signed for another body', { signature: signatureOf(pressBody('plan', {})) }],
    ['in another repository', { repository: 'acme/other' }],
    ['of another commit than the check run’s', { commit: 'e'.repeat(40) }],
  ])('%s is not obeyed', async (_name, options) => {
    const world = await setUp();
    for (const action of [`approve-${world.digest.slice(0, 12)}`, undefined]) await world.press(action, options);
    expect(await world.approvals()).toEqual([]);
    expect(await world.acts()).toEqual([]);
    expect([world.publisher.revisions, world.host.writes]).toEqual([[], []]);
  });

  it('that has no name, or one that we never gave, approves nothing', async () => {
    const world = await setUp();
    for (const action of ['', 'approve-', 'approve-../heads', 'merge']) await world.press(action);
    expect(await world.approvals()).toEqual([]);
    expect(world.publisher.revisions).toEqual([]);
  });
});
