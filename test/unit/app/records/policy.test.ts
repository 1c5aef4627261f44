// Which policy is in force: no revision is judged by its own rules, and where the state does not say any more, the
// strictest holds until a person confirms one (case 55).
import { beforeEach, describe, expect, test } from 'vitest';
import { applyHead } from '../../../../lib/app/words/apply-head.ts';
import { approve } from '../../../../lib/app/words/approvals.ts';
import { EVERY_GATE } from '../../../../functions/wiring/codes.ts';
import { policyInForce } from '../../../../lib/app/records/policy.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import type { Policy } from '../../../../lib/fleet/index.ts';
import { runIdOf } from '../../../../lib/execute/index.ts';
import { acts, appliedStates, finishedRevisions, heads, policyWords, revisions } from '../../../../lib/state/index.ts';
import { appliedOf, FLEET, UNIT } from '../../balancer.ts';
import { createProposals, manifests, type Proposals, tree } from '../planning/proposals-rig.ts';
import { createRig, headOf, NEVER, type Rig } from '../rig.ts';

const LOOSE: Partial<Policy> = { apply: 'merge', drift: 'heal', maxDeletes: 999, takeover: true };
const MANUAL: Partial<Policy> = { apply: 'manual', maxDeletes: 3 };
const NAMESPACES = { namespaces: { 'manifests/**': ['blue'] } };

