// A person's word for one plan: for which plan it is, whether it still stands, and who is to plan again because of it.
import { describe, expect, test } from 'vitest';
import { approve, opening, standingApproval, standingApprovals } from '../../../../lib/app/words/approvals.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import { acts, type Approval, approvals, openPulls, plans, revisions } from '../../../../lib/state/index.ts';
import { appliedOf, FLEET, UNIT } from '../../balancer.ts';
import { DAMAGE, damage } from '../sweeping/damage.ts';
import { createRig, NEVER, REPOSITORY, type Rig } from '../rig.ts';
import { ALICE, first } from '../running/steps/settled.ts';

const PLAN = digestOf('plan');
const GIVEN: Approval = { unit: UNIT, plan: PLAN, ...ALICE, at: 7 };
const usedAt = (at: number, unit = UNIT) => appliedOf([], { unit, usedApprovals: { [PLAN]: at } });

describe('an approval stands', () => {
  const standing = (rig: Rig, applied = appliedOf([]), unit = UNIT) =>
    standingApproval(rig.store, FLEET, { unit, digest: PLAN }, applied, NEVER);

  test('for its plan of its unit, until a run used that very one up', async () => {
    const rig = createRig();
    expect(await standing(rig)).toBeUndefined();
    await rig.put(approvals.at(FLEET, PLAN), GIVEN);
    expect(await standing(rig)).toEqual(GIVEN);
    expect(await standingApproval(rig.store, FLEET, { unit: UNIT, digest: PLAN }, undefined, NEVER)).toEqual(GIVEN);
    expect(await standing(rig, appliedOf([]), 'green')).toBeUndefined();
    expect(await standing(rig, usedAt(7))).toBeUndefined();
    // An earlier word for the same plan.
    expect(await standing(rig, usedAt(6))).toEqual(GIVEN);
  });

  test.each(DAMAGE)('not when nobody can read it (%j)', async (text) => {
    const rig = createRig();
    damage(rig, approvals.at(FLEET, PLAN), text);
    expect(await standing(rig)).toBeUndefined();
    expect(await standingApprovals(rig.store, FLEET, new Map(), NEVER)).toEqual(new Map());
  });

  test('beside others of the fleet, by plan', async () => {
    const rig = createRig();
    const other: Approval = { ...GIVEN, unit: 'green', plan: digestOf('other') };
    for (const one of [GIVEN, other]) await rig.put(approvals.at(FLEET, one.plan), one);
    const all = (applied: Parameters<typeof standingApprovals>[2]) =>
      standingApprovals(rig.store, FLEET, applied, NEVER);
    const both = new Map([
      [PLAN, GIVEN],
      [other.plan, other],
    ]);
    expect(await all(new Map())).toEqual(both);
    expect(await all(new Map([[UNIT, usedAt(7)]]))).toEqual(new Map([[other.plan, other]]));
    // What another unit used up was another word.
    expect(await all(new Map([['green', usedAt(7, 'green')]]))).toEqual(both);
    expect(await standingApprovals(rig.store, 'elsewhere', new Map(), NEVER)).toEqual(new Map());
  });
});

describe('an approval opens', () => {
  const given: Approval = { ...GIVEN, opens: ['host-removed', 'last-backend'] };

  test('the gates that it names, all that a plan has, and none beside them', () => {
    expect(opening(given, [])).toBe(given);
    expect(opening(given, [{ code: 'last-backend' }, { code: 'host-removed' }])).toBe(given);
    for (const gates of [['vip-release'], ['host-removed', 'vip-release'], ['vip-release', 'host-removed']] as const)
      expect(
        opening(
          given,
          gates.map((code) => ({ code })),
        ),
      ).toBeUndefined();
  });

  test('nothing where there is none', () => {
    expect(opening(undefined, [])).toBeUndefined();
    expect(opening(undefined, [{ code: 'host-removed' }])).toBeUndefined();
  });
});

