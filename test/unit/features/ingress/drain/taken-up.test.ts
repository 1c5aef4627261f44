// The services of a drain are written side by side once Compute has taken up the change of the first one: it holds that
// service, so that of two drains at once the second one has changed nothing when it is refused there.
import { expect, test } from 'vitest';
import { RangelightError } from '../../../../../lib/core/index.ts';
import {
  drainOutlook,
  type DrainOrder,
  drainServices,
  MOST_LOAD,
} from '../../../../../lib/features/ingress/drain/index.ts';
import { EU, PROJECT, US } from '../../../fleet-of-two.ts';
import { standing } from './standing.ts';

const NEVER = new AbortController().signal;
const ORDER: DrainOrder = {
  project: PROJECT,
  cluster: EU,
  drain: { by: 'anna', until: Date.parse('2026-01-05T10:00:00Z'), reason: 'disks fail' },
  mostLoad: MOST_LOAD,
};

/** Three services, of which Compute takes up the change of the first one when that is told, and ends it when told. */
async function slowFirst() {
  const world = standing();
  for (const cluster of [EU, US]) world.health.set(cluster, [4, 0]);
  for (const name of ['a', 'b', 'c']) world.put(name, [EU, US]);
  const [taken, done, asked] = Array.from({ length: 3 }, () => Promise.withResolvers<undefined>());
  const written: string[] = [];
  const update = world.compute.update.bind(world.compute);
  world.compute.update = async (current, changed, requestId, signal, onTaken) => {
    const { name } = current.ref;
    written.push(name);
    if (name !== 'a') return update(current, changed, requestId, signal, onTaken);
    asked?.resolve(undefined);
    await taken?.promise;
    onTaken?.();
    await done?.promise;
    return update(current, changed, requestId, signal);
  };
  const { services } = await drainOutlook(world, ORDER, NEVER);
  return { world, written, services, taken, done, asked };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('the others begin when the first one is taken up, and not before', async () => {
  const { world, written, services, taken, done, asked } = await slowFirst();
  const all = drainServices(world, ORDER, services, NEVER);
  await asked?.promise;
  await settled();
  expect(written).toEqual(['a']);
  taken?.resolve(undefined);
  await settled();
  expect(written).toEqual(['a', 'b', 'c']);
  expect(world.capacities('a')).toEqual({ [EU]: 1, [US]: 1 });
  done?.resolve(undefined);
  expect((await all).map(({ outcome }) => outcome)).toEqual(['drained', 'drained', 'drained']);
});

test('a change that was taken up and fails is told, and the others are drained', async () => {
  const { world, services, taken, done } = await slowFirst();
  const all = drainServices(world, ORDER, services, NEVER);
  taken?.resolve(undefined);
  await settled();
  done?.reject(new RangelightError('quota', 'compute', 'too much'));
  expect((await all).map(({ outcome }) => outcome)).toEqual(['failed', 'drained', 'drained']);
});
