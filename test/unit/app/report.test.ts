import { describe, expect, it } from 'vitest';
import type { Drift, Open } from '../../../lib/app/documents.ts';
import { report } from '../../../lib/app/report.ts';
import { keys } from '../../../lib/app/state-keys.ts';
import { RangelightError } from '../../../lib/core/index.ts';
import type { JournalEntry, RunResult } from '../../../lib/execute/index.ts';
import type { AppliedState } from '../../../lib/model/index.ts';
import type { Plan } from '../../../lib/plan/index.ts';
import type { CheckRun, Log } from '../../../lib/ports/index.ts';
import { driftIssue } from '../../../lib/report/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';
import { createMemoryCodeHost } from '../../fakes/memory-code-host.ts';
import { createMemoryConversations } from '../../fakes/memory-conversations.ts';
import { createMemoryPublisher } from '../../fakes/memory-publisher.ts';
import { createMemoryStateStore } from '../../fakes/memory-state-store.ts';
import {
  AT_HEAD,
  blueResources,
  changesBetween,
  COMMIT,
  firstDeploy,
  FLEET,
  hostDroppedAndVipReleased,
  nothingToDo,
  type Planned,
  standing,
  UNIT,
  VIP,
} from '../../golden/report/blue-fleet.ts';

const { signal } = new AbortController();
const RUN_ID = '000004-0123456789abcdef';
const REVISION = { type: 'revision', fleet: FLEET, commit: COMMIT } as const;
const RUN = { type: 'run', fleet: FLEET, commit: COMMIT, unit: UNIT, runId: RUN_ID } as const;
const DRIFT = { type: 'drift', fleet: FLEET, unit: UNIT } as const;
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function setUp() {
  const clock = createFixedClock();
  const store = createMemoryStateStore(clock);
  const host = createMemoryCodeHost();
  const conversations = createMemoryConversations();
  const publisher = createMemoryPublisher();
  const world = { store, host, conversations, publisher, clock, branch: 'main', log: SILENT };

  async function put(key: string, value: unknown): Promise<void> {
    await store.write(key, value, (await store.read(key, signal))?.generation ?? '0', signal);
  }
  return {
    clock,
    store,
    host,
    put,
    report: (message: Parameters<typeof report>[1]) => report(world, message, signal),
    applyCheck: (): CheckRun | undefined => host.check(COMMIT, `rangelight/apply (${FLEET})`),
    async keep({ revision, plan }: Planned): Promise<void> {
      await put(keys.revision(FLEET, COMMIT), revision);
      if (plan !== undefined) await put(keys.plan(FLEET, plan.digest), plan);
    },
    async journal(...entries: readonly JournalEntry[]): Promise<void> {
      const length = (await store.list(keys.runs(FLEET, UNIT, RUN_ID), signal)).length;
      for (const [index, entry] of entries.entries()) await put(keys.entry(FLEET, UNIT, RUN_ID, length + index), entry);
    },
    async open(plan: Plan, more: Partial<Open> = {}): Promise<void> {
      const open: Open = {
        runId: RUN_ID,
        seq: 4,
        commit: COMMIT,
        plan: plan.digest,
        desired: 'd',
        wakeAt: clock.now(),
        reason: 'running',
        ...more,
      };
      await put(keys.open(FLEET, UNIT), open);
    },
    /** The run ends: the open record goes, the applied record comes. */
    async end(plan: Plan, result: RunResult): Promise<void> {
      const open = await store.read(keys.open(FLEET, UNIT), signal);
      if (open !== undefined) await store.remove(keys.open(FLEET, UNIT), open.generation, signal);
      const applied: AppliedState = {
        schema: 'rangelight/applied/v1',
        fleet: FLEET,
        unit: UNIT,
        seq: 4,
        commit: COMMIT,
        desired: 'd',
        runId: RUN_ID,
        plan: plan.digest,
        result,
        resources: {},
        addresses: {},
      };
      await put(keys.applied(FLEET, UNIT), applied);
    },
  };
}

function planOf({ plan }: Planned): Plan {
  if (plan === undefined) throw new TypeError('the fixture has no plan');
  return plan;
}

const started = (plan: Plan): JournalEntry => ({
  type: 'started',
  desired: 'd',
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
    await world.report(REVISION);
    expect(world.host.writes.map((write) => write.type)).toEqual(['check', 'comment']);
    expect(world.host.check(COMMIT, 'rangelight/plan')).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(world.applyCheck()).toBeUndefined();
  });

  it('hears nothing new from the same message again', async () => {
    const world = setUp();
    await world.keep(firstDeploy());
    await world.report(REVISION);
    await world.report(REVISION);
    expect(world.host.writes).toHaveLength(2);
  });

  it('fails its check while a gate is shut', async () => {
    const world = setUp();
    await world.keep(hostDroppedAndVipReleased());
    await world.report(REVISION);
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

  it('an older revision that never ran is superseded', async () => {
    const world = setUp();
    await world.keep(firstDeploy(AT_HEAD));
    await world.put(keys.head(FLEET), { seq: 5, commit: 'f'.repeat(40) });
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

describe('drift', () => {
  const left = blueResources().filter(({ ref }) => ref.kind !== 'forwardingRule');
  const changes = changesBetween(blueResources(), standing(left), blueResources());
  const { marker } = driftIssue({ unit: UNIT, commit: COMMIT, healing: true, changes }, FLEET);

  it('opens an issue, and closes it when nothing differs any more', async () => {
    const world = setUp();
    const drift: Drift = { unit: UNIT, commit: COMMIT, healing: true, changes };
    await world.put(keys.drift(FLEET, UNIT), drift);
    await world.report(DRIFT);
    expect(world.host.issue(marker)).toMatchObject({ state: 'open', title: 'Drift in prod/blue' });
    await world.put(keys.drift(FLEET, UNIT), { ...drift, changes: [] });
    await world.report(DRIFT);
    expect(world.host.issue(marker)?.state).toBe('closed');
  });
});

it('a revision that is not there is nobody’s report', async () => {
  const world = setUp();
  await world.report(REVISION);
  await world.report(RUN);
  await world.report(DRIFT);
  expect(world.host.writes).toEqual([]);
});
