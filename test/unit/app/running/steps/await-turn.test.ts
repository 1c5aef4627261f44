// Case 70: a forwarding rule waits with what it has until another unit's lets the address go, and of those that wait
// for each other one goes first, which each of them finds out for itself.
import { describe, expect, test } from 'vitest';
import type { LetsGo } from '../../../../../lib/app/running/lets-go.ts';
import { awaitTurn } from '../../../../../lib/app/running/steps/await-turn.ts';
import type { StepContext } from '../../../../../lib/app/running/steps/step.ts';
import type { Change } from '../../../../../lib/diff/index.ts';
import { ownershipMark, type RefKey, refKey } from '../../../../../lib/model/index.ts';
import type { StepAction } from '../../../../../lib/plan/index.ts';
import { OWNER, PROJECT } from '../../../balancer.ts';
import { changeOf } from '../../../plan/change.ts';
import { NEVER, OPTIONS } from '../../rig.ts';
import { stepRig } from './step-context.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const { pollMs: poll } = OPTIONS.timings;
const rule = (name: string) => computeRef('forwardingRule', PROJECT, name);
const keyOf = (name: string) => refKey(rule(name));

interface Standing {
  readonly ip: string;
  /** Whose it is; undefined: somebody else's. */
  readonly unit?: string;
  /** Where it goes, when it goes somewhere. */
  readonly to?: string;
  readonly ports?: string;
  readonly is?: Partial<LetsGo>;
}

const moveOf = (name: string, to: string, ports = '80-80'): Change =>
  changeOf(rule(name), {
    kind: 'replace',
    before: { IPAddress: 'somewhere' },
    after: { IPAddress: to, portRange: ports },
    fields: [{ path: 'IPAddress', before: 'somewhere', after: to, effect: 'change' }],
  });

interface Options {
  readonly unit?: string;
  readonly step?: 'delete' | 'apply';
  readonly more?: Partial<StepContext>;
}

async function turnOf(
  change: Change,
  rules: Readonly<Record<string, Standing>>,
  { unit = 'blue', step = 'delete', more = {} }: Options = {},
) {
  const asked: (readonly [string, RefKey])[] = [];
  const rig = stepRig({
    letsGo: async (of, key) => {
      asked.push([of, key]);
      const [name, { to, is = {} }] = Object.entries(rules).find(([one]) => keyOf(one) === key) ?? ['', { ip: '' }];
      const planned = to === undefined ? {} : { change: moveOf(name, to) };
      return { isPlanned: true, isWaiting: true, held: `load balancer ${name}`, ...planned, ...is };
    },
    ...more,
  });
  for (const [name, { ip, unit: of, ports = '80-80' }] of Object.entries(rules)) {
    const description = of === undefined ? 'by hand' : ownershipMark(OWNER, of);
    rig.compute.put(rule(name), { name, IPAddress: ip, portRange: ports, description });
  }
  const { key } = change;
  const action: StepAction = step === 'delete' ? { type: 'delete', key } : { type: 'apply', key, stage: 'final' };
  const plan = { digest: '', fleet: 'prod', unit, changes: [change], steps: [] };
  const outcome = await awaitTurn(plan, { id: 's', phase: 'contract', action, needs: [] }, rig.context, NEVER);
  return { outcome, asked };
}

const waitFor = (name: string, ip: string, alarms = 0) => ({
  type: 'wait',
  until: poll,
  reason: `${ip} (port 80) is held by load balancer ${name}`,
  alarms,
});

