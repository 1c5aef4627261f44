// What people say of clusters in comments: who is heard, what is noted for the worker, and what is told of it.
import { describe, expect, it } from 'vitest';
import { report } from '../../../../lib/app/reporting/report.ts';
import { type DrainOutcome, drainOutcomes, drainWords } from '../../../../lib/state/index.ts';
import { FLEET } from '../../../golden/report/blue-fleet.ts';
import { EU, US } from '../../fleet-of-two.ts';
import { REPOSITORY } from '../rig.ts';
import { PULL, setUp, signal } from './commands-rig.ts';

const DRAIN = `/rangelight drain ${US} --for 2h disks fail`;
const HOUR_MS = 3_600_000;

describe('a word on a cluster', () => {
  it.each([
    ['a pull request', PULL],
    ['an issue', 9],
  ])('on %s is noted, and the worker is asked', async (_on, number) => {
    const world = await setUp();
    const { id, reactions, reply } = await world.say('ann', DRAIN, { number });
    expect(reactions).toEqual(['eyes', 'rocket']);
    expect(reply).toContain(`the worker is to keep requests away from ${US} until `);
    const at = world.clock.now();
    expect(await world.read(drainWords.at(FLEET, US))).toEqual({
      says: 'drain',
      cluster: US,
      by: 'github ann',
      reason: `disks fail (#${number})`,
      at,
      until: Math.floor((at + 2 * HOUR_MS) / 1000) * 1000,
      asked: { comment: id, issue: number },
    });
    expect(world.publisher.tasks).toEqual([{ type: 'drain', fleet: FLEET }]);
    expect(await world.acts()).toMatchObject([{ action: 'drain', subject: US, by: 'github ann' }]);
  });

  it('said again is the same word, and another one takes its place and says so', async () => {
    const world = await setUp();
    const first = await world.say('ann', DRAIN);
    await world.hear(first.id);
    expect(world.publisher.tasks).toHaveLength(1);
    world.clock.advance(60_000);
    const second = await world.say('ben', `/rangelight undrain ${US} --at-once`);
    expect(await world.read(drainWords.at(FLEET, US))).toMatchObject({
      says: 'undrain',
      atOnce: true,
      by: 'github ben',
      asked: { comment: second.id },
    });
    expect(world.replyTo(first.id)).toContain('⚪ Ended by github ben at 2026-01-31 08:01:00 UTC, in another comment');
  });

  it.each([
    ['a stranger', 'guest', DRAIN, {}, 'write permission'],
    ['of no such cluster', 'ann', DRAIN.replace('gke-us', 'gke-old'), {}, `is no cluster of ${FLEET}, which has`],
    ['of no such fleet', 'ann', `${DRAIN} --fleet old`, {}, `there is no fleet old: there is ${FLEET}`],
    ['for too long', 'ann', `/rangelight drain ${US} --for 15d disks`, {}, 'a drain lasts 14d at most'],
    ['without a reason', 'ann', `/rangelight drain ${US} --for 2h`, {}, 'takes a reason'],
    ['who does not own the fleet file', 'ben', DRAIN, {}, 'belongs to'],
    ['on a pull request to another branch', 'ann', DRAIN, { baseBranch: 'next' }, 'which is not applied'],
  ])('%s is refused in words, and nothing is noted', async (_what, by, said, pull, words) => {
    const world = await setUp();
    world.pull(pull);
    if (words === 'belongs to') world.conversations.files.set('CODEOWNERS', 'rangelight.yaml @ann');
    const { reply } = await world.say(by, said);
    expect(reply).toContain(words);
    expect(await world.read(drainWords.at(FLEET, US))).toBeUndefined();
    expect(world.publisher.tasks).toEqual([]);
  });

  it.each([
    ['an app', { isBot: true }],
    ['edited', { isEdited: true }],
  ])('of %s is not listened to', async (_what, more) => {
    const world = await setUp();
    await world.say('ann', DRAIN, more);
    expect(await world.read(drainWords.at(FLEET, US))).toBeUndefined();
  });
});

