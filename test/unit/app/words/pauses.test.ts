// Which pause holds a unit, how the brake is pulled, and how it is let go.
import { describe, expect, test } from 'vitest';
import { activePause, pause, pauseWords, resume } from '../../../../lib/app/words/pauses.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import { acts, pauses, WHOLE_FLEET } from '../../../../lib/state/index.ts';
import { FLEET, UNIT } from '../../balancer.ts';
import { createRig, NEVER, type Rig } from '../rig.ts';

const ALICE = { by: 'alice', reason: 'a hunch' };
const active = (rig: Rig, unit = UNIT) => activePause(rig.world, FLEET, unit, NEVER);
const told = async (rig: Rig) => (await acts.list(rig.store, [FLEET], NEVER)).found.map(({ value }) => value);

describe('a pause', () => {
  test('of a unit holds that unit, until the millisecond at which it ends', async () => {
    const rig = createRig();
    const since = rig.clock.now();
    const made = await pause(rig.world, FLEET, { unit: UNIT, duration: 1_000, ...ALICE }, NEVER);
    expect(made).toEqual({ ...ALICE, unit: UNIT, since, until: since + 1_000 });
    expect(await told(rig)).toEqual([{ ...ALICE, at: since, action: 'pause', subject: UNIT }]);
    expect(await active(rig)).toEqual(made);
    expect(await active(rig, 'green')).toBeUndefined();
    rig.clock.advance(999);
    expect(await active(rig)).toEqual(made);
    rig.clock.advance(1);
    expect(await active(rig)).toBeUndefined();
  });

  test('of the fleet holds every unit, until somebody lets it go', async () => {
    const rig = createRig();
    const since = rig.clock.now();
    const made = await pause(rig.world, FLEET, { unit: undefined, duration: undefined, ...ALICE }, NEVER);
    expect(made).toStrictEqual({ ...ALICE, since });
    rig.clock.advance(1e12);
    for (const unit of [UNIT, 'green']) expect(await active(rig, unit)).toEqual(made);
    expect(await activePause(rig.world, 'other', UNIT, NEVER)).toBeUndefined();
    await resume(rig.world, FLEET, undefined, { by: 'bob', reason: 'all is well' }, NEVER);
    expect(await active(rig)).toBeUndefined();
    expect(await told(rig)).toEqual([
      { ...ALICE, at: since, action: 'pause', subject: 'the fleet' },
      { by: 'bob', reason: 'all is well', at: rig.clock.now(), action: 'resume', subject: 'the fleet' },
    ]);
  });

  test('of the fleet still holds a unit whose own pause is over', async () => {
    const rig = createRig();
    await pause(rig.world, FLEET, { unit: UNIT, duration: 1, ...ALICE }, NEVER);
    const made = await pause(rig.world, FLEET, { unit: undefined, duration: 1_000, ...ALICE }, NEVER);
    rig.clock.advance(1);
    expect(await active(rig)).toEqual(made);
  });

  test('takes the place of one that stands', async () => {
    const rig = createRig();
    await pause(rig.world, FLEET, { unit: UNIT, duration: 1, ...ALICE }, NEVER);
    const second = await pause(rig.world, FLEET, { unit: UNIT, duration: 2, by: 'bob', reason: 'longer' }, NEVER);
    expect(await active(rig)).toEqual(second);
  });

  test.each([UNIT, WHOLE_FLEET])('that nobody can read (%s) holds, and says whom', async (paused) => {
    const rig = createRig();
    const whom = paused === WHOLE_FLEET ? {} : { unit: paused };
    rig.store.release.put(pauses.at(FLEET, paused).key, '{}');
    expect(await active(rig)).toEqual({
      ...whom,
      by: 'somebody',
      since: 0,
      reason: expect.stringMatching(/^the doc.*is read here$/),
    });
    await resume(rig.world, FLEET, whom.unit, ALICE, NEVER);
    expect(await active(rig)).toBeUndefined();
  });

  test('costs one call to look for, and a read only where there is one', async () => {
    const rig = createRig();
    await pause(rig.world, FLEET, { unit: 'green', duration: 1_000, ...ALICE }, NEVER);
    await pause(rig.world, 'elsewhere', { unit: UNIT, duration: 1_000, ...ALICE }, NEVER);
    const calls: string[] = [];
    rig.store.before = (call) => void calls.push(call);
    expect(await active(rig)).toBeUndefined();
    expect(calls).toEqual(['list']);
    expect(await active(rig, 'green')).toMatchObject({ unit: 'green' });
    expect(calls).toEqual(['list', 'list', 'read']);
  });

  test('that is gone while it is looked at holds nothing', async () => {
    const rig = createRig();
    await pause(rig.world, FLEET, { unit: UNIT, duration: 1_000, ...ALICE }, NEVER);
    rig.store.before = (call) => {
      if (call === 'read') rig.store.release.drop(pauses.at(FLEET, UNIT).key);
    };
    expect(await active(rig)).toBeUndefined();
  });

  test('is told with who pulled it, until when, and why', () => {
    expect(pauseWords({ ...ALICE, since: 0 })).toBe('paused by alice until somebody resumes: a hunch');
    expect(pauseWords({ ...ALICE, since: 0, until: 1_000 })).toBe(
      'paused by alice until 1970-01-01 00:00:01 UTC: a hunch',
    );
  });
});

describe('letting go', () => {
  test('of the fleet is refused, and not recorded, while it is not paused', async () => {
    const rig = createRig();
    const refused = { code: 'not-found', system: 'state', message: 'the fleet is not paused' };
    await expect(resume(rig.world, FLEET, undefined, ALICE, NEVER)).rejects.toMatchObject(refused);
    expect(await told(rig)).toEqual([]);
  });

  test('leaves a pause that somebody pulled at that moment', async () => {
    const rig = createRig();
    await pause(rig.world, FLEET, { unit: UNIT, duration: 1_000, ...ALICE }, NEVER);
    const { key } = pauses.at(FLEET, UNIT);
    rig.store.before = (call) => {
      if (call === 'remove') rig.store.release.put(key, JSON.stringify(rig.store.contents()[key]));
    };
    const message = 'blue was paused again just now: look why, then resume';
    const refused = { code: 'precondition', system: 'state', message };
    await expect(resume(rig.world, FLEET, UNIT, ALICE, NEVER)).rejects.toMatchObject(refused);
    expect(await active(rig)).toMatchObject(ALICE);
  });

  test('fails as the bucket does', async () => {
    const rig = createRig();
    await pause(rig.world, FLEET, { unit: UNIT, duration: 1_000, ...ALICE }, NEVER);
    rig.store.before = (call) => {
      if (call === 'remove') throw new RangelightError('unavailable', 'storage', 'down');
    };
    await expect(resume(rig.world, FLEET, UNIT, ALICE, NEVER)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