describe('who takes an address', () => {
  test.each(['delete', 'apply'] as const)('waits for who holds it, before its own %s', async (step) => {
    const { outcome, asked } = await turnOf(
      moveOf('a', '192.0.2.1'),
      { b: { ip: '192.0.2.1', unit: 'green' } },
      { step },
    );
    expect(outcome).toEqual(waitFor('b', '192.0.2.1'));
    expect(asked).toEqual([['green', keyOf('b')]]);
  });

  test('goes on where nobody holds it: nobody at all, another port, its own old rule', async () => {
    expect((await turnOf(moveOf('a', '192.0.2.1'), {})).outcome).toBeUndefined();
    const other = { ip: '192.0.2.1', unit: 'green', ports: '443-443' };
    expect((await turnOf(moveOf('a', '192.0.2.1'), { other })).outcome).toBeUndefined();
    expect((await turnOf(moveOf('a', '192.0.2.1'), { a: { ip: '192.0.2.1', unit: 'blue' } })).outcome).toBeUndefined();
    const all = { ip: '192.0.2.1', unit: 'green', ports: '1-65535' };
    expect((await turnOf(moveOf('a', '192.0.2.1'), { all })).outcome).toMatchObject({ type: 'wait' });
  });

  test('is told at once of a rule that is not ours, before its own is taken down', async () => {
    const held = turnOf(moveOf('a', '192.0.2.1'), { theirs: { ip: '192.0.2.1' } });
    await expect(held).rejects.toMatchObject({
      code: 'held',
      message: '192.0.2.1 (port 80) is held by the forwarding rule theirs, which does not carry the mark of this fleet',
    });
  });

  test('is told when nobody is about to let it go, when everybody has had the time to be planned', async () => {
    const rules = { b: { ip: '192.0.2.1', unit: 'green', is: { isPlanned: false } } };
    const looks = (alarms: number) =>
      turnOf(moveOf('a', '192.0.2.1'), rules, {
        more: { state: { status: 'waiting', attempts: 0, failures: 0, settled: true, alarms } },
      });
    expect((await turnOf(moveOf('a', '192.0.2.1'), rules)).outcome).toEqual(waitFor('b', '192.0.2.1', 1));
    const enough = 180_000 / poll;
    expect((await looks(enough - 1)).outcome).toEqual(waitFor('b', '192.0.2.1', enough));
    await expect(looks(enough)).rejects.toMatchObject({ code: 'held' });
  });

  test('asks nobody where it takes none', async () => {
    const kept = changeOf(rule('a'), { kind: 'replace', after: { IPAddress: '192.0.2.1' }, before: {} });
    const rules = { b: { ip: '192.0.2.1', unit: 'green' } };
    expect(await turnOf(kept, rules)).toEqual({ outcome: undefined, asked: [] });
    expect(await turnOf(changeOf(rule('a'), { kind: 'delete' }), rules)).toEqual({ outcome: undefined, asked: [] });
  });
});

describe('of those that wait for each other', () => {
  const a = { ip: '192.0.2.1', unit: 'blue', to: '192.0.2.2' };
  const b = { ip: '192.0.2.2', unit: 'green', to: '192.0.2.1' };
  const turn = async (name: 'a' | 'b' | 'c', rules: Readonly<Record<string, Standing>>, step?: 'apply') => {
    const { to = '', unit = '' } = rules[name] ?? {};
    return (await turnOf(moveOf(name, to), rules, { unit, ...(step && { step }) })).outcome;
  };

  test('the first goes first, and the others wait', async () => {
    expect(await turn('a', { a, b })).toBeUndefined();
    expect(await turn('b', { a, b })).toEqual(waitFor('a', '192.0.2.1'));
  });

  test('nobody goes before the others are ready: he would serve nobody meanwhile', async () => {
    expect(await turn('a', { a, b: { ...b, is: { isWaiting: false } } })).toEqual(waitFor('b', '192.0.2.2'));
  });

  test('who has gone waits for the address', async () => {
    expect(await turn('a', { a, b }, 'apply')).toEqual(waitFor('b', '192.0.2.2'));
  });

  test('a ring of three has one first', async () => {
    const ring = {
      a,
      b: { ip: '192.0.2.2', unit: 'green', to: '192.0.2.3' },
      c: { ip: '192.0.2.3', unit: 'red', to: '192.0.2.1' },
    };
    expect(await turn('a', ring)).toBeUndefined();
    expect(await turn('b', ring)).toEqual(waitFor('c', '192.0.2.3'));
    expect(await turn('c', ring)).toEqual(waitFor('a', '192.0.2.1'));
  });

  test('who stands behind one of his own unit is not the first: the plan has him wait', async () => {
    const ring = {
      a,
      b: { ip: '192.0.2.2', unit: 'blue', to: '192.0.2.3' },
      c: { ip: '192.0.2.3', unit: 'red', to: '192.0.2.1' },
    };
    expect(await turn('b', ring)).toBeUndefined();
    expect(await turn('c', ring)).toEqual(waitFor('a', '192.0.2.1'));
  });

  test('who only stands before such a ring waits', async () => {
    const ring = { a, b, c: { ip: '192.0.2.9', unit: 'red', to: '192.0.2.1' } };
    expect(await turn('c', ring)).toEqual(waitFor('a', '192.0.2.1'));
  });
});

test('an address that this worker has just made has nobody, so that no rule is listed', async () => {
  const made = computeRef('address', PROJECT, 'ip');
  const path = refKey(made);
  const change = changeOf(rule('a'), { kind: 'create', after: { IPAddress: path, portRange: '80-80' } });
  for (const [isMade, lists] of [
    [true, 0],
    [false, 1],
  ] as const) {
    const rig = stepRig({ isMadeHere: () => isMade });
    rig.compute.put(made, { name: 'ip', address: '192.0.2.1' });
    let listed = 0;
    rig.compute.before = (call) => void (listed += call === 'list' ? 1 : 0);
    const action: StepAction = { type: 'apply', key: change.key, stage: 'final' };
    const plan = { digest: '', fleet: 'prod', unit: 'blue', changes: [change], steps: [] };
    const step = { id: 's', phase: 'expand', action, needs: [] } as const;
    expect(await awaitTurn(plan, step, rig.context, NEVER)).toBeUndefined();
    expect(listed).toBe(lists);
  }
});
