// A made-up kind of Compute over the emulator of its API, through the real client: planned, inserted, changed in place,
// healed when somebody changes it by hand, and deleted. Its collection is one that Compute has; everything else of it
// is made up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweep } from '../../../lib/app/sweeping/index.ts';
import { type ComputeKindDefinition, kindsOf, refInProject, refKey } from '../../../lib/model/index.ts';
import { NEVER } from '../app/bare-rig.ts';
import { PROJECT, resource } from '../fleet-of-two.ts';
import { emulatedCompute, type EmulatedCompute } from './emulated-compute.ts';
import { NAME, router, widget } from './made-up.ts';
import { createWalk, type Walk } from './walk.ts';

const thermometer: ComputeKindDefinition = {
  ...router,
  id: 'thermometer',
  title: 'thermometer',
  api: { collection: 'healthChecks', scope: 'global' },
  quota: 'HEALTH_CHECKS',
  impact: { change: 'none', shrink: 'none', remove: 'none' },
  fields: { type: { policy: 'immutable' }, checkIntervalSec: { policy: 'in-place', default: 5 } },
};
const kinds = kindsOf([thermometer, widget]);
const REF = refInProject(thermometer, PROJECT, NAME);
const every = (checkIntervalSec: number) =>
  resource(REF, { type: 'TCP', tcpHealthCheck: { port: 80 }, checkIntervalSec });

let emulated: EmulatedCompute;
let walk: Walk;
beforeAll(async () => {
  emulated = await emulatedCompute(kinds);
  walk = await createWalk(kinds, {}, async () => emulated);
});
afterAll(() => emulated[Symbol.asyncDispose]());

const seconds = async () => (await emulated.compute.get(REF, NEVER))?.body['checkIntervalSec'];

test('it is inserted, changed in place, healed, and deleted', async () => {
  await walk.carryOut(1, [every(10)]);
  expect(await seconds()).toBe(10);
  await walk.carryOut(3, [every(20)]);
  expect(await seconds()).toBe(20);

  await emulated.byHand('PATCH', `global/healthChecks/${NAME}`, { checkIntervalSec: 30 });
  expect(await seconds()).toBe(30);
  await sweep(walk.world, NEVER);
  walk.rig.clock.advance(180_000);
  await sweep(walk.world, NEVER);
  const [healing] = walk.rig.publisher.takeTasks().flatMap((one) => (one.type === 'run' ? [one] : []));
  expect(await walk.run(healing)).toBe('finished');
  expect(await seconds()).toBe(20);

  const plan = await walk.carryOut(5, []);
  expect(plan?.changes.map(({ key, kind }) => `${kind} ${key}`)).toEqual([`delete ${refKey(REF)}`]);
  expect(await seconds()).toBeUndefined();
});
