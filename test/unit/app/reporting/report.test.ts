// What the reporter shows of the documents, and which words of people it takes away when they are over.
import { describe, expect, it } from 'vitest';
import { report } from '../../../../lib/app/reporting/report.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import type { JournalEntry, RunResult } from '../../../../lib/execute/index.ts';
import { type AppliedState, digestOfDesired, isClusterRef, refKey } from '../../../../lib/model/index.ts';
import { isProposal, occasionName, type Plan } from '../../../../lib/plan/index.ts';
import type { CheckRun, Log, ReportMessage } from '../../../../lib/ports/index.ts';
import { COMMENT_MARKER, driftIssue } from '../../../../lib/report/index.ts';
import {
  type Approval,
  appliedStates,
  approvals,
  type CommitRecord,
  commitRecords,
  desiredStates,
  type Drift,
  drifts,
  entryNumber,
  freezes,
  heads,
  journalEntries,
  mergedPulls,
  type OpenPull,
  openPulls,
  type OpenRun,
  openRuns,
  type Pin,
  pins,
  type Place,
  plans,
  revisions,
  vouches,
} from '../../../../lib/state/index.ts';
import { mergesOf } from '../../../../lib/app/words/audit.ts';
import { createFixedClock } from '../../../fakes/fixed-clock.ts';
import { createMemoryCodeHost } from '../../../fakes/memory-code-host.ts';
import { createMemoryConversations } from '../../../fakes/memory-conversations.ts';
import { createMemoryPublisher } from '../../../fakes/memory-publisher.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';
import {
  AT_HEAD,
  BACKUP,
  blueResources,
  changesBetween,
  COMMIT,
  firstDeploy,
  FLEET,
  hostDroppedAndVipReleased,
  nothingToDo,
  type Planned,
  PRIMARY,
  standing,
  UNIT,
  VIP,
} from '../../../golden/report/blue-fleet.ts';
import { reporterWorlds } from '../commands/reporter-worlds.ts';
import { createRig, headOf, REPOSITORY } from '../rig.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';

const { signal } = new AbortController();
const RUN_ID = '000004-0123456789abcdef';
const DESIRED = 'd'.repeat(64);
const REVISION = { type: 'revision', repository: REPOSITORY, commit: COMMIT } as const;
const PULL = { ...REVISION, pullRequest: 7 } as const;
const RUN = { type: 'run', fleet: FLEET, commit: COMMIT, unit: UNIT, runId: RUN_ID } as const;
const DRIFT = { type: 'drift', fleet: FLEET, unit: UNIT } as const;
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function setUp(log: Log = SILENT) {
  const clock = createFixedClock();
  const store = createMemoryStore(clock);
  const host = createMemoryCodeHost();
  const conversations = createMemoryConversations();
  const publisher = createMemoryPublisher();
  const followed = { name: REPOSITORY, branch: 'main', isSigned: async () => true };
  const worlds = reporterWorlds({ ...followed, store, host, conversations, publisher, clock, log });
  const put = <T>(place: Place<T>, value: T): Promise<void> => place.update(store, () => value, signal);
  return {
    clock,
    store,
    host,
    conversations,
    publisher,
    put,
    value: async <T>(place: Place<T>) => (await place.read(store, signal))?.value,
    report: (message: ReportMessage) => report(worlds, message, signal),
    applyCheck: (): CheckRun | undefined => host.check(COMMIT, `rangelight/apply (${FLEET})`),
    async keep({ revision, plan }: Planned): Promise<void> {
      const { occasion } = revision;
      const name = occasionName(occasion);
      const record: CommitRecord = { occasion, fleets: [FLEET], diagnostics: [] };
      await put(commitRecords.at(REPOSITORY, COMMIT, name), record);
      const base = occasion.type === 'pull-request' ? occasion.base : '';
      const open: OpenPull = { number: 7, head: COMMIT, base, draft: false, movedAt: 0, superseded: [] };
      if (isProposal(occasion)) await put(openPulls.at(REPOSITORY, 7), open);
      else await put(heads.at(FLEET), headOf(createRig().fleet(), 4, COMMIT));
      await put(revisions.at(FLEET, COMMIT, name), { ...revision, ...(isProposal(occasion) ? {} : { seq: 4 }) });
      if (plan !== undefined) await put(plans.at(FLEET, plan.digest), plan);
    },
    async journal(...entries: readonly JournalEntry[]): Promise<void> {
      const { length } = await journalEntries.keys(store, [FLEET, UNIT, RUN_ID], signal);
      for (const [index, entry] of entries.entries())
        await put(journalEntries.at(FLEET, UNIT, RUN_ID, entryNumber(length + index)), entry);
    },
    async open(plan: Plan, more: Partial<OpenRun> = {}): Promise<void> {
      const open: OpenRun = {
        runId: RUN_ID,
        seq: 4,
        commit: COMMIT,
        plan: plan.digest,
        desired: DESIRED,
        wakeAt: clock.now(),
        reason: 'running',
        ...more,
      };
      await put(openRuns.at(FLEET, UNIT), open);
    },
    /** The run ends: the open record goes, the applied record comes. */
    async end(plan: Plan, result: RunResult, usedApprovals: AppliedState['usedApprovals'] = {}): Promise<void> {
      await openRuns.at(FLEET, UNIT).drop(store, signal);
      const applied: AppliedState = {
        fleet: FLEET,
        unit: UNIT,
        seq: 4,
        commit: COMMIT,
        desired: DESIRED,
        runId: RUN_ID,
        plan: plan.digest,
        result,
        usedApprovals,
        resources: {},
        addresses: {},
      };
      await put(appliedStates.at(FLEET, UNIT), applied);
    },
  };
}

