// Buttons of a check run, and its re-run: GitHub's signature says who pressed.
import { describe, expect, it } from 'vitest';
import { buttonsOf } from '../../../../lib/report/plan-check/buttons.ts';
import { answers, revisions, vouches } from '../../../../lib/state/index.ts';
import { AT_HEAD, COMMIT, firstDeploy, FLEET } from '../../../golden/report/blue-fleet.ts';
import { pressBody, type PressOptions, PULL, setUp, signal } from './commands-rig.ts';
import { signatureOf } from './reporter-worlds.ts';
import { REPOSITORY } from '../rig.ts';

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

  it('says what to write to an admin who approves his own (case 52)', async () => {
    const world = await setUp();
    world.conversations.permissions.set('author', 'admin');
    const digest = world.digest.slice(0, 12);
    await world.press(`approve-${digest}`, { by: 'author' });
    expect(await world.approvals()).toEqual([]);
    const [answer] = (await answers.list(world.store, [], signal)).found;
    expect(answer?.value.said.join()).toContain(`/rangelight approve ${digest} REASON`);
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
    const head = 'e'.repeat(40);
    world.pull({ head });
    // Also where the newer one has the very same plan: whoever presses looked at another tree.
    const occasion = { ...world.revision.occasion, commit: head };
    await world.put(revisions.at(FLEET, head, `pull-${PULL}`), { ...world.revision, occasion });
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
