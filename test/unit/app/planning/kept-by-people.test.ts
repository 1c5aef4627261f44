// What people changed by hand and a plan leaves: by the policy, by what was asked, and by what was planned of the
// commit before.
import { expect, test } from 'vitest';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { keptByPeople } from '../../../../lib/app/planning/kept-by-people.ts';
import { refOfPath } from '../../../../lib/model/index.ts';
import type { Occasion } from '../../../../lib/plan/index.ts';
import { appliedStates, type Sighting, sightings } from '../../../../lib/state/index.ts';
import { balancer, desiredOf, EU, FLEET, UNIT, US } from '../../balancer.ts';
import { createRig, NEVER, REPOSITORY } from '../rig.ts';

const HOUR = 3_600_000;
const one = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'] });
const desired = desiredOf(one.resources);
const drained = one.keys.urlMap;
const HEAD: Occasion = { type: 'head', repository: REPOSITORY, commit: 'commit-1' };

interface Scene {
  readonly author?: Pick<Sighting, 'author'>;
  /** What the head's commit was planned as since it was applied. */
  readonly planned?: 'before it was seen' | 'with what a person changed';
  readonly policy?: Parameters<ReturnType<typeof createRig>['fleet']>[0];
  readonly occasion?: Occasion;
  readonly putsBack?: boolean;
  readonly hoursLater?: number;
}

/** Whether a plan leaves what was changed by hand. */
async function isKept({ author, planned, policy, occasion = HEAD, putsBack, hoursLater = 0 }: Scene): Promise<boolean> {
  const rig = createRig();
  const task = await rig.head(1, desired);
  if (task !== undefined) await rig.runToEnd(task);
  if (planned === 'before it was seen') await rig.head(1, desired);
  const ref = refOfPath(KINDS, drained);
  if (ref !== undefined) rig.compute.put(ref, { ...rig.compute.body(drained), hostRules: [], pathMatchers: [] });
  if (planned === 'with what a person changed') await rig.head(1, desired);
  const at = rig.clock.now();
  const known = author ?? { author: { by: 'anna@example.com', at, isPerson: true } };
  const seen = { [drained]: { what: 'a'.repeat(64), since: at, ...known } };
  await rig.put(sightings.at(FLEET, UNIT), { unit: UNIT, commit: 'commit-1', seen, healed: {} });
  await rig.put(sightings.at(FLEET, 'other'), { unit: 'other', commit: 'commit-1', seen: {}, healed: {} });
  const applied = await rig.value(appliedStates.at(FLEET, UNIT));
  if (applied === undefined) throw new TypeError('nothing is applied');
  rig.clock.advance(hoursLater * HOUR);
  const asked = { name: FLEET, occasion, ...(putsBack === undefined ? {} : { putsBack }) };
  const inForce = rig.fleet({ drift: 'heal', ...policy }).policy;
  const found = await keptByPeople(rig.world, asked, inForce, new Map([[UNIT, applied]]), NEVER);
  expect([...found].flatMap(([unit, keys]) => [unit, ...keys])).toEqual(found.size === 0 ? [] : [UNIT, drained]);
  return found.size > 0;
}

test.each<readonly [string, Scene]>([
  ['for the hours of the policy', { hoursLater: 3.9 }],
  ['when the commit is planned again', { planned: 'before it was seen' }],
  [
    'on a pull request, whatever was planned',
    {
      planned: 'with what a person changed',
      occasion: { type: 'merge-group', repository: REPOSITORY, commit: 'commit-1', base: 'b', ref: 'r' },
    },
  ],
])('case 57: what a person changed is left %s', async (_when, scene) => {
  expect(await isKept(scene)).toBe(true);
});

test.each<readonly [string, Scene]>([
  ['when the hours are over', { hoursLater: 4 }],
  ['where the policy keeps nothing', { policy: { keepHandMadeHours: 0 } }],
  ['where nothing is healed', { policy: { drift: 'report' } }],
  ['where people apply', { policy: { apply: 'manual' } }],
  ['when a person asks for it', { putsBack: true }],
  ['when no person made it', { author: { author: { by: 'robot', at: 0, isPerson: false } } }],
  ['when nobody knows who made it', { author: { author: null } }],
  ['when it was not asked who made it', { author: {} }],
  ['when the plan of the commit has it, which may be approved', { planned: 'with what a person changed' }],
])('case 57: it is planned %s', async (_when, scene) => {
  expect(await isKept(scene)).toBe(false);
});