function planOf({ plan }: Planned): Plan {
  if (plan === undefined) throw new TypeError('the fixture has no plan');
  return plan;
}

const started = (plan: Plan): JournalEntry => ({
  type: 'started',
  desired: DESIRED,
  at: 0,
  plan: plan.digest,
  seq: 4,
  commit: COMMIT,
  holder: 'w1',
});

function done(plan: Plan): readonly JournalEntry[] {
  return plan.steps.map((step) => {
    const isAddress = step.action.type === 'apply' && step.action.key.includes('/addresses/');
    return { type: 'done', at: 0, step: step.id, wrote: true, ...(isAddress ? { note: VIP } : {}) };
  });
}

const finished = (result: RunResult, message: string): JournalEntry => ({ type: 'finished', at: 0, result, message });

describe('a pull request', () => {
  it('gets a check, then one comment', async () => {
    const world = setUp();
    await world.keep(firstDeploy());
    await world.report(PULL);
    expect(world.host.writes.map((write) => write.type)).toEqual(['check', 'comment']);
    expect(world.host.check(COMMIT, 'rangelight/plan')).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(world.applyCheck()).toBeUndefined();
  });

  it('hears nothing new from the same message again', async () => {
    const world = setUp();
    await world.keep(firstDeploy());
    await world.report(PULL);
    await world.report(PULL);
    expect(world.host.writes).toHaveLength(2);
  });

  it('fails its check while a gate is shut', async () => {
    const world = setUp();
    await world.keep(hostDroppedAndVipReleased());
    await world.report(PULL);
    const check = world.host.check(COMMIT, 'rangelight/plan');
    expect(check?.conclusion).toBe('failure');
    expect(check?.annotations.map((annotation) => annotation.source.line)).toEqual([1, 12]);
  });
});