describe('the policy in force', () => {
  let rig: Rig;
  beforeEach(() => {
    rig = createRig();
  });

  /** @param branch as the fleet file on the branch says it. */
  const inForce = (branch: Partial<Policy> = LOOSE, standsAlready = false) =>
    policyInForce(rig.store, rig.fleet(branch), standsAlready, NEVER);
  const known = (policy: Partial<Policy>) => ({ isKnown: true, policy: rig.fleet(policy).policy });
  const strictest = { apply: 'never', drift: 'report', maxCapacityLoss: 0, maxDeletes: 0, takeover: false };
  const unknown = { isKnown: false, policy: strictest };

  const putHead = (first: Partial<Policy>) =>
    rig.put(heads.at(FLEET), { ...headOf(rig.fleet(LOOSE), 2, 'c'), first: rig.fleet(first).policy });
  const finish = (policy: Partial<Policy>) =>
    rig.put(finishedRevisions.at(FLEET), { seq: 1, commit: 'c', fleet: rig.fleet(policy) });
  const applySomething = () => rig.put(appliedStates.at(FLEET, UNIT), appliedOf([]));
  const say = (policy: Partial<Policy>) =>
    rig.put(policyWords.at(FLEET), { commit: 'c', policy: rig.fleet(policy).policy, by: 'ann', reason: 'read', at: 1 });

  test('is that of the last finished revision, whatever else is known', async () => {
    await finish(MANUAL);
    await putHead({ apply: 'never' });
    await applySomething();
    await say(LOOSE);
    expect(await inForce(LOOSE, true)).toEqual(known(MANUAL));
  });

  test('is that of the first head, until something is applied', async () => {
    await putHead(MANUAL);
    expect(await inForce()).toEqual(known(MANUAL));
  });

  test('is that of the first head, whatever is applied of other fleets', async () => {
    await putHead(MANUAL);
    await rig.put(appliedStates.at('elsewhere', UNIT), appliedOf([], { fleet: 'elsewhere' }));
    expect(await inForce()).toEqual(known(MANUAL));
  });

  test('of a fleet that nobody has seen before is its own', async () => {
    expect(await inForce()).toEqual(known(LOOSE));
  });

  test.each<[string, (rig: Rig) => Promise<unknown>, boolean]>([
    ['something was applied', applySomething, false],
    ['what was applied is damaged', async () => rig.store.state.put(appliedStates.at(FLEET, UNIT).key, '{}'), false],
    ['something stands in the cloud', async () => undefined, true],
    [
      'its record is damaged',
      async () => rig.store.state.put(finishedRevisions.at(FLEET).key, '{"fleet":{"policy":{"apply":"merge"}}}'),
      false,
    ],
    ['the head is damaged', async () => rig.store.state.put(heads.at(FLEET).key, '[]'), false],
    [
      'the head began anew',
      async () => {
        const { first: _lost, ...head } = headOf(rig.fleet(LOOSE), 9, 'c');
        await rig.put(heads.at(FLEET), head);
      },
      false,
    ],
  ])('is the strictest where no revision is known as finished, and %s', async (_, given, standsAlready) => {
    await putHead(MANUAL);
    await given(rig);
    expect(await inForce(LOOSE, standsAlready)).toEqual(unknown);
  });

  test('still counts the namespaces of the branch where it is the strictest', async () => {
    await applySomething();
    expect(await inForce({ ...LOOSE, ...NAMESPACES })).toEqual({ ...unknown, policy: { ...strictest, ...NAMESPACES } });
  });

  test('is the one that a person confirmed, as long as the branch asks for exactly that', async () => {
    await applySomething();
    await say(MANUAL);
    expect(await inForce(MANUAL)).toEqual(known(MANUAL));
    expect(await inForce({ ...MANUAL, maxDeletes: 4 })).toEqual(unknown);
    expect(await inForce({ ...MANUAL, ...NAMESPACES })).toEqual({
      ...unknown,
      policy: { ...strictest, ...NAMESPACES },
    });
  });

  test('is not what a word says that nobody can read', async () => {
    await applySomething();
    await say(LOOSE);
    const { key } = policyWords.at(FLEET);
    const text = (await rig.store.release.read(key, NEVER))?.text ?? '';
    rig.store.release.put(key, text.replace('policy-word/v2', 'policy-word/v1'));
    expect(await inForce()).toEqual(unknown);
  });

  test('is not guessed when the bucket does not answer', async () => {
    await finish(MANUAL);
    rig.store.before = () => {
      throw new RangelightError('unavailable', 'storage', 'down');
    };
    await expect(inForce()).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('case 55: the record of the finished revision is lost', () => {
  const [BASE, LOOSER, SAME] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)] as [string, string, string];
  const BY_ANN = { by: 'github ann', reason: 'read it', opens: EVERY_GATE };
  let hub: Proposals;

  const hosts = () =>
    hub.compute
      .keys()
      .flatMap((key) => (key.includes('/urlMaps/') ? [JSON.stringify(hub.compute.body(key))] : []))
      .join();
  const headRevision = async (commit: string) => hub.value(revisions.at('prod', commit, 'head'));

  beforeEach(async () => {
    hub = createProposals();
    hub.commit(BASE, tree('one.example.com', { policy: 'apply: manual' }));
    const more = { 'manifests/more.yaml': manifests('two.example.com').replaceAll('web', 'more') };
    hub.commit(LOOSER, { ...tree('one.example.com', { policy: 'apply: merge' }), ...more }, BASE);
    hub.commit(SAME, { ...tree('one.example.com', { policy: 'apply: manual' }), ...more }, BASE);
    await hub.land(BASE);
    await applyHead(hub, 'prod', undefined, BY_ANN, NEVER);
    await hub.work();
    expect(hosts()).toContain('one.example.com');
    expect(await hub.value(finishedRevisions.at('prod'))).toMatchObject({ commit: BASE });
    hub.store.state.drop(finishedRevisions.at('prod').key);
  });

  test('a commit cannot loosen the rules that it is judged by', async () => {
    await hub.land(LOOSER);
    expect(await hub.work()).toEqual([]);
    expect(hosts()).not.toContain('two.example.com');
    expect(await hub.value(finishedRevisions.at('prod'))).toBeUndefined();
    expect(await headRevision(LOOSER)).toMatchObject({ policyUnknown: true, verdict: 'observe-only' });
    const apply = hub.host.check(LOOSER, 'rangelight/apply (prod)');
    expect(apply).toMatchObject({ conclusion: 'action_required' });
    expect(apply?.summary).toContain('/rangelight apply --fleet prod');
    expect(apply?.summary).not.toContain('never');
    const told = hub.check(LOOSER)?.annotations.filter(({ title }) => title === 'policy-unknown');
    expect(told).toMatchObject([{ title: 'policy-unknown', source: { file: 'rangelight.yaml', line: 13 } }]);
  });

  test('nor can a task, or an approval', async () => {
    await hub.land(LOOSER);
    await hub.work();
    const head = await hub.value(heads.at('prod'));
    const unit = (await headRevision(LOOSER))?.units.find(({ plan }) => plan !== null);
    if (head === undefined || unit === undefined || unit.plan === null) throw new TypeError('there is a plan');
    await approve(hub, 'prod', unit.plan, BY_ANN, NEVER);
    const before = await hub.value(appliedStates.at('prod', unit.unit));
    const { seq, commit } = head;
    const task = { fleet: 'prod', unit: unit.unit, seq, commit, plan: unit.plan, desired: unit.desired };
    const runId = runIdOf(seq, unit.plan, before?.runId);
    expect(await hub.carryOut({ type: 'run', ...task, runId })).toBe('ignored');
    expect(await hub.work()).toEqual([]);
    expect(hosts()).not.toContain('two.example.com');
  });

  test.each([
    [LOOSER, 'merge', true],
    [SAME, 'manual', false],
  ])('a person who confirms the policy of %s (%s) has it in force', async (commit, apply, isApplied) => {
    await hub.land(commit);
    await hub.work();
    const said = await applyHead(hub, 'prod', undefined, BY_ANN, NEVER);
    expect(said).toMatchObject({ isPolicyConfirmed: true, approved: [], gated: [] });
    await hub.work();
    expect((await acts.list(hub.store, ['prod'], NEVER)).found.map(({ value }) => value.action)).toContain(
      'confirm-policy',
    );
    expect(await headRevision(commit)).not.toHaveProperty('policyUnknown');
    expect(hosts().includes('two.example.com')).toBe(isApplied);
    // What is applied then finishes, and the word is needed no more.
    if (!isApplied) {
      await applyHead(hub, 'prod', undefined, BY_ANN, NEVER);
      await hub.work();
    }
    hub.store.release.drop(policyWords.at('prod').key);
    expect(await hub.value(finishedRevisions.at('prod'))).toMatchObject({ commit, fleet: { policy: { apply } } });
    expect(hosts()).toContain('two.example.com');
  });
});