describe('what came of it', () => {
  const outcomeOf = (more: Partial<DrainOutcome>): DrainOutcome => ({
    cluster: US,
    says: 'drain',
    by: 'github ann',
    reason: 'disks fail',
    asked: { comment: 101, issue: PULL },
    wordAt: 0,
    until: 7_200_000,
    at: 1,
    isDone: true,
    turned: [],
    ...more,
  });
  const tell = async (world: Awaited<ReturnType<typeof setUp>>, more: Partial<DrainOutcome>) => {
    const { id } = await world.say('ann', DRAIN);
    const word = await world.read(drainWords.at(FLEET, US));
    const outcome = outcomeOf({ asked: { comment: id, issue: PULL }, wordAt: word?.at ?? 0, ...more });
    await world.put(drainOutcomes.at(FLEET, US), outcome);
    const message = { type: 'drain', repository: REPOSITORY, fleet: FLEET, cluster: US, issue: PULL } as const;
    await report(world.worlds, message, signal);
    return { id, reply: world.replyTo(id) ?? '' };
  };

  it('is told where it was said, with the way back, and the word goes', async () => {
    const world = await setUp();
    const turned = [
      { unit: 'blue', name: 'one', outcome: 'drained', why: `6 of 12 healthy endpoints are left, in ${EU}` },
      { unit: 'blue', name: 'two', outcome: 'refused', why: 'no other cluster takes requests' },
    ] as const;
    const { id, reply } = await tell(world, { turned });
    expect(reply).toContain(`is drained** in part until 1970-01-01 02:00:00 UTC`);
    expect(reply).toContain('🟢 drained: 6 of 12 healthy endpoints are left');
    expect(reply).toContain('🔴 refused: no other cluster takes requests');
    expect(reply).toContain(`/rangelight undrain --fleet ${FLEET} ${US}`);
    expect(reply).toContain(`(/acme/ingress/edit/main/rangelight.yaml)`);
    expect(reply).toContain(`  traffic:\n    drained:\n      ${US}: "disks fail"`);
    expect(await world.read(drainWords.at(FLEET, US))).toBeUndefined();
    // The comment delivered again says the same.
    await world.hear(id);
    expect(world.replyTo(id)).toBe(reply);
  });

  it('while something keeps it is told, and the word stands', async () => {
    const world = await setUp();
    const { reply } = await tell(world, { isDone: false, why: 'the fleet is frozen by root' });
    expect(reply).toContain('is not drained yet');
    expect(reply).toContain('the fleet is frozen by root');
    expect(await world.read(drainWords.at(FLEET, US))).toBeDefined();
  });

  it.each<[string, Partial<DrainOutcome>]>([
    ['is told to be ended by another comment, with what was done', {}],
    ['is told to be ended while it gets its requests back', { ended: { at: 2, stands: 'returns' } }],
  ])('%s', async (_what, more) => {
    const world = await setUp();
    const turned = [{ unit: 'blue', name: 'one', outcome: 'drained' }] as const;
    const { id, reply } = await tell(world, { turned, ...more });
    expect(reply).not.toContain('in another comment');
    expect(await world.read(drainWords.at(FLEET, US))).toBeUndefined();
    await world.say('ben', `/rangelight undrain ${US}`);
    expect(world.replyTo(id)).toMatch(/⚪ Ended by github ben at .* UTC, in another comment[^]*\| `one` \| 🟢 drained/);
  });

  it.each<[string, Partial<DrainOutcome>]>([
    ['is over', { ended: { at: 2, stands: 'whole' } }],
    ['came to nothing', { turned: [] }],
  ])('that %s is not ended by another comment', async (_what, more) => {
    const world = await setUp();
    const turned = [{ unit: 'blue', name: 'one', outcome: 'drained' }] as const;
    const { id, reply } = await tell(world, { turned, ...more });
    await world.say('ben', `/rangelight drain ${US} --for 1h more`);
    expect(world.replyTo(id)).toBe(reply);
  });

  it('of an older word takes no newer one away', async () => {
    const world = await setUp();
    await tell(world, { wordAt: -1 });
    expect(await world.read(drainWords.at(FLEET, US))).toBeDefined();
  });
});