describe('the branch', () => {
  it('gets both checks, and no comment', async () => {
    const world = setUp();
    await world.keep(firstDeploy(AT_HEAD));
    await world.report(REVISION);
    expect(world.host.writes.map((write) => write.type)).toEqual(['check', 'check']);
    expect(world.applyCheck()).toMatchObject({ status: 'queued' });
  });

  it('shows how far the run is', async () => {
    const world = setUp();
    const deploy = firstDeploy(AT_HEAD);
    const plan = planOf(deploy);
    await world.keep(deploy);
    await world.open(plan);
    await world.journal(started(plan), ...done(plan).slice(0, 5));
    await world.report(RUN);
    expect(world.applyCheck()).toMatchObject({ status: 'in_progress', title: `5/${plan.steps.length} steps` });
  });

  it('is told once for all that asked before it was looked at', async () => {
    const world = setUp();
    const deploy = firstDeploy(AT_HEAD);
    const plan = planOf(deploy);
    await world.keep(deploy);
    await world.open(plan);
    await world.journal(started(plan), ...done(plan).slice(0, 5));
    const before = world.clock.now();
    world.clock.advance(10_000);
    await world.report({ ...RUN, at: before });
    await world.journal(...done(plan).slice(5, 6));
    for (const at of [before, before + 7_999]) await world.report({ ...RUN, at });
    expect(world.applyCheck()?.title).toBe(`5/${plan.steps.length} steps`);
    // Clocks of instances may be apart by so much, and older versions do not say when they asked.
    await world.report({ ...RUN, at: before + 8_000 });
    expect(world.applyCheck()?.title).toBe(`6/${plan.steps.length} steps`);
    await world.journal(...done(plan).slice(6, 7));
    await world.report(RUN);
    expect(world.applyCheck()?.title).toBe(`7/${plan.steps.length} steps`);
  });

  it('is told again when it could not be told', async () => {
    const world = setUp();
    const deploy = firstDeploy(AT_HEAD);
    const plan = planOf(deploy);
    await world.keep(deploy);
    await world.open(plan);
    await world.journal(started(plan), ...done(plan).slice(0, 5));
    const before = world.clock.now();
    world.clock.advance(10_000);
    const putCheckRun = world.host.putCheckRun.bind(world.host);
    world.host.putCheckRun = () => Promise.reject(new RangelightError('unavailable', 'github', 'no'));
    await expect(world.report({ ...RUN, at: before })).rejects.toMatchObject({ code: 'unavailable' });
    world.host.putCheckRun = putCheckRun;
    await world.report({ ...RUN, at: before });
    expect(world.applyCheck()?.title).toBe(`5/${plan.steps.length} steps`);
  });

  it('says what it waits for, and until when', async () => {
    const world = setUp();
    const deploy = firstDeploy(AT_HEAD);
    const plan = planOf(deploy);
    await world.keep(deploy);
    await world.open(plan);
    const until = world.clock.now() + 30_000;
    const waits = plan.steps
      .slice(5)
      .map((step): JournalEntry => ({ type: 'waiting', at: 0, step: step.id, until, reason: 'no NEG yet' }));
    await world.journal(started(plan), ...done(plan).slice(0, 5), ...waits);
    await world.report(RUN);
    expect(world.applyCheck()?.title).toContain('waits until 2026-01-31 08:00:30 UTC: no NEG yet');
  });

  it('says who paused it, which the journal does not tell', async () => {
    const world = setUp();
    const deploy = firstDeploy(AT_HEAD);
    const plan = planOf(deploy);
    await world.keep(deploy);
    await world.open(plan, { reason: 'paused by alice until somebody resumes: sale', paused: { unit: UNIT } });
    await world.journal(started(plan), ...done(plan).slice(0, 5));
    await world.report(RUN);
    expect(world.applyCheck()?.title).toContain('paused by alice until somebody resumes: sale');
    expect(world.applyCheck()?.summary).toContain(`/rangelight resume --unit ${UNIT} --fleet ${FLEET}`);
  });

  it('case 57: says that the fleet is frozen where what is released has not begun', async () => {
    const world = setUp();
    const deploy = firstDeploy(AT_HEAD);
    await world.keep(deploy);
    const until = Date.parse('2100-01-01T00:00:00Z');
    await world.put(freezes.at(FLEET), { by: 'alice', reason: 'sale', since: 0, until });
    await world.report(REVISION);
    expect(world.applyCheck()).toMatchObject({ status: 'in_progress' });
    expect(world.applyCheck()?.title).toContain('frozen by alice until 2100-01-01 00:00:00 UTC: sale');
    expect(world.applyCheck()?.summary).toContain(`/rangelight unfreeze --fleet ${FLEET}`);
  });

  it('tells the VIP when the run has succeeded', async () => {
    const world = setUp();
    const deploy = firstDeploy(AT_HEAD);
    const plan = planOf(deploy);
    await world.keep(deploy);
    await world.journal(started(plan), ...done(plan), finished('succeeded', 'done'));
    await world.end(plan, 'succeeded');
    await world.report(RUN);
    expect(world.applyCheck()).toMatchObject({
      status: 'completed',
      conclusion: 'success',
      title: `VIP ${VIP} serves blue/foobar-ingress`,
    });
  });

  it('case 33: is no success while a config cluster lacks a copy, whether the mark of the run that ended stands or not', async () => {
    const world = setUp();
    const { revision, ...deploy } = firstDeploy(AT_HEAD);
    const plan = planOf({ revision, ...deploy });
    const copy = blueResources().find(({ ref }) => isClusterRef(ref) && ref.cluster === PRIMARY);
    const state = { fleet: FLEET, unit: UNIT, resources: copy === undefined ? [] : [copy] };
    const desired = digestOfDesired(state);
    const units = revision.units.map((unit) => ({
      ...unit,
      desired,
      unknown: [{ part: 'cluster', cluster: PRIMARY, reason: 'down' } as const],
    }));
    await world.keep({
      ...deploy,
      revision: { ...revision, configClusters: { primary: PRIMARY, backup: BACKUP }, units },
    });
    await world.put(desiredStates.at(FLEET, desired), state);
    await world.journal({ ...started(plan), desired } as JournalEntry, ...done(plan), finished('succeeded', 'done'));
    await world.end(plan, 'succeeded');
    await world.put(appliedStates.at(FLEET, UNIT), {
      ...((await world.value(appliedStates.at(FLEET, UNIT))) as AppliedState),
      desired,
    });
    await world.open(plan);
    await world.report(RUN);
    expect(world.applyCheck()).toMatchObject({ status: 'in_progress' });
    expect(world.applyCheck()?.title).toContain(`not yet in ${PRIMARY}`);
  });

  it('is a deployment from the start of the run, which leads to the VIP and to the check', async () => {
    const world = setUp();
    const deploy = firstDeploy(AT_HEAD);
    const plan = planOf(deploy);
    const deployment = () => world.host.deployment(COMMIT, FLEET);
    await world.keep(deploy);
    await world.report(REVISION);
    expect(deployment()).toBeUndefined();
    await world.open(plan);
    await world.journal(started(plan), ...done(plan).slice(0, 5));
    await world.report(RUN);
    expect(deployment()).toMatchObject({ state: 'in_progress', description: `5/${plan.steps.length} steps` });
    expect(deployment()).not.toHaveProperty('environmentUrl');
    await world.journal(...done(plan).slice(5), finished('succeeded', 'done'));
    await world.end(plan, 'succeeded');
    await world.report(RUN);
    expect(deployment()).toEqual({
      environment: FLEET,
      commit: COMMIT,
      state: 'success',
      description: `VIP ${VIP} serves blue/foobar-ingress`,
      environmentUrl: `http://${VIP}`,
      logUrl: `https://github.test/runs/${COMMIT}`,
    });
  });

  it.each([
    ['denied', undefined],
    ['not-found', undefined],
    ['unavailable', 'unavailable'],
  ] as const)('shows its check although a deployment is %s', async (code, thrown) => {
    const world = setUp();
    const plan = planOf(firstDeploy(AT_HEAD));
    await world.keep(firstDeploy(AT_HEAD));
    await world.open(plan);
    await world.journal(started(plan));
    world.host.putDeployment = () => Promise.reject(new RangelightError(code, 'github', 'no'));
    const outcome = await world.report(RUN).then(
      () => undefined,
      (error: RangelightError) => error.code,
    );
    expect(outcome).toBe(thrown);
    expect(world.applyCheck()).toMatchObject({ status: 'in_progress' });
  });

  it('tells what a run came to when its journal is cleared away since', async () => {
    const world = setUp();
    const plan = planOf(firstDeploy(AT_HEAD));
    await world.keep(firstDeploy(AT_HEAD));
    await world.journal(started(plan), ...done(plan), finished('succeeded', 'done'));
    await world.end(plan, 'succeeded');
    await world.report(RUN);
    const shown = world.applyCheck();
    for (const [, , , number = ''] of await journalEntries.keys(world.store, [FLEET, UNIT, RUN_ID], signal))
      await journalEntries.at(FLEET, UNIT, RUN_ID, number).drop(world.store, signal);
    await world.report(RUN);
    expect(shown).toMatchObject({ conclusion: 'success' });
    expect(world.applyCheck()).toEqual(shown);
  });

  it('still tells it when the commit is planned again and nothing is left', async () => {
    const world = setUp();
    const plan = planOf(firstDeploy(AT_HEAD));
    await world.keep(firstDeploy(AT_HEAD));
    await world.journal(started(plan), ...done(plan), finished('succeeded', 'done'));
    await world.end(plan, 'succeeded');
    await world.keep(nothingToDo(AT_HEAD));
    await world.report(REVISION);
    expect(world.applyCheck()).toMatchObject({
      conclusion: 'success',
      title: `VIP ${VIP} serves blue/foobar-ingress`,
    });
  });

  it('says what failed and what to do', async () => {
    const world = setUp();
    const deploy = firstDeploy(AT_HEAD);
    const plan = planOf(deploy);
    await world.keep(deploy);
    const failure = { code: 'denied', system: 'compute', message: 'permission missing' } as const;
    await world.journal(
      started(plan),
      { type: 'failed', at: 0, step: plan.steps[0]?.id ?? '', failure },
      finished('blocked', failure.message),
    );
    await world.end(plan, 'blocked');
    await world.report(RUN);
    expect(world.applyCheck()).toMatchObject({ conclusion: 'failure', title: 'failed: blue · permission missing' });
    expect(world.applyCheck()?.summary).toContain('Give the worker the permission');
  });

  it('goes on after a conflict, with the plan that is made again', async () => {
    const world = setUp();
    const deploy = firstDeploy(AT_HEAD);
    const plan = planOf(deploy);
    await world.keep(deploy);
    await world.journal(started(plan), finished('conflict', 'somebody was faster'));
    await world.end(plan, 'conflict');
    await world.report(RUN);
    expect(world.applyCheck()?.status).toBe('in_progress');
  });

  it('planned twice at once, is as the run that came to an end says, not as the one that gave way to it', async () => {
    const world = setUp();
    const planned = firstDeploy(AT_HEAD);
    const [early, late] = [planOf(planned), planOf(hostDroppedAndVipReleased(AT_HEAD))];
    const desired = planned.revision.units[0]?.desired ?? '';
    // The revision of the earlier look was written last.
    await world.keep(planned);
    await world.put(plans.at(FLEET, late.digest), late);
    await world.journal(started(early), finished('superseded', 'revision 4 takes over'));
    const other = '000004-fedcba9876543210';
    for (const [index, entry] of [started(late), ...done(late), finished('succeeded', 'done')].entries())
      await world.put(journalEntries.at(FLEET, UNIT, other, entryNumber(index)), entry);
    const ended = { seq: 4, commit: COMMIT, desired };
    const applied = { ...ended, runId: other, plan: late.digest, result: 'succeeded' as const };
    const beside = { [early.digest]: { ...ended, runId: RUN_ID, result: 'superseded' as const } };
    const rest = { fleet: FLEET, unit: UNIT, usedApprovals: {}, resources: {}, addresses: {} };
    await world.put(appliedStates.at(FLEET, UNIT), { ...rest, ...applied, beside });
    await world.report(REVISION);
    expect(world.applyCheck()).toMatchObject({ status: 'completed', conclusion: 'success' });
  });

  it('an older revision that never ran is superseded', async () => {
    const world = setUp();
    await world.keep(firstDeploy(AT_HEAD));
    await world.put(heads.at(FLEET), headOf(createRig().fleet(), 5, 'f'.repeat(40)));
    await world.report(REVISION);
    expect(world.applyCheck()).toMatchObject({ status: 'completed', conclusion: 'neutral' });
  });

  it('waits for a person where a gate is shut', async () => {
    const world = setUp();
    await world.keep(hostDroppedAndVipReleased(AT_HEAD));
    await world.report(REVISION);
    expect(world.applyCheck()).toMatchObject({ conclusion: 'action_required' });
  });
});

