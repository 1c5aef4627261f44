// Case 70: whether another unit lets an address go, by its open run and by what the head plans for it.
import { beforeEach, describe, expect, test } from 'vitest';
import { letsGo } from '../../../../lib/app/running/lets-go.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import type { JournalEntry } from '../../../../lib/execute/index.ts';
import { type AppliedState, refKey } from '../../../../lib/model/index.ts';
import { makePlan, type Plan, type PlanEnvelope } from '../../../../lib/plan/index.ts';
import {
  appliedStates,
  entryNumber,
  heads,
  journalEntries,
  type OpenRun,
  openRuns,
  plans,
  revisions,
} from '../../../../lib/state/index.ts';
import { appliedOf, desiredOf, FLEET, ingressKey, PROJECT, UNIT } from '../../balancer.ts';
import { changeOf } from '../../plan/change.ts';
import { createRig, headOf, NEVER, type Rig } from '../rig.ts';
import { computeRef } from '../../../../lib/features/ingress/kinds/index.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';

const RULE = computeRef('forwardingRule', PROJECT, 'fr');
const KEY = refKey(RULE);
const leaving = makePlan(RULES, FLEET, UNIT, [
  changeOf(RULE, { kind: 'delete', before: { IPAddress: '192.0.2.1' }, owners: [ingressKey('web')] }),
]) as Plan;
const staying = makePlan(RULES, FLEET, UNIT, [changeOf(RULE, { after: { target: 'x' } })]) as Plan;
const WEB = 'MultiClusterIngress/blue/web';

let rig: Rig;
beforeEach(async () => {
  rig = createRig();
  for (const plan of [leaving, staying]) await rig.put(plans.at(FLEET, plan.digest), plan);
  await rig.head(1, desiredOf([]));
});

const ask = () => letsGo(rig.store, FLEET, UNIT, KEY, NEVER);

async function plan(digest: string | null, more: Partial<PlanEnvelope> = {}): Promise<void> {
  const place = revisions.at(FLEET, 'commit-1', 'head');
  const revision = await rig.value(place);
  const [envelope] = revision?.units ?? [];
  if (revision === undefined || envelope === undefined) throw new TypeError('nothing is planned');
  await rig.put(place, { ...revision, units: [{ ...envelope, plan: digest, ...more }] });
}

async function run(of: Plan, more: Partial<OpenRun> = {}, entries: readonly JournalEntry[] = []): Promise<void> {
  const desired = digestOf(desiredOf([]));
  const open = { runId: 'r-1', seq: 1, commit: 'commit-1', plan: of.digest, desired, wakeAt: 0, reason: 'running' };
  await rig.put(openRuns.at(FLEET, UNIT), { ...open, ...more });
  for (const [index, entry] of entries.entries())
    await rig.put(journalEntries.at(FLEET, UNIT, 'r-1', entryNumber(index)), entry);
}

async function ended(result: AppliedState['result'], more: Partial<AppliedState> = {}): Promise<void> {
  const record = { ...appliedOf([]), commit: 'commit-1', plan: leaving.digest, runId: 'r-1', result, ...more };
  await rig.put(appliedStates.at(FLEET, UNIT), record);
}

describe('by its open run', () => {
  test('it does, and its step waits or does not', async () => {
    await run(leaving);
    const held = `${WEB}, whose run r-1 is to let it go`;
    const [change] = leaving.changes;
    expect(await ask()).toEqual({ isPlanned: true, change, isWaiting: false, held });
    const step = `contract delete ${KEY}`;
    const waiting: JournalEntry = { type: 'waiting', at: 1, step, until: 2, reason: 'another' };
    await run(leaving, {}, [waiting, { type: 'attempt', at: 2, step, attempt: 1 }]);
    expect(await ask()).toMatchObject({ isWaiting: true });
    const failure = { code: 'unavailable', system: 'compute', message: 'm' } as const;
    await run(leaving, {}, [waiting, { type: 'failed', at: 3, step, failure, until: 4 }]);
    expect(await ask()).toMatchObject({ isWaiting: false });
  });

  test('it says that somebody paused it', async () => {
    await run(leaving, { paused: {} });
    expect(await ask()).toMatchObject({ isPlanned: true, held: `${WEB}, whose run r-1 is paused` });
  });

  test('what the head plans counts too, when the run leaves the rule alone', async () => {
    await run(staying);
    await plan(leaving.digest);
    expect(await ask()).toMatchObject({ isPlanned: true, held: `${WEB}, whose plan to let it go has not begun yet` });
  });
});

describe('by what the head plans', () => {
  test('it does, when a person lets it', async () => {
    const gates = [{ code: 'vip-change', message: 'm' } as const];
    await plan(leaving.digest, { gates });
    const held = `${WEB}, whose plan to let it go waits for an approval (vip-change)`;
    expect(await ask()).toEqual({ isPlanned: true, change: leaving.changes[0], isWaiting: false, held });
    await plan(leaving.digest, { gates, approvedBy: 'alice' });
    expect(await ask()).toMatchObject({ held: `${WEB}, whose plan to let it go has not begun yet` });
  });

  test.each([null, staying.digest])('it does not, with the plan %s', async (digest) => {
    await plan(digest);
    expect(await ask()).toEqual({
      isPlanned: false,
      isWaiting: false,
      held: 'the forwarding rule fr of blue, which keeps it',
    });
    const resource = { ref: RULE, body: {}, maker: 'rangelight', owners: [ingressKey('web')], dependsOn: [] } as const;
    await ended('succeeded', { resources: { [KEY]: resource } });
    expect(await ask()).toMatchObject({ held: `${WEB}, which keeps it` });
  });

  test('it does not when it was rolled back', async () => {
    await plan(null, { rolledBack: { commit: 'c', at: 1, to: 'r-0', reason: 'worse' } });
    expect(await ask()).toMatchObject({
      isPlanned: false,
      held: 'the forwarding rule fr of blue, which was rolled back and keeps it',
    });
  });

  test.each([
    ['blocked', `${WEB}, whose run r-1 was to let it go and failed`],
    ['rolled-back', `${WEB}, whose run r-1 was to let it go and was rolled back`],
    ['succeeded', `${WEB}, which has it again after the run r-1 let it go`],
  ] as const)('it does not when its run ended as %s', async (result, held) => {
    await plan(leaving.digest);
    await ended(result);
    expect(await ask()).toEqual({ isPlanned: false, isWaiting: false, held });
  });

  test('it does when another run, or one of another commit, ended', async () => {
    await plan(leaving.digest);
    for (const more of [{ commit: 'commit-0' }, { plan: staying.digest }]) {
      await ended('blocked', more);
      expect(await ask()).toMatchObject({ isPlanned: true });
    }
    for (const result of ['conflict', 'superseded'] as const) {
      await ended(result);
      expect(await ask()).toMatchObject({ isPlanned: true });
    }
  });

  test('nobody knows before the newest commit is planned', async () => {
    const held = 'the forwarding rule fr of blue, and the newest commit is not planned yet';
    await rig.put(heads.at(FLEET), headOf(rig.fleet(), 2, 'commit-2'));
    expect(await ask()).toEqual({ isPlanned: true, isWaiting: false, held });
  });
});
