// What a person drained stands as long as his word does: it is no drift, and whatever else is written keeps it.
import { beforeEach, describe, expect, test } from 'vitest';
import { sweep } from '../../../../lib/app/sweeping/sweep.ts';
import { type JsonObject, objectsAt } from '../../../../lib/core/index.ts';
import { backendMark } from '../../../../lib/features/ingress/drain/index.ts';
import { refKey, refOfPath } from '../../../../lib/model/index.ts';
import { drifts } from '../../../../lib/state/index.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { balancer, desiredOf, EU, FLEET, UNIT, US } from '../../balancer.ts';
import { createRig, NEVER, type Rig } from '../rig.ts';

/** Whose backends say which cluster they are of, as compiled ones do. */
function served(timeoutSec = 30, maxRatePerEndpoint = 100): ReturnType<typeof balancer> {
  const made = balancer({ name: 'one', clusters: [EU, US] });
  const resources = made.resources.map((resource) => {
    if (refKey(resource.ref) !== made.keys.backendService) return resource;
    const backends = objectsAt(resource.body, 'backends').map((backend, at) => ({
      ...backend,
      maxRatePerEndpoint,
      description: backendMark({ cluster: [EU, US][at] ?? '' }),
    }));
    return { ...resource, body: { ...resource.body, timeoutSec, backends } };
  });
  return { ...made, resources };
}

const one = served();
const KEY = one.keys.backendService;
const POLICY = { apply: 'merge', drift: 'heal', keepHandMadeHours: 0 } as const;
const WORD = backendMark({ cluster: EU, drain: { by: 'anna', until: Date.parse('2027-01-01'), reason: 'disks fail' } });

let rig: Rig;
beforeEach(async () => {
  rig = createRig();
  const task = await rig.head(1, desiredOf(one.resources), POLICY);
  if (task === undefined) throw new TypeError('there is something to do');
  expect(await rig.runToEnd(task)).toBe('finished');
  await rig.head(1, desiredOf(one.resources), POLICY);
  rig.publisher.takeTasks();
});

const backends = (): readonly JsonObject[] => objectsAt(rig.compute.body(KEY), 'backends');
const standing = (): readonly unknown[] =>
  backends().map(({ capacityScaler, description }) => [capacityScaler ?? 1, description]);
const AS_DRAINED = [
  [0, WORD],
  [1, backendMark({ cluster: US })],
];

function meddle(change: (body: JsonObject) => JsonObject): void {
  const ref = refOfPath(KINDS, KEY);
  if (ref !== undefined) rig.compute.put(ref, change(rig.compute.body(KEY) ?? {}));
}

/** @param description of the backend in the cluster that gets nothing. */
function emptied(description: string): (body: JsonObject) => JsonObject {
  return (body) => {
    const [first, ...others] = objectsAt(body, 'backends');
    return { ...body, backends: [{ ...first, capacityScaler: 0, description }, ...others] };
  };
}

/** Looks that see the same twice, and what they have done. */
async function healed(): Promise<void> {
  await sweep(rig.world, NEVER);
  rig.clock.advance(180_000);
  await sweep(rig.world, NEVER);
  for (const task of rig.publisher.takeTasks()) if (task.type === 'run') await rig.runToEnd(task);
}

describe('a cluster that a person drained', () => {
  test('is no drift', async () => {
    meddle(emptied(WORD));
    await healed();
    expect(standing()).toEqual(AS_DRAINED);
    expect((await rig.value(drifts.at(FLEET, UNIT)))?.changes ?? []).toEqual([]);
  });

  test('whose capacity somebody set to 0 without a word is drift, and put back', async () => {
    meddle(emptied(backendMark({ cluster: EU })));
    await healed();
    expect(standing()).toEqual([
      [1, backendMark({ cluster: EU })],
      [1, backendMark({ cluster: US })],
    ]);
  });

  test('stays drained where other drift of its service is put back', async () => {
    meddle((body) => ({ ...emptied(WORD)(body), timeoutSec: 7 }));
    await healed();
    expect(rig.compute.body(KEY)?.['timeoutSec']).toBe(30);
    expect(standing()).toEqual(AS_DRAINED);
  });

  test('stays drained where a plan changes its service, also when it was drained after that plan was made', async () => {
    const before = rig.compute.mutations.length;
    // The list of backends is written, too.
    const task = await rig.head(2, desiredOf(served(60, 200).resources), POLICY);
    if (task === undefined) throw new TypeError('there is something to do');
    meddle((body) => emptied(WORD)({ ...body, backends: objectsAt(body, 'backends') }));
    expect(await rig.runToEnd(task)).toBe('finished');
    expect(rig.compute.mutations.length).toBeGreaterThan(before);
    expect(rig.compute.body(KEY)?.['timeoutSec']).toBe(60);
    expect(standing()).toEqual(AS_DRAINED);
    expect(backends().map(({ maxRatePerEndpoint: rate }) => rate)).toEqual([200, 200]);
    // The record says what is wanted, so that it is no difference when the word is gone.
    meddle((body) => ({
      ...body,
      backends: objectsAt(body, 'backends').map((item, at) => ({
        ...item,
        capacityScaler: 1,
        description: backendMark({ cluster: [EU, US][at] ?? '' }),
      })),
    }));
    expect(await rig.head(2, desiredOf(served(60, 200).resources), POLICY)).toBeUndefined();
  });
});