const left = blueResources().filter(({ ref }) => ref.kind !== 'forwardingRule');
const changes = changesBetween(blueResources(), standing(left), blueResources());

describe('a revision that is damaged', () => {
  it('is told as not known, beside what the other fleets of the commit have', async () => {
    const world = setUp();
    await world.keep(firstDeploy(AT_HEAD));
    const record: CommitRecord = { occasion: AT_HEAD, fleets: ['other', FLEET], diagnostics: [] };
    await world.put(commitRecords.at(REPOSITORY, COMMIT, 'head'), record);
    world.store.state.put(revisions.at('other', COMMIT, 'head').key, '{}');
    await world.report(REVISION);
    const check = world.host.check(COMMIT, 'rangelight/plan');
    expect(check).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(check?.title).toMatch(/^other: the plan is damaged \| prod: /);
    expect(check?.summary).toContain('**other: the plan is damaged.**');
    expect(world.applyCheck()).toBeDefined();
  });
});

describe('drift', () => {
  const { marker } = driftIssue(KINDS, { unit: UNIT, commit: COMMIT, healing: true, changes }, FLEET);

  it('opens an issue, and closes it when nothing differs any more', async () => {
    const world = setUp();
    await world.put(heads.at(FLEET), headOf(createRig().fleet(), 4, COMMIT));
    const drift: Drift = { unit: UNIT, commit: COMMIT, healing: true, changes };
    await world.put(drifts.at(FLEET, UNIT), drift);
    await world.report(DRIFT);
    expect(world.host.issue(marker)).toMatchObject({ state: 'open', title: 'Drift in prod/blue' });
    await world.put(drifts.at(FLEET, UNIT), { ...drift, changes: [] });
    await world.report(DRIFT);
    expect(world.host.issue(marker)?.state).toBe('closed');
  });
});

