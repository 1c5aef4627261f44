// The state cleaner takes away only what nothing refers to: afterwards everybody finds all that they read.
import { array, assert, asyncProperty, boolean, integer, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean, SHORTEST_AGE_MS } from '../../../../lib/app/cleaning/index.ts';
import { readRuns } from '../../../../lib/app/oncall/index.ts';
import { rollBackTo } from '../../../../lib/app/words/index.ts';
import { digestOfDesired, digestOfVariant, refKey, variantOf, wholeState } from '../../../../lib/model/index.ts';
import {
  appliedStates,
  desiredAt,
  desiredStates,
  heads,
  keeperOfDesired,
  openPulls,
  openRuns,
  plans,
  revisions,
} from '../../../../lib/state/index.ts';
import { balancer, desiredOf, EU, FLEET, negRef, UNIT, US } from '../../balancer.ts';
import { createRig, NEVER, type Rig } from '../rig.ts';

const DAY_MS = 24 * 60 * 60_000;
const ANN = { by: 'cli ann', reason: 'a year of it' };
const QUIET = (): void => undefined;
const version = (number: number) => desiredOf(balancer({ name: 'one', clusters: [EU, US], version: number }).resources);
const cleanAll = (rig: Rig, isTrial = false) =>
  clean({ store: rig.store, clock: rig.clock }, { olderThanMs: SHORTEST_AGE_MS, isTrial, ...ANN }, QUIET, NEVER);

async function apply(rig: Rig, seq: number, number: number): Promise<void> {
  const task = await rig.head(seq, version(number));
  if (task !== undefined) await rig.runToEnd(task);
}

/** What functions read next: of the head, of the applied record, of open runs, and of what a rollback goes back to. */
async function missing(rig: Rig): Promise<readonly string[]> {
  const lost: string[] = [];
  const look = async (what: string, found: Promise<unknown>): Promise<void> => {
    if ((await found) === undefined) lost.push(what);
  };
  const applied = await rig.value(appliedStates.at(FLEET, UNIT));
  if (applied === undefined) return ['applied'];
  for (const digest of [applied.desired, applied.good?.desired ?? applied.desired])
    await look(`desired ${digest}`, rig.value(desiredStates.at(FLEET, digest)));
  const open = await rig.value(openRuns.at(FLEET, UNIT));
  if (open !== undefined) await look('plan of the open run', rig.value(plans.at(FLEET, open.plan)));
  for (const { value } of (await revisions.list(rig.store, [FLEET], NEVER)).found)
    for (const { plan, desired } of value.units) {
      if (plan !== null) await look(`plan of ${value.occasion.commit}`, rig.value(plans.at(FLEET, plan)));
      await look(`desired of ${value.occasion.commit}`, rig.value(desiredStates.at(FLEET, desired)));
    }
  return lost;
}

