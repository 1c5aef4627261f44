// Every call that writes looks for a pause: it goes through as it was made, or not at all.
import { describe, expect, test } from 'vitest';
import { withBrake } from '../../../../lib/app/running/brake.ts';
import { pause } from '../../../../lib/app/words/pauses.ts';
import type { FleetPorts } from '../../../../lib/app/world.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import { computeRef } from '../../../../lib/features/ingress/kinds/index.ts';
import { FLEET, UNIT } from '../../balancer.ts';
import { createRig, NEVER, type Rig } from '../rig.ts';
import { ALICE } from './steps/settled.ts';

describe('the brake', () => {
  const CALLS = {
    compute: ['insert', 'update', 'remove', 'attach', 'detach', 'addSignedUrlKey', 'deleteSignedUrlKey'],
    clusters: ['apply', 'applyUnforced', 'release', 'remove'],
  } as const;

  /** Every call that writes, made once, with words for arguments; what reached the ports, and what came back. */
  async function callAll(rig: Rig, unit: string) {
    const reached: unknown[] = [];
    const ports = await rig.world.open(rig.fleet(), NEVER);
    const noting = (port: 'compute' | 'clusters') =>
      Object.fromEntries(
        CALLS[port].map((call) => [call, async (...args: readonly unknown[]) => reached.push([port, call, ...args])]),
      );
    const noted: FleetPorts = {
      ...ports,
      compute: Object.assign({ ...ports.compute }, noting('compute')),
      clusters: Object.assign({ ...ports.clusters }, noting('clusters')),
    };
    const braked = withBrake(rig.world, FLEET, unit, noted);
    const made: unknown[] = [];
    const answers: unknown[] = [];
    for (const port of ['compute', 'clusters'] as const) {
      for (const name of CALLS[port]) {
        const call = Reflect.get(braked[port], name) as (...args: readonly unknown[]) => Promise<unknown>;
        const args = [...Array.from({ length: call.length - 1 }, (_, index) => `${name} ${index}`), NEVER];
        made.push([port, name, ...args]);
        answers.push(await call(...args).catch((error: unknown) => error));
      }
    }
    return { made, reached, answers };
  }

  test('lets every call through as it was made, and its answer back, while no pause stands', async () => {
    const rig = createRig();
    await pause(rig.world, FLEET, { unit: 'green', duration: undefined, ...ALICE }, NEVER);
    const { made, reached, answers } = await callAll(rig, UNIT);
    expect(reached).toEqual(made);
    expect(answers).toEqual(made.map((_, index) => index + 1));
  });

  test('looks once a second, for all writes that are under way', async () => {
    const rig = createRig();
    let looks = 0;
    rig.store.before = (call, key) => {
      if (call === 'list' && key.startsWith('pauses/')) looks += 1;
    };
    const { compute, ...ports } = await rig.world.open(rig.fleet(), NEVER);
    const remove = (): Promise<void> => Promise.resolve();
    const braked = withBrake(rig.world, FLEET, UNIT, { ...ports, compute: { ...compute, remove } });
    const write = () => braked.compute.remove(computeRef('healthCheck', 'p', 'a'), 'id', NEVER);
    await Promise.all([write(), write()]);
    rig.clock.advance(999);
    await write();
    expect(looks).toBe(1);
    rig.clock.advance(1);
    await pause(rig.world, FLEET, { unit: UNIT, duration: undefined, ...ALICE }, NEVER);
    await expect(write()).rejects.toMatchObject({ code: 'paused' });
    expect(looks).toBe(2);
  });

  test('looks again for the next write where a look has failed', async () => {
    const rig = createRig();
    const { compute, ...ports } = await rig.world.open(rig.fleet(), NEVER);
    const remove = (): Promise<void> => Promise.resolve();
    const braked = withBrake(rig.world, FLEET, UNIT, { ...ports, compute: { ...compute, remove } });
    const write = () => braked.compute.remove(computeRef('healthCheck', 'p', 'a'), 'id', NEVER);
    rig.store.before = () => {
      throw new RangelightError('unavailable', 'storage', 'busy');
    };
    await expect(write()).rejects.toMatchObject({ code: 'unavailable' });
    rig.store.before = undefined;
    await write();
  });

  test('lets none through while one does, and says whose it is', async () => {
    const rig = createRig();
    await pause(rig.world, FLEET, { unit: undefined, duration: undefined, ...ALICE }, NEVER);
    const { made, reached, answers } = await callAll(rig, UNIT);
    expect(reached).toEqual([]);
    const refused = { code: 'paused', system: 'rangelight', message: 'paused by alice until somebody resumes: seen' };
    expect(answers).toMatchObject(made.map(() => refused));
  });
});