describe('words of people that are over', () => {
  const OTHER = 'e'.repeat(64);
  const gated = hostDroppedAndVipReleased(AT_HEAD);
  const word = (plan: string, at = 5): Approval => ({ unit: UNIT, plan, opens: [], at, by: 'ann', reason: 'seen' });
  const pin: Pin = { unit: UNIT, commit: 'c', bad: OTHER, good: DESIRED, goodRun: RUN_ID, reason: 'r', at: 5 };

  it.each([
    ['goes when a run has used it', 5, undefined],
    ['stays when a run has used an older one for the same plan', 4, 5],
  ])('an approval %s', async (_name, usedAt, left) => {
    const world = setUp();
    const plan = planOf(gated);
    await world.keep(gated);
    const place = approvals.at(FLEET, plan.digest);
    await world.put(place, word(plan.digest));
    await world.report(REVISION);
    expect(await world.value(place)).toMatchObject({ at: 5 });
    await world.end(plan, 'succeeded', { [plan.digest]: usedAt });
    await world.report(REVISION);
    expect((await world.value(place))?.at).toBe(left);
  });

  it.each([
    ['goes when nobody is asked any more', nothingToDo(AT_HEAD), false],
    ['stays while the unit waits for another one', gated, true],
  ])('an approval of a plan that is another one now %s', async (_name, planned, stays) => {
    const world = setUp();
    await world.keep(planned);
    await world.put(approvals.at(FLEET, OTHER), word(OTHER));
    await world.report(REVISION);
    expect((await world.value(approvals.at(FLEET, OTHER))) !== undefined).toBe(stays);
  });

  it.each([
    ['stays until a head is told of that holds the merge', undefined, true],
    ['goes when one was, and nobody is asked any more', COMMIT, false],
  ])('an approval of a pull request that is merged %s', async (_name, toldIn, stays) => {
    const world = setUp();
    const planned = hostDroppedAndVipReleased();
    const { digest } = planOf(planned);
    await world.keep(planned);
    await openPulls.at(REPOSITORY, 7).drop(world.store, signal);
    await world.keep(nothingToDo(AT_HEAD));
    const merged = { number: 7, head: COMMIT, commit: 'f'.repeat(40), files: [] };
    const inFleet = toldIn === undefined ? {} : { in: toldIn };
    await world.put(mergedPulls.at(REPOSITORY, 7), { ...merged, fleets: { [FLEET]: inFleet } });
    await world.put(approvals.at(FLEET, digest), word(digest));
    await world.report(REVISION);
    expect((await world.value(approvals.at(FLEET, digest))) !== undefined).toBe(stays);
  });

  it.each([
    ['of a commit that the branch has left goes', 'c', false, false],
    ['of the commit that is the head stays', COMMIT, false, true],
    ['that still holds its unit stays', 'c', true, true],
  ])('a pin %s', async (_name, commit, isHeld, stays) => {
    const world = setUp();
    const { revision, ...rest } = nothingToDo(AT_HEAD);
    const rolledBack = { commit: 'c', to: RUN_ID, reason: 'r', at: 5 };
    const units = isHeld ? revision.units.map((unit) => ({ ...unit, rolledBack })) : revision.units;
    await world.keep({ ...rest, revision: { ...revision, units } });
    await world.put(pins.at(FLEET, UNIT), { ...pin, by: 'github ann', commit });
    await world.report(REVISION);
    expect((await world.value(pins.at(FLEET, UNIT))) !== undefined).toBe(stays);
  });

  it('stay when what is told is not the head any more', async () => {
    const world = setUp();
    await world.keep(nothingToDo(AT_HEAD));
    await world.put(heads.at(FLEET), headOf(createRig().fleet(), 5, 'f'.repeat(40)));
    await world.put(approvals.at(FLEET, OTHER), word(OTHER));
    await world.put(pins.at(FLEET, UNIT), { ...pin, by: 'github ann' });
    await world.report(REVISION);
    expect(world.store.release.keys()).toHaveLength(2);
  });

  it.each([
    ['open', 2],
    ['merged', 1],
    ['closed', 0],
  ] as const)('of a pull request that GitHub says is %s: %i of two are left', async (state, left) => {
    const world = setUp();
    const planned = hostDroppedAndVipReleased();
    const { digest } = planOf(planned);
    await world.keep(planned);
    await world.put(heads.at(FLEET), headOf(createRig().fleet(), 5, 'f'.repeat(40)));
    await world.put(approvals.at(FLEET, digest), word(digest));
    await world.put(vouches.at(REPOSITORY, 7, COMMIT), { number: 7, commit: COMMIT, by: 'ann', at: 5 });
    // The planner takes its own note away as soon as it has told.
    await openPulls.at(REPOSITORY, 7).drop(world.store, signal);
    const known = { type: 'pull-request', number: 7, author: 'a', head: COMMIT, baseBranch: 'main' } as const;
    world.conversations.topics.set(7, { ...known, state });
    await world.report({ type: 'closed', repository: REPOSITORY, pullRequest: 7, head: COMMIT });
    expect(world.store.release.keys()).toHaveLength(left);
  });
});

