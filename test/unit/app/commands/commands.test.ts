// Commands in comments, with everything outside in memory: who is obeyed, who is not, and what is told.
import { describe, expect, it } from 'vitest';
import { standingFreeze } from '../../../../lib/app/words/freezes.ts';
import { activePause } from '../../../../lib/app/words/pauses.ts';
import { digestOf, RangelightError } from '../../../../lib/core/index.ts';
import { digestOfPlan, pullAtBase } from '../../../../lib/plan/index.ts';
import type { PersonsComment, Topic } from '../../../../lib/ports/index.ts';
import { plans, policyWords, revisions, vouches } from '../../../../lib/state/index.ts';
import { AT_HEAD, COMMIT, firstDeploy, FLEET, UNIT } from '../../../golden/report/blue-fleet.ts';
import { PULL, setUp, signal } from './commands-rig.ts';
import { REPOSITORY } from '../rig.ts';

const MERGED = 'd'.repeat(40);
const OWNERS = '*.yaml @ann\n';

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
    const opens = [...new Set(world.revision.units.flatMap(({ gates }) => gates.map(({ code }) => code)))];
    expect(opens).toContain('host-removed');
    expect(await world.approvals()).toMatchObject([
      { plan: world.digest, unit: UNIT, by: 'github ann', reason: 'seen (#7)', opens },
    ]);
    expect(world.publisher.revisions).toMatchObject([{ type: 'facts' }, { type: 'pull-request', pullRequest: PULL }]);
  });

  it.each([
    ['belongs to somebody else', 'ben', OWNERS, 'belongs to @ann'],
    ['belongs to a team that nobody can look into', 'ben', '* @acme/blue', 'cannot be found out'],
    ['belongs to an address', 'ben', '* ben@example.com', 'cannot be found out'],
    ['is of his own pull request', 'author', '', 'cannot approve what needs approval'],
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

  it('a plan of an older commit waits until the newer one is planned', async () => {
    const world = await setUp();
    world.pull({ head: 'e'.repeat(40) });
    world.history.commit('e'.repeat(40), {}, { onto: COMMIT, author: 'author', committer: 'author' });
    world.history.branch(`pull-${PULL}`, 'e'.repeat(40), 'author');
    world.history.pull({ number: PULL, head: 'e'.repeat(40) });
    const { id, reactions } = await world.say('ann', `/rangelight approve ${world.digest}`);
    expect(reactions).toEqual(['eyes']);
    expect(await world.approvals()).toEqual([]);
    expect(world.publisher.revisions).toMatchObject([{ type: 'pull-request', pullRequest: PULL }]);
    await world.planAt('e'.repeat(40));
    await world.hear(id);
    expect(await world.approvals()).toMatchObject([{ plan: world.digest, by: 'github ann' }]);
  });

  it('after the merge the plan of the branch is', async () => {
    const world = await setUp();
    await world.head(MERGED);
    const occasion = { ...AT_HEAD, commit: MERGED };
    await world.put(revisions.at(FLEET, MERGED, 'head'), { ...world.revision, occasion });
    world.pull({ state: 'merged', mergeCommit: MERGED });
    await revisions.at(FLEET, COMMIT, `pull-${PULL}`).drop(world.store, signal);
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
    expect(reply).toContain('begins as planned');
    expect(await world.approvals()).toHaveLength(1);
  });

  it('case 35: apply that leaves everything to gates says what waits for which approval, and never Done', async () => {
    const world = await setUp();
    await world.head(COMMIT);
    await world.put(revisions.at(FLEET, COMMIT, 'head'), { ...world.revision, occasion: AT_HEAD });
    const { reactions, reply } = await world.say('ann', '/rangelight apply', { number: 9 });
    expect(reactions).toEqual(['eyes', '-1']);
    expect(reply).toMatch(
      /^\*\*Nothing begins\*\*\n\n- blue: waits for an approval of exactly its plan \(.*host-removed.*\)/,
    );
    expect(reply).toContain(`approve ${world.digest}`);
    expect(await world.approvals()).toEqual([]);
  });

  it('case 35: apply of which a part waits says what began, and what waits', async () => {
    const world = await setUp(firstDeploy());
    await world.head(COMMIT);
    const [blue] = world.revision.units;
    if (blue === undefined) throw new TypeError('there is a unit');
    const gates = [{ code: 'host-removed', message: 'gone' } as const];
    const red = { ...blue, unit: 'red', plan: 'e'.repeat(64), gates };
    await world.put(revisions.at(FLEET, COMMIT, 'head'), { ...world.revision, occasion: AT_HEAD, units: [blue, red] });
    const { reactions, reply } = await world.say('ann', '/rangelight apply', { number: 9 });
    expect(reactions).toEqual(['eyes', 'rocket']);
    expect(reply).toMatch(
      /^\*\*Begun in part\*\*, as ann asked\n\n- blue: begins as planned .*\n- red: waits for an approval/,
    );
  });

  it.each<[string, string, string]>([
    ['a pause', '/rangelight pause "on fire"', 'paused by github ann until somebody resumes: on fire'],
    ['a freeze', '/rangelight freeze 2h "the sale"', 'frozen by github root until'],
  ])('case 35: apply during %s begins nothing, and says so', async (_name, command, words) => {
    const world = await setUp(firstDeploy());
    world.conversations.permissions.set('root', 'admin');
    await world.head(COMMIT);
    await world.put(revisions.at(FLEET, COMMIT, 'head'), { ...world.revision, occasion: AT_HEAD });
    await world.say(command.includes('freeze') ? 'root' : 'ann', command, { number: 9 });
    const { reply } = await world.say('ann', '/rangelight apply', { number: 9 });
    expect(reply).toMatch(/^\*\*Nothing begins\*\*\n\n- blue: released as planned .*, and does not begin: /);
    expect(reply).toContain(words);
    expect(await world.approvals()).toHaveLength(1);
  });

  it('case 35: apply of what is rolled back is not done, and says who did that and how to go on', async () => {
    const world = await setUp(firstDeploy());
    await world.head(COMMIT);
    const rolledBack = { commit: COMMIT, by: 'github ben', to: 'r', reason: 'a hunch', at: 5 };
    const units = world.revision.units.map((unit) => ({ ...unit, plan: null, rolledBack }));
    await world.put(revisions.at(FLEET, COMMIT, 'head'), { ...world.revision, occasion: AT_HEAD, units });
    const { reactions, reply } = await world.say('ann', '/rangelight apply', { number: 9 });
    expect(reactions).toEqual(['eyes', '-1']);
    expect(reply).toMatch(/^\*\*Nothing begins\*\*/);
    expect(reply).toContain('is rolled back to run r by github ben: a hunch');
    expect(reply).toContain(`/rangelight resume --unit ${UNIT} --fleet ${FLEET}`);
    expect(reply).not.toContain('worse');
  });

  // The policy stands in the fleet file, whatever is planned beside it.
  it('apply confirms an unknown policy by an owner of the fleet file alone', async () => {
    const world = await setUp();
    await world.head(COMMIT);
    const revision = { ...world.revision, occasion: AT_HEAD, policyUnknown: true } as const;
    await world.put(revisions.at(FLEET, COMMIT, 'head'), revision);
    world.conversations.files.set('CODEOWNERS', 'rangelight.yaml @ben');
    const { reactions, reply } = await world.say('ann', '/rangelight apply', { number: 9 });
    expect(reactions).toEqual(['eyes', '-1']);
    expect(reply).toContain('rangelight.yaml belongs to');
    expect(await world.read(policyWords.at(FLEET))).toBeUndefined();
    expect((await world.say('ben', '/rangelight apply', { number: 9 })).reactions).toEqual(['eyes', 'rocket']);
    expect(await world.read(policyWords.at(FLEET))).toMatchObject({ by: 'github ben' });
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

  it('only an admin freezes a fleet, and ends that', async () => {
    const world = await setUp();
    world.conversations.permissions.set('root', 'admin');
    const refused = await world.say('ann', '/rangelight freeze 2h sale', { number: 9 });
    expect(refused.reactions).toEqual(['eyes', '-1']);
    expect(refused.reply).toContain('only an admin');
    expect(await standingFreeze(world, FLEET, signal)).toBeUndefined();
    const done = await world.say('root', '/rangelight freeze 2h the sale', { number: 9 });
    expect(done.reactions).toEqual(['eyes', 'rocket']);
    expect(done.reply).toContain('is frozen by');
    const why = expect.stringMatching(/^frozen by github root until .*: the sale \(#9\)$/) as string;
    expect(await standingFreeze(world, FLEET, signal)).toMatchObject({ why });
    expect((await world.say('ann', '/rangelight unfreeze', { number: 9 })).reactions).toEqual(['eyes', '-1']);
    expect(await standingFreeze(world, FLEET, signal)).toBeDefined();
    expect((await world.say('root', '/rangelight unfreeze', { number: 9 })).reactions).toEqual(['eyes', 'rocket']);
    expect(await standingFreeze(world, FLEET, signal)).toBeUndefined();
    const long = await world.say('root', '/rangelight freeze 2d the sale', { number: 9 });
    expect(long.reactions).toEqual(['eyes', '-1']);
    expect(long.reply).toContain('1d at most');
  });

  it('plan asks for the pull request while it is open, else for the branch', async () => {
    const world = await setUp();
    const first = await world.say('ann', '/rangelight plan');
    const second = await world.say('ann', '/rangelight plan', { number: 9 });
    expect(first).toMatchObject({ reactions: ['eyes', 'rocket'], reply: undefined });
    expect(world.publisher.revisions).toEqual([
      { type: 'pull-request', repository: REPOSITORY, delivery: `comment-${first.id}`, pullRequest: PULL },
      { type: 'facts', repository: REPOSITORY, delivery: `comment-${second.id}`, putsBack: true },
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

it('several plans are approved by one word that names each, or none of them where one may not be', async () => {
  const world = await setUp();
  const { revision, digest } = world;
  const plan = await world.read(plans.at(FLEET, digest));
  const [gated] = revision.units.filter((unit) => unit.plan === digest);
  if (plan === undefined || gated === undefined || revision.occasion.type !== 'pull-request')
    throw new TypeError('the pull request has a plan with a gate');
  const { digest: _digest, ...work } = { ...plan, unit: 'green' };
  const other = digestOfPlan(work);
  await world.put(plans.at(FLEET, other), { ...work, digest: other });
  const units = [...revision.units, { ...gated, plan: other }];
  await world.put(revisions.at(FLEET, COMMIT, pullAtBase(revision.occasion)), { ...revision, units });

  const wrong = await world.say('ann', `/rangelight approve ${digest} ${digestOf('none of them')}`);
  expect(wrong.reactions).toEqual(['eyes', '-1']);
  expect(wrong.reply).toContain(digestOf('none of them'));
  expect(await world.approvals()).toEqual([]);

  const [one, two] = [digest, other].map((of) => of.slice(0, 12));
  const { reactions, reply } = await world.say('ann', `/rangelight approve ${one} ${two} ${one} seen both`);
  expect(reactions).toEqual(['eyes', 'rocket']);
  for (const of of [digest, other]) expect(reply).toContain(of);
  const approved = new Map((await world.approvals()).map(({ plan: of, reason }) => [of, reason]));
  expect(approved).toEqual(new Map([digest, other].map((of) => [of, 'seen both (#7)'])));
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

// Case 52: the second pair of eyes brought in none of it.
describe('a plan that needs approval', () => {
  const PUSHED = 'e'.repeat(40);

  /** The same pull request after somebody pushed to it, in the name of its author. */
  async function pushedBy(login: string) {
    const world = await setUp();
    world.history.commit(PUSHED, {}, { onto: COMMIT, author: 'author', committer: 'author' });
    world.history.branch(`pull-${PULL}`, PUSHED, login);
    world.history.pull({ number: PULL, head: PUSHED });
    world.pull({ head: PUSHED });
    await world.planAt(PUSHED);
    return world;
  }

  it('is approved by none of those who pushed to it, with the words for an admin', async () => {
    const world = await pushedBy('ben');
    const digest = world.digest.slice(0, 12);
    const { reactions, reply } = await world.say('ben', `/rangelight approve ${digest} --fleet ${FLEET} "I am sure"`);
    expect(reactions).toEqual(['eyes', '-1']);
    expect(reply).toContain('Somebody else can');
    expect(reply).toContain(`/rangelight approve --fleet ${FLEET} ${digest} REASON`);
    expect(await world.approvals()).toEqual([]);
    expect((await world.say('ann', `/rangelight approve ${digest}`)).reactions).toEqual(['eyes', 'rocket']);
    expect((await world.acts()).map(({ setAside }) => setAside)).toEqual([undefined]);
  });

  it('is approved by an admin who pushed to it only with a reason of his own, which is kept', async () => {
    const world = await pushedBy('ben');
    world.conversations.permissions.set('ben', 'admin');
    for (const words of ['', ' REASON', ' ""']) {
      const { reply } = await world.say('ben', `/rangelight approve ${world.digest}${words}`);
      expect(reply).toContain(`/rangelight approve ${world.digest} REASON`);
    }
    expect([await world.approvals(), await world.acts()]).toEqual([[], []]);
    const { reply } = await world.say('ben', `/rangelight approve ${world.digest} nobody else is awake`);
    expect(reply).toContain('set aside by an admin');
    expect(await world.approvals()).toMatchObject([{ plan: world.digest, by: 'github ben' }]);
    expect(await world.acts()).toMatchObject([
      { action: 'approve', by: 'github ben', reason: 'nobody else is awake (#7)', setAside: 'own-commits' },
    ]);
  });

  it('of a fork is approved by an admin alone, with a reason', async () => {
    const world = await setUp();
    world.history.pull({ number: PULL, fork: true });
    const { reply } = await world.say('ann', `/rangelight approve ${world.digest} looked at it`);
    expect(reply).toContain('comes from a fork');
    world.conversations.permissions.set('ben', 'admin');
    expect((await world.say('ben', `/rangelight approve ${world.digest}`)).reactions).toEqual(['eyes', '-1']);
    expect(await world.approvals()).toEqual([]);
    const asked = await world.say('ben', `/rangelight approve ${world.digest} looked at it`);
    expect(asked.reactions).toEqual(['eyes', 'rocket']);
    expect(await world.acts()).toMatchObject([{ setAside: 'unknown-pusher' }]);
  });

  it('waits while GitHub cannot say who pushed', async () => {
    const world = await setUp();
    world.history.pushesOf = () => Promise.reject(new RangelightError('unavailable', 'github', 'down'));
    const said = world.say('ann', `/rangelight approve ${world.digest}`);
    await expect(said).rejects.toMatchObject({ code: 'unavailable' });
    expect(await world.approvals()).toEqual([]);
  });
});

it('a plan that needs no approval is applied by whoever wrote it, too', async () => {
  const world = await setUp(firstDeploy());
  const { reactions } = await world.say('author', `/rangelight approve ${world.digest}`);
  expect(reactions).toEqual(['eyes', 'rocket']);
});
