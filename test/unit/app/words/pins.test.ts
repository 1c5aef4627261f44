// What a unit stays at: the newer of a person's pin and a run's own, as long as what it stays at can be read.
import { describe, expect, test } from 'vitest';
import { loadPins, pinHolds } from '../../../../lib/app/words/pins.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import { digestOfDesired } from '../../../../lib/model/index.ts';
import { desiredStates, type PersonsPin, type Pin, pins, rollbacks } from '../../../../lib/state/index.ts';
import { FLEET, UNIT } from '../../balancer.ts';
import { damage, LOST } from '../sweeping/damage.ts';
import { createRig, NEVER } from '../rig.ts';
import { fewer, first, more } from '../running/steps/settled.ts';

const PIN: Pin = {
  unit: UNIT,
  commit: 'c',
  bad: digestOf(more),
  good: digestOf(first),
  goodRun: 'r',
  reason: 'worse',
  at: 5,
};
const PERSONS: PersonsPin = { ...PIN, by: 'github alice' };

describe('a pin', () => {
  async function setup() {
    const rig = createRig();
    for (const desired of [first, fewer]) await rig.put(desiredStates.at(FLEET, digestOf(desired)), desired);
    return { rig, load: () => loadPins(rig.store, FLEET, NEVER) };
  }

  test('of a person counts when it is the newer one', async () => {
    const { rig, load } = await setup();
    await rig.put(rollbacks.at(FLEET, UNIT), PIN);
    expect(await load()).toEqual(new Map([[UNIT, { pin: PIN, desired: first }]]));
    const later = { ...PERSONS, at: 6, good: digestOf(fewer) };
    await rig.put(pins.at(FLEET, UNIT), later);
    expect(await load()).toEqual(new Map([[UNIT, { pin: later, desired: fewer }]]));
  });

  test('of a run counts when it is the newer one', async () => {
    const { rig, load } = await setup();
    await rig.put(pins.at(FLEET, UNIT), PERSONS);
    const later = { ...PIN, at: 6, good: digestOf(fewer) };
    await rig.put(rollbacks.at(FLEET, UNIT), later);
    expect(await load()).toEqual(new Map([[UNIT, { pin: later, desired: fewer }]]));
  });

  test('of a person counts before one of a run of the same moment', async () => {
    const { rig, load } = await setup();
    await rig.put(pins.at(FLEET, UNIT), PERSONS);
    await rig.put(rollbacks.at(FLEET, UNIT), { ...PIN, good: digestOf(fewer) });
    expect((await load()).get(UNIT)?.pin).toEqual(PERSONS);
  });

  test('is of its unit', async () => {
    const { rig, load } = await setup();
    const green = { ...PIN, unit: 'green' };
    await rig.put(pins.at(FLEET, UNIT), PERSONS);
    await rig.put(rollbacks.at(FLEET, 'green'), green);
    expect([...(await load()).values()].map(({ pin }) => pin)).toEqual([PERSONS, green]);
  });

  test('is of its fleet', async () => {
    const { rig, load } = await setup();
    await rig.put(pins.at('elsewhere', UNIT), { ...PERSONS, at: 9 });
    expect(await load()).toEqual(new Map());
    await rig.put(pins.at(FLEET, UNIT), PERSONS);
    expect((await load()).get(UNIT)?.pin).toEqual(PERSONS);
  });

  test.each(LOST)('is none where what it stays at is lost or damaged (%j)', async (text) => {
    const { rig, load } = await setup();
    await rig.put(pins.at(FLEET, UNIT), PERSONS);
    damage(rig, desiredStates.at(FLEET, PIN.good), text);
    expect(await load()).toEqual(new Map());
  });

  test('holds at its commit, and wherever the same is asked for', () => {
    expect(pinHolds(PIN, 'c', fewer)).toBe(true);
    expect(pinHolds({ ...PIN, bad: digestOfDesired(fewer) }, 'd', fewer)).toBe(true);
    // As an older Rangelight named it.
    expect(pinHolds({ ...PIN, bad: digestOf(fewer) }, 'd', fewer)).toBe(true);
    expect(pinHolds(PIN, 'd', fewer)).toBe(false);
    expect(pinHolds(PIN, 'd', undefined)).toBe(false);
  });
});