it('a merge is recorded once, with who merged it: history names the pull request by that', async () => {
  const world = setUp();
  await world.put(heads.at(FLEET), headOf(createRig().fleet(), 5, 'f'.repeat(40)));
  const merged = {
    type: 'pull-request',
    number: 7,
    author: 'a',
    head: COMMIT,
    baseBranch: 'main',
    state: 'merged',
  } as const;
  world.conversations.topics.set(7, { ...merged, mergeCommit: 'f'.repeat(40), mergedBy: 'carol' });
  for (let time = 1; time <= 2; time += 1)
    await world.report({ type: 'closed', repository: REPOSITORY, pullRequest: 7, head: COMMIT });
  expect(await mergesOf(world.store, FLEET, signal)).toEqual(
    new Map([['f'.repeat(40), { number: 7, by: 'github carol' }]]),
  );
  expect(world.store.audit.keys()).toHaveLength(1);
});

it('of very many merges that a head holds some are told at a time, and a report of its own tells the others (case 34)', async () => {
  const world = setUp();
  await world.keep(firstDeploy(AT_HEAD));
  const merge = { head: 'e'.repeat(40), commit: COMMIT, files: [], fleets: { [FLEET]: { units: [UNIT] } } };
  for (let number = 1; number <= 45; number += 1)
    await world.put(mergedPulls.at(REPOSITORY, number), { ...merge, number });
  const told = (): number => world.host.writes.filter(({ type }) => type === 'comment').length;
  const more: ReportMessage[] = [];
  const counts = [];
  for (let message: ReportMessage | undefined = REVISION; message !== undefined; message = more.shift()) {
    await world.report(message);
    more.push(...world.publisher.takeReports());
    counts.push(told());
  }
  expect(counts).toEqual([20, 40, 45]);
});

