// What somebody on call is told, from the buckets alone: a fleet's status, its runs, one run, and the history of a
// resource.
import { describe, expect, test } from 'vitest';
import { TELLING } from '../../../../functions/wiring/report-parts.ts';
import { readHistory, readRun, readRuns, readStatus } from '../../../../lib/app/oncall/index.ts';
import { mergeAct, recordAct } from '../../../../lib/app/words/audit.ts';
import { freeze } from '../../../../lib/app/words/freezes.ts';
import { pause } from '../../../../lib/app/words/pauses.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import { historyText, needsAPerson, runsText, runText, statusText } from '../../../../lib/report/index.ts';
import {
  finishedRevisions,
  heads,
  journalEntries,
  latestFacts,
  revisions,
  stopsSeen,
} from '../../../../lib/state/index.ts';
import { balancer, desiredOf, EU, FLEET, UNIT, US } from '../../balancer.ts';
import { createRig, NEVER, REPOSITORY, type Rig } from '../rig.ts';

const one = balancer({ name: 'one', clusters: [EU, US] });
const first = desiredOf(one.resources);
const ALICE = { by: 'cli alice', reason: 'an incident' };

async function taskOf(rig: Rig, seq: number, desired = first) {
  const task = await rig.head(seq, desired);
  if (task === undefined) throw new TypeError('the revision has a plan');
  await rig.put(stopsSeen.at(FLEET), { sweptAt: rig.clock.now(), stops: [], untold: [] });
  return task;
}

const statusOf = (rig: Rig) => readStatus({ ...TELLING, store: rig.store, clock: rig.clock }, FLEET, NEVER);

