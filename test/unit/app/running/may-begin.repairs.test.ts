// Case 23: a sweep's plan is no plan of the head. The worker carries it out where it makes what the head asks for, and
// no more.
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../../lib/core/index.ts';
import type { Change } from '../../../../lib/diff/index.ts';
import type { Policy } from '../../../../lib/fleet/index.ts';
import { refOfPath } from '../../../../lib/model/index.ts';
import type { Plan } from '../../../../lib/plan/index.ts';
import { desiredStates, finishedRevisions } from '../../../../lib/state/index.ts';
import { EU, FLEET, UNIT } from '../../balancer.ts';
import { damage, LOST } from '../sweeping/damage.ts';
import type { Rig } from '../rig.ts';
import { first, meddle, more, one, planTowards, refusal, settled, store, taskFor } from './steps/settled.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';

describe('a repair', () => {
  /** Of what somebody changed by hand. */
  async function broken(policy: Partial<Policy> = { drift: 'heal' }): Promise<{ rig: Rig; plan: Plan }> {
    const rig = await settled(policy);
    meddle(rig);
    return { rig, plan: await planTowards(rig, first) };
  }

  test('that makes what the head asks for is carried out', async () => {
    const { rig, plan } = await broken();
    expect(await rig.runToEnd(await taskFor(rig, plan, digestOf(first)))).toBe('finished');
    expect(rig.compute.body(one.keys.urlMap)?.['hostRules']).toHaveLength(1);
  });

  test.each<[string, (change: Change) => Change]>([
    ['another body', (change) => ({ ...change, after: { ...change.after, description: 'another' } })],
    ['no body', ({ after: _after, ...change }) => change],
    ['another maker', (change) => ({ ...change, maker: 'gke' })],
    [
      'another Secret',
      (change) => ({ ...change, secret: { clusters: [EU], namespace: UNIT, name: 's', fingerprint: 'f' } }),
    ],
    [
      'another key for signed URLs',
      (change) => {
        const secret = { clusters: [EU], namespace: UNIT, name: 's', fingerprint: 'f' };
        return { ...change, privateParts: [{ name: 'k', secret }] };
      },
    ],
    [
      'endpoints of another Service',
      (change) => ({ ...change, endpoints: { cluster: EU, namespace: UNIT, service: 's', port: '80' } }),
    ],
    ['another resource', (change) => ({ ...change, ref: { ...change.ref, name: 'another' } })],
    ['a resource that the head does not have', (change) => ({ ...change, key: `${change.key}-2` })],
    ['a deletion', (change) => ({ ...change, kind: 'delete' })],
    ['a replacement', (change) => ({ ...change, kind: 'replace' })],
    ['a release', (change) => ({ ...change, kind: 'abandon' })],
  ])('with %s is not', async (_name, alter) => {
    const { rig, plan } = await broken();
    const altered = await store(rig, plan.changes.map(alter));
    expect(await refusal(rig, await taskFor(rig, altered, digestOf(first)))).toMatch(/something else than the head/);
  });

  test('with a gate is not', async () => {
    const rig = await settled({ drift: 'heal' });
    const ref = refOfPath(KINDS, one.keys.urlMap);
    const body = rig.compute.body(one.keys.urlMap);
    const hostRules = [{ hosts: ['a.example', 'by-hand.example'], pathMatcher: 'a.example' }];
    if (ref !== undefined) rig.compute.put(ref, { ...body, hostRules });
    const plan = await planTowards(rig, first);
    expect(plan.changes.map(({ kind }) => kind)).toEqual(['update']);
    expect(await refusal(rig, await taskFor(rig, plan, digestOf(first)))).toBe(
      'is a repair with a gate (host-removed)',
    );
  });

  test('is not where people apply by hand', async () => {
    const { rig, plan } = await broken();
    await rig.put(finishedRevisions.at(FLEET), { seq: 1, commit: 'commit-1', fleet: rig.fleet({ apply: 'manual' }) });
    expect(await refusal(rig, await taskFor(rig, plan, digestOf(first)))).toMatch(/lets nothing be repaired/);
  });

  test('of drift is not where the policy in force leaves drift to people', async () => {
    const { rig, plan } = await broken({ drift: 'report' });
    expect(plan.changes.map(({ cause }) => cause)).toEqual(['drift']);
    expect(await refusal(rig, await taskFor(rig, plan, digestOf(first)))).toMatch(/drift/);
  });

  test('is not while the head waits for its own plan to be carried out', async () => {
    const { rig, plan } = await broken();
    await rig.head(2, more, { drift: 'heal' });
    expect(await refusal(rig, await taskFor(rig, plan, digestOf(more)))).toMatch(/waits for its own/);
  });

  test.each(LOST)('is not when what it works towards is lost or damaged (%j)', async (text) => {
    const { rig, plan } = await broken();
    damage(rig, desiredStates.at(FLEET, digestOf(first)), text);
    expect(await refusal(rig, await taskFor(rig, plan, digestOf(first)))).toMatch(/lost or damaged/);
  });
});