describe('the state cleaner', () => {
  test('takes away runs, revisions and what only they named, and a trial takes nothing', async () => {
    const rig = createRig();
    for (const number of [1, 2, 3, 4]) {
      await apply(rig, number, number);
      rig.clock.advance(3 * DAY_MS);
    }
    const before = rig.store.keys().length;
    const trial = await cleanAll(rig, true);
    expect([trial.removed, rig.store.keys().length]).toEqual([0, before]);
    // The first run ended twelve days ago, the second nine.
    expect(trial.found).toMatchObject({ revisions: 2, plans: 2 });
    const { removed } = await cleanAll(rig);
    expect(removed).toBe(Object.values(trial.found).reduce((sum, one) => sum + one));
    expect(await missing(rig)).toEqual([]);
    const runs = await readRuns(rig.store, { fleet: FLEET, unit: UNIT, most: 9 }, NEVER);
    expect(runs.map(({ commit }) => commit)).toEqual(['commit-4', 'commit-3']);
    // What is left can be gone back to, and nothing more is found.
    expect((await rollBackTo(rig.world, FLEET, UNIT, { by: 'ann', reason: 'r' }, NEVER)).goodRun).toBe(runs[1]?.runId);
    expect((await cleanAll(rig)).removed).toBe(0);
  });

  test('keeps what a desired state that somebody reads is a variant of, for as long as that', async () => {
    const rig = createRig();
    await apply(rig, 1, 1);
    const [one, two] = ['one', 'two'].map((name) => desiredOf(balancer({ name, clusters: [EU] }).resources));
    if (one === undefined || two === undefined) throw new TypeError('there are two');
    const [wanted, left] = [one, two].map((base) =>
      variantOf(base, [refKey(base.resources[0]?.ref ?? negRef(EU, 'n'))], desiredOf([])),
    );
    if (wanted === undefined || left === undefined) throw new TypeError('there are two');
    const keep = keeperOfDesired(rig.store);
    for (const variant of [wanted, left]) await keep(variant, NEVER);
    const place = revisions.at(FLEET, 'commit-1', 'head');
    const revision = await rig.value(place);
    const desired = digestOfVariant(wanted);
    if (revision === undefined) throw new TypeError('it was planned');
    await rig.put(place, { ...revision, units: revision.units.map((unit) => ({ ...unit, desired })) });
    rig.clock.advance(30 * DAY_MS);
    await cleanAll(rig);
    expect(await desiredAt(FLEET, desired).look(rig.store, NEVER)).toMatchObject({
      found: { value: wholeState(wanted) },
    });
    const kept = (await desiredStates.keys(rig.store, [FLEET], NEVER)).map(([, digest]) => digest);
    expect(kept).not.toContain(digestOfDesired(two));
    expect(kept).not.toContain(digestOfVariant(left));
  });

  test('refuses an age within which somebody may be at it', async () => {
    const rig = createRig();
    const order = { olderThanMs: SHORTEST_AGE_MS - 1, isTrial: true, ...ANN };
    await expect(clean(rig.world, order, QUIET, NEVER)).rejects.toMatchObject({ code: 'invalid' });
  });

  test('leaves what somebody writes anew while it is at it', async () => {
    const rig = createRig();
    await apply(rig, 1, 1);
    await apply(rig, 2, 2);
    rig.clock.advance(30 * DAY_MS);
    const [plan] = (await readRuns(rig.store, { fleet: FLEET, unit: UNIT, most: 9 }, NEVER))
      .map((run) => run.plan)
      .slice(1);
    const { key } = plans.at(FLEET, plan ?? '');
    rig.store.before = (call, at) => {
      if (call !== 'remove' || at !== key) return;
      rig.store.before = undefined;
      rig.store.state.put(key, rig.store.state.textOf(key) ?? '');
    };
    await cleanAll(rig);
    expect(rig.store.keys()).toContain(key);
  });

  test('keeps what the plan of an open pull request is shown from, until it is closed', async () => {
    const rig = createRig();
    await rig.head(1, version(1));
    const proposed = (await rig.value(heads.at(FLEET)))?.commit ?? '';
    const revision = await rig.value(revisions.at(FLEET, proposed, 'head'));
    const pull = { number: 7, head: proposed, base: 'b'.repeat(40), draft: false, movedAt: 0, superseded: [] };
    await rig.put(openPulls.at('acme/ingress', 7), pull);
    await apply(rig, 2, 2);
    await apply(rig, 3, 3);
    rig.clock.advance(30 * DAY_MS);
    await cleanAll(rig);
    const [unit] = revision?.units ?? [];
    const shown = async (): Promise<readonly unknown[]> => [
      await rig.value(revisions.at(FLEET, proposed, 'head')),
      await rig.value(plans.at(FLEET, unit?.plan ?? '')),
      await rig.value(desiredStates.at(FLEET, unit?.desired ?? '')),
    ];
    expect((await shown()).filter((one) => one === undefined)).toEqual([]);
    expect(await missing(rig)).toEqual([]);
    await openPulls.at('acme/ingress', 7).drop(rig.store, NEVER);
    await cleanAll(rig);
    const [gone, plan] = await shown();
    expect([gone, plan]).toEqual([undefined, undefined]);
  });

  test('whatever was run and however long ago, everybody finds what they read', async () => {
    const step = record({
      number: integer({ min: 1, max: 3 }),
      days: integer({ min: 0, max: 12 }),
      ends: boolean(),
    });
    await assert(
      asyncProperty(array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const rig = createRig();
        await apply(rig, 1, 1);
        let seq = 1;
        for (const { number, days, ends } of steps) {
          const task = await rig.head((seq += 1), version(number));
          if (task !== undefined) await (ends ? rig.runToEnd(task) : rig.run(task));
          rig.clock.advance(days * DAY_MS);
          await cleanAll(rig);
          expect(await missing(rig)).toEqual([]);
        }
      }),
      { numRuns: 15 },
    );
  });
});
