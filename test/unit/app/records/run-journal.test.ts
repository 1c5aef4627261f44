// The journal of one run: entries in the order in which they were told, and where a run begins anew after damage.
import { describe, expect, test } from 'vitest';
import { journalOf, newJournalOf, planOf, readJournal } from '../../../../lib/app/records/run-journal.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import type { JournalEntry } from '../../../../lib/execute/index.ts';
import type { World } from '../../../../lib/app/world.ts';
import { entryNumber, journalEntries, plans } from '../../../../lib/state/index.ts';
import { FLEET, UNIT } from '../../balancer.ts';
import { DAMAGE, damage, LOST } from '../sweeping/damage.ts';
import { createRig, NEVER, type Rig } from '../rig.ts';
import { turns } from '../running/execution.ts';
import { first } from '../running/steps/settled.ts';

const RUN = { fleet: FLEET, unit: UNIT, runId: 'r1' };
const STARTED: JournalEntry = {
  type: 'started',
  at: 1,
  plan: digestOf('plan'),
  desired: digestOf('desired'),
  seq: 1,
  commit: 'c',
  holder: 'w',
};
const attempt = (number: number): JournalEntry => ({ type: 'attempt', at: number, step: 's', attempt: number });
const placeOf = (number: number) => journalEntries.at(FLEET, UNIT, 'r1', entryNumber(number));
const entries = (rig: Rig) => readJournal(rig.store, RUN, NEVER);

/** A journal with these entries; what the worker tells of it is kept. */
async function journalWith(...written: readonly JournalEntry[]) {
  const rig = createRig();
  for (const [number, entry] of written.entries()) await rig.put(placeOf(number), entry);
  const told: { readonly fields: object; readonly words: string }[] = [];
  const log = { ...rig.world.log, error: (fields: object, words: string) => void told.push({ fields, words }) };
  const world: World = { ...rig.world, log };
  return { rig, world, told };
}

describe('a journal', () => {
  test('holds what was told, in that order, also of steps that end at the same moment', async () => {
    const { rig, world } = await journalWith(STARTED);
    const journal = await journalOf(world, RUN, NEVER);
    if (journal === undefined) throw new TypeError('nothing of it is damaged');
    const first = journal.append(attempt(1), NEVER);
    // It is on its way by then.
    await turns(2);
    await Promise.all([first, ...[2, 3].map((number) => journal.append(attempt(number), NEVER))]);
    await journal.append(attempt(4), NEVER);
    const all = [STARTED, ...[1, 2, 3, 4].map(attempt)];
    expect(journal.entries).toEqual(all);
    expect(await entries(rig)).toEqual(all);
    expect(await rig.value(placeOf(1))).toEqual(attempt(1));
    expect(await rig.value(placeOf(2))).toEqual({ type: 'several', entries: [attempt(2), attempt(3)] });
    expect(await rig.value(placeOf(3))).toEqual(attempt(4));
    expect((await journalOf(world, RUN, NEVER))?.entries).toEqual(all);
  });

  test('is of one run: of another one of the unit it holds nothing', async () => {
    const { rig } = await journalWith(STARTED);
    expect(await readJournal(rig.store, { ...RUN, runId: 'r2' }, NEVER)).toEqual([]);
    expect(await readJournal(rig.store, { ...RUN, unit: 'green' }, NEVER)).toEqual([]);
  });

  test('begins with the first number, however much other runs have told', async () => {
    const { rig, world } = await journalWith(STARTED, attempt(1));
    for (const run of [
      { ...RUN, runId: 'r2' },
      { ...RUN, unit: 'green' },
    ]) {
      await (await newJournalOf(world, run, NEVER)).append(STARTED, NEVER);
      expect(await rig.value(journalEntries.at(FLEET, run.unit, run.runId, entryNumber(0)))).toEqual(STARTED);
    }
  });

  test('has an outcome, and what starts because of it, in one object', async () => {
    const { rig, world } = await journalWith(STARTED);
    const journal = await journalOf(world, RUN, NEVER);
    journal?.tell(attempt(1), NEVER);
    await Promise.resolve();
    const started = journal?.append(attempt(2), NEVER);
    await journal?.durable();
    await started;
    expect(await rig.value(placeOf(1))).toEqual({ type: 'several', entries: [attempt(1), attempt(2)] });
  });

  test('fails to tell what another worker told first, and what is told after it', async () => {
    const { rig, world } = await journalWith(STARTED);
    const journal = await journalOf(world, RUN, NEVER);
    await rig.put(placeOf(1), attempt(9));
    await expect(journal?.append(attempt(1), NEVER)).rejects.toMatchObject({ code: 'precondition' });
    expect(await rig.value(placeOf(1))).toEqual(attempt(9));
    rig.store.state.drop(placeOf(1).key);
    // It stands on what is not there.
    await expect(journal?.append(attempt(2), NEVER)).rejects.toMatchObject({ code: 'precondition' });
    await expect(journal?.durable()).rejects.toMatchObject({ code: 'precondition' });
    expect(await entries(rig)).toEqual([STARTED]);
  });
});

describe('a journal with a damaged entry', () => {
  test.each(DAMAGE)('(%j) says not where the run stands, and somebody hears of it', async (text) => {
    const { rig, world, told } = await journalWith(STARTED, attempt(1), attempt(2));
    damage(rig, placeOf(1), text);
    expect(await entries(rig)).toBeUndefined();
    expect(await journalOf(world, RUN, NEVER)).toBeUndefined();
    expect(told).toMatchObject([{ fields: { ...RUN, damage: { key: placeOf(1).key } } }]);
    expect(told[0]?.words).toMatch(/journal of a run is damaged/);
  });

  test('at its end says it neither', async () => {
    const { rig } = await journalWith(STARTED, attempt(1));
    damage(rig, placeOf(1), '{}');
    expect(await entries(rig)).toBeUndefined();
  });

  test('goes on where the run began anew after it, and never under a number that is taken', async () => {
    const { rig, world, told } = await journalWith(STARTED, attempt(1));
    for (const number of [0, 1]) damage(rig, placeOf(number), '{}');
    const anew = await newJournalOf(world, RUN, NEVER);
    expect(anew.entries).toEqual([]);
    await anew.append(STARTED, NEVER);
    await anew.append(attempt(1), NEVER);
    expect(await rig.value(placeOf(3))).toEqual(attempt(1));
    const journal = await journalOf(world, RUN, NEVER);
    expect(journal?.entries).toEqual([STARTED, attempt(1)]);
    await journal?.append(attempt(2), NEVER);
    expect(await entries(rig)).toEqual([STARTED, attempt(1), attempt(2)]);
    expect(await rig.value(placeOf(4))).toEqual(attempt(2));
    expect(told).toEqual([]);
  });
});

describe('the plan of a run', () => {
  test.each(LOST)('that is lost or damaged (%j) is none, and somebody hears of it', async (text) => {
    const { rig, world, told } = await journalWith();
    const task = await rig.head(1, first);
    if (task === undefined) throw new TypeError('the first revision has a plan');
    expect(await planOf(world, task, NEVER)).toMatchObject({ digest: task.plan });
    expect(told).toEqual([]);
    damage(rig, plans.at(FLEET, task.plan), text);
    expect(await planOf(world, task, NEVER)).toBeUndefined();
    expect(told).toMatchObject([{ fields: { fleet: FLEET, unit: UNIT, plan: task.plan } }]);
    expect(told[0]?.words).toMatch(/plan of a run is missing or damaged/);
  });
});
