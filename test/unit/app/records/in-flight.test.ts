// What the open runs of a fleet work towards, as far as the state says.
import { expect, test } from 'vitest';
import { loadInFlight } from '../../../../lib/app/records/in-flight.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import { desiredStates, type OpenRun, openRuns } from '../../../../lib/state/index.ts';
import { balancer, desiredOf, EU, FLEET } from '../../balancer.ts';
import { createRig, NEVER } from '../rig.ts';

const wanted = desiredOf(balancer({ name: 'one', clusters: [EU] }).resources);
const open = (runId: string, desired: string): OpenRun => ({
  runId,
  seq: 1,
  commit: 'c1',
  plan: digestOf('plan'),
  desired,
  wakeAt: 0,
  reason: 'running',
});

test('open runs are known with what they work towards; one of which that is lost or damaged works towards nothing', async () => {
  const rig = createRig();
  const [lost, damaged] = [digestOf('lost'), digestOf('damaged')];
  await rig.put(desiredStates.at(FLEET, digestOf(wanted)), wanted);
  rig.store.state.put(desiredStates.at(FLEET, damaged).key, '{}');
  const known = open('run-1', digestOf(wanted));
  await rig.put(openRuns.at(FLEET, 'blue'), known);
  await rig.put(openRuns.at(FLEET, 'green'), open('run-2', lost));
  await rig.put(openRuns.at(FLEET, 'red'), open('run-3', damaged));
  await rig.put(openRuns.at('stage', 'blue'), open('run-4', digestOf(wanted)));
  expect(await loadInFlight(rig.store, FLEET, NEVER)).toEqual([{ run: known, desired: wanted }]);
});