describe('status', () => {
  test('of a fleet that was carried out says so, and asks nobody for anything', async () => {
    const rig = createRig();
    const task = await taskOf(rig, 1);
    await rig.runToEnd(task);
    rig.clock.advance(60_000);
    await rig.put(finishedRevisions.at(FLEET), { seq: 1, commit: task.commit, fleet: rig.fleet() });
    await rig.put(stopsSeen.at(FLEET), { sweptAt: rig.clock.now(), stops: [], untold: [] });
    const status = await statusOf(rig);
    expect(status).toMatchObject({
      head: { repository: REPOSITORY, commit: task.commit, seq: 1 },
      finished: { commit: task.commit },
      isSweepLate: false,
      stops: [],
      damaged: [],
    });
    expect(status.units).toMatchObject([{ unit: UNIT, state: 'succeeded', runId: task.runId }]);
    expect(rig.clock.now() - (status.units[0]?.since ?? 0)).toBe(60_000);
    expect(needsAPerson(status)).toBe(false);
    expect(statusText([status])).toMatch(/carried out\n[^]*applied +since 1m00s/);
  });

  test('says what a run waits for and until when, and that it is paused, by whom, and how it goes on', async () => {
    const rig = createRig();
    await rig.runToEnd(await taskOf(rig, 1));
    const task = await taskOf(rig, 2, desiredOf(balancer({ name: 'one', clusters: [EU, US], version: 2 }).resources));
    expect(await rig.run(task)).toBe('waiting');
    const [waiting] = (await statusOf(rig)).units;
    expect(waiting).toMatchObject({ state: 'waiting', runId: task.runId, until: expect.any(Number) });
    expect(waiting?.why).not.toBe('');

    await pause(rig.world, FLEET, { unit: UNIT, duration: undefined, ...ALICE }, NEVER);
    const pausedAt = rig.clock.now();
    rig.clock.advance(600_000);
    expect(await rig.run(task)).toBe('waiting');
    const status = await statusOf(rig);
    expect(status.units).toMatchObject([
      {
        state: 'paused',
        since: pausedAt,
        why: expect.stringContaining('an incident'),
        command: `rangelight resume ${UNIT} --fleet ${FLEET} --reason '…'`,
      },
    ]);
    expect(needsAPerson(status)).toBe(true);
  });

  test('of a unit that is paused before a run came to that says so too', async () => {
    const rig = createRig();
    await rig.runToEnd(await taskOf(rig, 1));
    await pause(rig.world, FLEET, { unit: UNIT, duration: undefined, ...ALICE }, NEVER);
    const status = await statusOf(rig);
    expect(status.units).toMatchObject([
      { state: 'succeeded', pause: 'paused by cli alice until somebody resumes: an incident' },
    ]);
    expect(needsAPerson(status)).toBe(true);
    expect(statusText([status])).toContain('paused by cli alice');
  });

  test('of a plan that meets a gate has the gate and the command that opens it; of a frozen one, the freeze', async () => {
    const rig = createRig();
    const task = await taskOf(rig, 1);
    const place = revisions.at(FLEET, task.commit, 'head');
    const revision = await rig.value(place);
    if (revision === undefined) throw new TypeError('the head is planned');
    const gates = [{ code: 'service-gone', message: 'the last export of shop goes' }];
    await rig.put(place, { ...revision, units: revision.units.map((unit) => ({ ...unit, gates })) });
    const gated = await statusOf(rig);
    expect(gated.units).toMatchObject([
      {
        state: 'gated',
        why: 'the last export of shop goes',
        command: `rangelight approve ${task.plan.slice(0, 12)} --fleet ${FLEET} --reason '…'`,
      },
    ]);
    expect(needsAPerson(gated)).toBe(true);

    await rig.put(place, revision);
    await freeze(rig.world, FLEET, { duration: 3_600_000, ...ALICE }, NEVER);
    expect((await statusOf(rig)).units).toMatchObject([
      { state: 'frozen', command: `rangelight unfreeze --fleet ${FLEET} --reason '…'` },
    ]);
  });

  test('of a run that failed has the step, the cause and the command that shows the run', async () => {
    const rig = createRig();
    const task = await taskOf(rig, 1);
    rig.compute.before = (call, key) => {
      if (call === 'insert' && key === one.keys.urlMap) throw new RangelightError('denied', 'compute', 'not allowed');
    };
    await rig.runToEnd(task);
    const [unit] = (await statusOf(rig)).units;
    expect(unit).toMatchObject({ state: 'failed', command: `rangelight run ${task.runId} --fleet ${FLEET}` });
    expect(unit?.failures).toMatchObject([{ failure: { code: 'denied', message: 'not allowed' } }]);
  });

  test('says what cannot be read: a cluster, a damaged document, a sweep that does not come', async () => {
    const rig = createRig();
    await taskOf(rig, 1);
    const facts = await rig.value(latestFacts.at(FLEET));
    if (facts === undefined) throw new TypeError('the rig has facts');
    const stale = {
      state: 'stale',
      unread: { reason: 'it does not answer' },
      zones: [],
      nodeTags: [],
      namespaces: [],
    } as const;
    await rig.put(latestFacts.at(FLEET), { ...facts, clusters: { ...facts.clusters, [US]: stale } });
    rig.store.state.put(heads.at(FLEET).key, '{');
    rig.clock.advance(20 * 60_000);
    const status = await statusOf(rig);
    expect(status.head).toBeUndefined();
    expect(status.clusters).toContainEqual({ link: US, state: 'stale', reason: 'it does not answer' });
    expect(status.damaged).toEqual([expect.stringContaining(heads.at(FLEET).key)]);
    expect(status.isSweepLate).toBe(true);
    const text = statusText([status]);
    for (const words of ['is not known', 'it does not answer', 'late, the last was noted 20m00s ago'])
      expect(text).toContain(words);
    expect(needsAPerson(status)).toBe(true);
  });
});