it('a merge that was done before the next one came is told with its VIP as part of that, whose runs it has none of', async () => {
  const world = setUp();
  const plan = planOf(firstDeploy(AT_HEAD));
  await world.keep(nothingToDo(AT_HEAD));
  await world.end(plan, 'succeeded');
  const record = (await world.value(appliedStates.at(FLEET, UNIT))) as AppliedState;
  const address = blueResources().filter(({ ref }) => ref.kind === 'address');
  await world.put(appliedStates.at(FLEET, UNIT), {
    ...record,
    commit: 'c'.repeat(40),
    resources: Object.fromEntries(address.map((one) => [refKey(one.ref), one])),
    addresses: Object.fromEntries(address.map(({ ref }) => [refKey(ref), VIP])),
  });
  const fleets = { [FLEET]: { units: [UNIT], in: COMMIT } };
  await world.put(mergedPulls.at(REPOSITORY, 7), {
    number: 7,
    head: 'e'.repeat(40),
    commit: 'c'.repeat(40),
    files: [],
    fleets,
  });
  await world.report(REVISION);
  expect(world.host.comment(7, COMMENT_MARKER)).toContain(
    `now part of \`${COMMIT.slice(0, 12)}\`, and applied.** VIP \`${VIP}\` serves`,
  );
});

