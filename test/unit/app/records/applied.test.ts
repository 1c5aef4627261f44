// The records of a fleet's units: those that can be read, and of the others why not.
import { expect, test } from 'vitest';
import { loadApplied } from '../../../../lib/app/records/applied.ts';
import { appliedStates } from '../../../../lib/state/index.ts';
import { appliedOf, FLEET, UNIT } from '../../balancer.ts';
import { createRig, NEVER } from '../rig.ts';

test('records are known by unit, and a damaged one by its unit and what is wrong with it', async () => {
  const rig = createRig();
  const record = appliedOf([]);
  await rig.put(appliedStates.at(FLEET, UNIT), record);
  await rig.put(appliedStates.at('stage', 'red'), appliedOf([], { fleet: 'stage', unit: 'red' }));
  rig.store.state.put(appliedStates.at(FLEET, 'green').key, '{}');
  const { applied, damaged } = await loadApplied(rig.store, FLEET, NEVER);
  expect([...applied]).toEqual([[UNIT, record]]);
  expect([...damaged]).toEqual([['green', expect.stringContaining('does not say what it is')]]);
});