describe('runs', () => {
  test('are listed newest first, and one is shown step by step', async () => {
    const rig = createRig();
    const one = await taskOf(rig, 1);
    await rig.runToEnd(one);
    const two = await taskOf(rig, 2, desiredOf(balancer({ name: 'one', clusters: [EU, US], version: 2 }).resources));
    await rig.run(two);
    const runs = await readRuns(rig.store, { fleet: FLEET, unit: undefined, most: 20 }, NEVER);
    expect(runs).toMatchObject([
      { runId: two.runId, result: 'open', commit: two.commit },
      { runId: one.runId, result: 'succeeded', commit: one.commit },
    ]);
    expect(runs.map(({ ended }) => ended !== undefined)).toEqual([false, true]);
    expect(await readRuns(rig.store, { fleet: FLEET, unit: 'green', most: 20 }, NEVER)).toEqual([]);
    expect(await readRuns(rig.store, { fleet: FLEET, unit: UNIT, most: 1 }, NEVER)).toHaveLength(1);
    expect(runsText(runs)).toMatch(new RegExp(`${two.runId} +${UNIT} +open +since`));

    const shown = await readRun(rig.store, FLEET, two.runId.slice(0, 8), NEVER);
    expect(shown.steps.map(({ status }) => status)).toContain('not-begun');
    expect(shown.steps.find(({ status }) => status === 'waiting')).toMatchObject({
      waitsFor: expect.any(String),
      until: expect.any(Number),
    });
    expect(shown.changes.length).toBeGreaterThan(0);
    expect(shown.workers).toHaveLength(1);
    expect(runText(shown)).toContain('not begun');
    await expect(readRun(rig.store, FLEET, '0000', NEVER)).rejects.toMatchObject({ code: 'invalid' });
    await expect(readRun(rig.store, FLEET, '9', NEVER)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('that failed and went well at a later call keep the failure', async () => {
    const rig = createRig();
    const task = await taskOf(rig, 1);
    let failures = 0;
    rig.compute.before = (call, key) => {
      if (call === 'insert' && key === one.keys.urlMap && failures++ === 0)
        throw new RangelightError('unavailable', 'compute', 'come again');
    };
    await rig.runToEnd(task);
    const { steps } = await readRun(rig.store, FLEET, task.runId, NEVER);
    expect(steps.filter(({ failure }) => failure !== undefined)).toMatchObject([
      { status: 'done', calls: 2, wrote: true, failure: { code: 'unavailable', message: 'come again' } },
    ]);
  });

  test('whose journal is damaged are listed as such', async () => {
    const rig = createRig();
    const task = await taskOf(rig, 1);
    await rig.runToEnd(task);
    const last = (await rig.journal(task)).length - 1;
    const { key } = journalEntries.at(FLEET, UNIT, task.runId, String(last).padStart(6, '0'));
    rig.store.state.put(key, '{');
    expect(await readRuns(rig.store, { fleet: FLEET, unit: undefined, most: 20 }, NEVER)).toEqual([
      { fleet: FLEET, unit: UNIT, runId: task.runId, result: 'damaged' },
    ]);
  });
});

describe('the history', () => {
  test.each([
    ['a URL of Compute', `https://compute.googleapis.com/compute/v1/${one.keys.urlMap}`],
    ['the key of a resource', one.keys.urlMap],
    ['the end of a key', one.keys.urlMap.split('/').slice(-2).join('/')],
  ])('of %s has what each run did, of which commit and pull request', async (_what, subject) => {
    const rig = createRig();
    const made = await taskOf(rig, 1);
    await rig.runToEnd(made);
    const moved = await taskOf(rig, 2, desiredOf(balancer({ name: 'one', clusters: [EU, US], version: 2 }).resources));
    await rig.runToEnd(moved);
    const merged = mergeAct({ number: 12, commit: moved.commit, by: 'carol' }, rig.clock.now());
    await recordAct(rig.store, FLEET, merged, NEVER);
    const found = await readHistory(rig.store, { fleet: FLEET, subject, most: 20 }, NEVER);
    expect(found).toMatchObject([
      { runId: moved.runId, change: { kind: 'update', key: one.keys.urlMap }, wrote: true, pullRequest: 12 },
      { runId: made.runId, change: { kind: 'create', key: one.keys.urlMap }, wrote: true },
    ]);
    expect(found[0]?.commitUrl).toBe(`https://github.com/${REPOSITORY}/commit/${moved.commit}`);
    const text = historyText(subject, found);
    expect(text).toContain('pull request #12 merged by github carol');
    expect(text).toContain('let through by the policy');
    // Nothing of a run that is over is pending.
    for (const told of [text, runText(await readRun(rig.store, FLEET, made.runId, NEVER))]) {
      expect(told).toContain('asked for by Git');
      expect(told).not.toContain('pending');
    }
  });

  test('of a manifest object has all that stands for it, and of what nobody changed says so', async () => {
    const rig = createRig();
    await rig.runToEnd(await taskOf(rig, 1));
    const owner = one.resources.flatMap(({ owners }) => owners)[0] ?? '';
    const whole = await readHistory(rig.store, { fleet: FLEET, subject: owner, most: 100 }, NEVER);
    const part = await readHistory(
      rig.store,
      { fleet: FLEET, subject: owner.split('/').slice(1).join('/'), most: 100 },
      NEVER,
    );
    expect(whole.length).toBeGreaterThan(1);
    expect(part).toEqual(whole);
    expect(await readHistory(rig.store, { fleet: FLEET, subject: 'nothing', most: 100 }, NEVER)).toEqual([]);
    expect(historyText('nothing', [])).toBe('no run that has a journal changed nothing\n');
  });
});