it('a revision that is not there is nobody’s report', async () => {
  const world = setUp();
  await world.put(heads.at(FLEET), headOf(createRig().fleet(), 4, COMMIT));
  await world.report(REVISION);
  await world.report(RUN);
  await world.report(DRIFT);
  expect(world.host.writes).toEqual([]);
});

describe('a repository that is not followed', () => {
  it('is told nothing, and nobody else is told of it', async () => {
    const world = setUp();
    await world.keep(firstDeploy(AT_HEAD));
    await world.report({ ...REVISION, repository: 'acme/other' });
    expect(world.host.writes).toEqual([]);
  });

  it.each([
    ['lives there', { ...headOf(createRig().fleet(), 4, COMMIT), repository: 'acme/other' }],
    ['has lost its head', undefined],
  ])('nor is it of a fleet that %s', async (_name, head) => {
    const world = setUp();
    await world.keep(firstDeploy(AT_HEAD));
    await world.put(drifts.at(FLEET, UNIT), { unit: UNIT, commit: COMMIT, healing: true, changes });
    if (head === undefined) world.store.state.put(heads.at(FLEET).key, '[]');
    else await world.put(heads.at(FLEET), head);
    await world.report(RUN);
    await world.report(DRIFT);
    expect(world.host.writes).toEqual([]);
  });
});

it('a report is a line with what it brought up to date, and how long it took', async () => {
  const lines: unknown[] = [];
  const world = setUp({ ...SILENT, info: (fields, message) => lines.push({ ...fields, message }) });
  await world.keep(firstDeploy());
  await world.report(PULL);
  expect(lines).toEqual([
    {
      message: 'a report is shown',
      about: 'revision',
      repository: REPOSITORY,
      commit: COMMIT,
      pullRequest: 7,
      checks: 1,
      comments: 1,
      deployments: 0,
      issues: 0,
      tookMs: 0,
    },
  ]);
});