describe('approving', () => {
  async function planned() {
    const rig = createRig();
    const task = await rig.head(1, first);
    const plan = task && (await rig.value(plans.at(FLEET, task.plan)));
    if (plan === undefined) throw new TypeError('the first revision has a plan');
    return { rig, plan };
  }

  test('is recorded, and has the branch planned again', async () => {
    const { rig, plan } = await planned();
    const at = rig.clock.now();
    const { by, reason } = ALICE;
    const given = { unit: UNIT, plan: plan.digest, ...ALICE, at };
    expect(await approve(rig.world, FLEET, plan.digest, ALICE, NEVER)).toEqual(given);
    expect(await rig.value(approvals.at(FLEET, plan.digest))).toEqual(given);
    const { found } = await acts.list(rig.store, [FLEET], NEVER);
    expect(found.map(({ value }) => value)).toEqual([{ by, reason, at, action: 'approve', subject: plan.digest }]);
    expect(rig.publisher.takeRevisions()).toEqual([
      { type: 'facts', repository: REPOSITORY, delivery: `approve-${plan.digest}-${at}` },
    ]);
  });

  test('says in the record whose rule was set aside for it', async () => {
    const { rig, plan } = await planned();
    await approve(rig.world, FLEET, plan.digest, { ...ALICE, setAside: 'own-commits' }, NEVER);
    const { found } = await acts.list(rig.store, [FLEET], NEVER);
    expect(found.map(({ value }) => value.setAside)).toEqual(['own-commits']);
    expect(await rig.value(approvals.at(FLEET, plan.digest))).not.toHaveProperty('setAside');
  });

  test('takes the place of an older word, that may be used up', async () => {
    const { rig, plan } = await planned();
    await approve(rig.world, FLEET, plan.digest, ALICE, NEVER);
    rig.clock.advance(1);
    await approve(rig.world, FLEET, plan.digest, { by: 'bob', reason: 'once more', opens: [] }, NEVER);
    expect(await rig.value(approvals.at(FLEET, plan.digest))).toMatchObject({ by: 'bob', at: rig.clock.now() });
  });

  test('has the pull requests planned again that wait for the plan, and no others', async () => {
    const { rig, plan } = await planned();
    const head = await rig.value(revisions.at(FLEET, 'commit-1', 'head'));
    if (head === undefined) throw new TypeError('the head was planned');
    for (const [number, digest] of [
      [7, plan.digest],
      [8, digestOf('another')],
      [9, plan.digest],
    ] as const) {
      const open = { number, head: `h${number}`, base: 'b', draft: false, movedAt: 0, superseded: [] };
      await rig.put(openPulls.at(REPOSITORY, number), open);
      const occasion = {
        type: 'pull-request',
        repository: REPOSITORY,
        commit: `h${number}`,
        number,
        base: 'b',
      } as const;
      const units = head.units.map((unit) => ({ ...unit, plan: digest }));
      await rig.put(revisions.at(FLEET, `h${number}`, `pull-${number}-b`), { ...head, occasion, units });
    }
    const { at } = await approve(rig.world, FLEET, plan.digest, ALICE, NEVER);
    const again = (pullRequest: number) => {
      const delivery = `approve-${plan.digest}-${at}-${pullRequest}`;
      return { type: 'pull-request', repository: REPOSITORY, delivery, pullRequest };
    };
    expect(rig.publisher.takeRevisions()).toEqual([expect.objectContaining({ type: 'facts' }), again(7), again(9)]);
  });

  test('takes 8 digits or more, all 64 too', async () => {
    const { rig, plan } = await planned();
    for (const count of [8, 9, 63, 64])
      expect(await approve(rig.world, FLEET, plan.digest.slice(0, count), ALICE, NEVER)).toMatchObject({
        plan: plan.digest,
      });
  });

  test.each(['', 'abcdef0', 'ABCDEF01', 'abcdefg1', '../abcdef01', 'abcdef01/..', '0'.repeat(65)])(
    'takes %j for no digits',
    async (digits) => {
      const { rig } = await planned();
      await expect(approve(rig.world, FLEET, digits, ALICE, NEVER)).rejects.toMatchObject({
        code: 'invalid',
        system: 'state',
        message: `${digits} is no digest of a plan: give 8 or more of its digits, 0 to 9 and a to f`,
      });
      expect(rig.store.release.keys()).toEqual([]);
    },
  );

  test('finds no plan that is not there, or goes while it is looked for', async () => {
    const { rig, plan } = await planned();
    const missing = (digits: string) => ({ code: 'not-found', system: 'state', message: `there is no plan ${digits}` });
    await expect(approve(rig.world, FLEET, '00000000', ALICE, NEVER)).rejects.toMatchObject(missing('00000000'));
    // In the middle of a digest they are not its first ones.
    const middle = plan.digest.slice(1, 20);
    await expect(approve(rig.world, FLEET, middle, ALICE, NEVER)).rejects.toMatchObject(missing(middle));
    rig.store.before = (call) => {
      if (call === 'read') rig.store.state.drop(plans.at(FLEET, plan.digest).key);
    };
    await expect(approve(rig.world, FLEET, plan.digest, ALICE, NEVER)).rejects.toMatchObject(missing(plan.digest));
  });

  test('does not guess between two plans that begin alike', async () => {
    const { rig, plan } = await planned();
    const digits = plan.digest.slice(0, 8);
    // A plan of another fleet is none that is meant.
    await rig.put(plans.at('elsewhere', plan.digest), plan);
    expect(await approve(rig.world, FLEET, digits, ALICE, NEVER)).toMatchObject({ plan: plan.digest });
    const twin = `${digits}${plan.digest.slice(8).replaceAll(/./g, '0')}`;
    rig.store.state.put(plans.at(FLEET, twin).key, 'another plan');
    await expect(approve(rig.world, FLEET, digits, ALICE, NEVER)).rejects.toMatchObject({
      code: 'not-found',
      system: 'state',
      message: `2 plans begin with ${digits}: give more digits`,
    });
    expect(await approve(rig.world, FLEET, plan.digest, ALICE, NEVER)).toMatchObject({ plan: plan.digest });
  });
});
