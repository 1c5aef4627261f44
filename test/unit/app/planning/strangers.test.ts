// What a pull request from somebody without the right to write may see, and who can change that.
import { beforeEach, describe, expect, test } from 'vitest';
import {
  acts,
  appliedStates,
  finishedRevisions,
  heads,
  latestFacts,
  revisions,
  vouches,
} from '../../../../lib/state/index.ts';
import { createProposals, fleetFile, manifests, type Proposals, tree } from './proposals-rig.ts';
import { appliedOf, EU, PROJECT, UNIT, US } from '../../balancer.ts';
import { NEVER, REPOSITORY } from '../rig.ts';
import { computeRef } from '../../../../lib/features/ingress/kinds/index.ts';

const [BASE, FIRST, SECOND] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];
const VIP = '198.51.100.7';

let hub: Proposals;
beforeEach(async () => {
  hub = createProposals();
  hub.commit(BASE, tree('one.example.com'));
  hub.commit(FIRST, tree('two.example.com'), BASE);
  hub.commit(SECOND, tree('three.example.com'), FIRST);
  await hub.land(BASE);
  hub.opened.length = 0;
});

const revision = (commit: string, fleet = 'prod') => hub.value(revisions.at(fleet, commit, `pull-7-${BASE}`));
const ask = (commit: string, by: string) => hub.say(7, by, `/rangelight plan ${commit}`);

describe.each([
  ['a fork', { fork: true, author: 'alice' }],
  ['an author who may not write', { fork: false, author: 'mallory' }],
])('a pull request of %s', (_, who) => {
  test('is read, and compared with nothing', async () => {
    const before = hub.store.contents();
    await hub.propose(7, FIRST, who);
    expect(hub.opened).toEqual([]);
    expect(await revision(FIRST)).toMatchObject({ verdict: 'not-compared', facts: '', units: [], diagnostics: [] });
    expect(hub.check(FIRST)).toMatchObject({
      conclusion: 'action_required',
      title: 'the files are valid · not compared: a maintainer has to ask for the plan',
    });
    expect(hub.comment(7)).toContain('/rangelight plan');
    const written = Object.keys(hub.store.contents()).filter((key) => !(key in before));
    const ofFleet = written.filter((key) => /^[^/]+\/prod(?:\/|\.json$)/.test(key));
    expect(ofFleet).toEqual([revisions.at('prod', FIRST, `pull-7-${BASE}`).key]);
  });

  test('says what is wrong with it', async () => {
    hub.commit(FIRST, { ...tree('x'), 'manifests/more.yaml': 'kind: [' }, BASE);
    await hub.propose(7, FIRST, who);
    expect(hub.check(FIRST)?.conclusion).toBe('failure');
    expect(hub.check(FIRST)?.annotations).toHaveLength(1);
  });

  test('is compared when a maintainer asks for that commit, and not after a new push', async () => {
    await hub.propose(7, FIRST, who);
    await ask(FIRST, 'alice');
    expect(await revision(FIRST)).toMatchObject({ verdict: 'needs-approval', manual: true });
    expect(hub.opened).toHaveLength(1);
    expect(hub.check(FIRST)?.summary).toContain('two.example.com');
    await hub.propose(7, SECOND, who);
    expect(await revision(SECOND)).toMatchObject({ verdict: 'not-compared' });
    expect(hub.opened).toHaveLength(1);
  });

  test.each([
    ['somebody who may not write', FIRST, 'mallory'],
    ['a maintainer who saw another commit', SECOND, 'alice'],
  ])('is not compared for %s', async (_who, commit, by) => {
    await hub.propose(7, FIRST, who);
    await ask(commit, by);
    expect(hub.opened).toEqual([]);
    expect(await revision(FIRST)).toMatchObject({ verdict: 'not-compared' });
    // Nor later: nobody can ask for what is not there yet.
    await hub.propose(7, SECOND, who);
    expect(await revision(SECOND)).toMatchObject({ verdict: 'not-compared' });
  });

  test('is compared when a maintainer re-runs its check', async () => {
    await hub.propose(7, FIRST, who);
    await hub.rerun(FIRST, 'mallory');
    expect(hub.opened).toEqual([]);
    await hub.rerun(FIRST, 'alice');
    expect(await hub.value(vouches.at(REPOSITORY, 7, FIRST))).toMatchObject({ commit: FIRST, by: 'alice' });
    const { found } = await acts.list(hub.store, ['_'], NEVER);
    expect(found.map(({ value }) => value)).toMatchObject([{ action: 'vouch', by: 'github alice' }]);
    expect(await revision(FIRST)).toMatchObject({ verdict: 'needs-approval' });
  });
});

test('a fork that carries the commit of another pull request does not take that one’s check', async () => {
  await hub.propose(7, FIRST, { fork: true });
  await hub.propose(8, FIRST);
  await hub.propose(7, FIRST);
  expect(hub.check(FIRST)).toMatchObject({ conclusion: 'success' });
  expect(hub.comment(7)).toContain('not compared');
  expect(hub.comment(8)).toContain('two.example.com');
});

test('no address and no endpoint of the cloud is in what a stranger is told', async () => {
  hub.compute.put(computeRef('address', PROJECT, 'shared'), { name: 'shared', address: VIP });
  await hub.propose(7, FIRST, { fork: true });
  const told = `${JSON.stringify(hub.check(FIRST))} ${hub.comment(7)}`;
  expect(told).not.toContain(VIP);
  expect(told).not.toContain('networkEndpointGroup');
});

test('an App that pushes to the repository is no stranger', async () => {
  await hub.propose(7, FIRST, { author: 'renovate[bot]' });
  expect(await revision(FIRST)).toMatchObject({ verdict: 'needs-approval' });
});

describe('a fleet file that names more than the one on the branch', () => {
  const ASIA = 'asia-east1/gke-asia';

  test('has a new cluster unknown, and nobody looks there', async () => {
    hub.commit(FIRST, tree('two.example.com', { clusters: [ASIA, EU, US] }), BASE);
    await hub.propose(7, FIRST);
    expect(hub.opened.map(({ clusters }) => clusters.map(({ link }) => link))).toEqual([[EU, US]]);
    const { units = [], diagnostics = [] } = (await revision(FIRST)) ?? {};
    expect(units.map(({ partial }) => partial)).toContain(true);
    expect(diagnostics.map(({ message }) => message).join()).toContain(`${ASIA} cannot be read: the fleet file on the`);
    // What the branch knows is not the proposal's to change.
    const latest = await hub.value(latestFacts.at('prod'));
    expect(Object.keys(latest?.clusters ?? {}).sort()).toEqual([EU, US]);
  });

  test('is not compared with another project, whoever asks', async () => {
    hub.commit(FIRST, tree('two.example.com', { project: 'elsewhere' }), BASE);
    await hub.propose(7, FIRST);
    await ask(FIRST, 'alice');
    expect(hub.opened).toEqual([]);
    expect(hub.check(FIRST)).toMatchObject({ conclusion: 'neutral' });
    expect(hub.check(FIRST)?.summary).toContain('names another project');
  });

  test.each([
    ['damaged', () => hub.store.state.put(heads.at('prod').key, '{}')],
    ['lost', () => hub.store.state.drop(heads.at('prod').key)],
  ])('is not compared while the head is %s, whoever asks, and gets its check', async (_, lose) => {
    await hub.put(appliedStates.at('prod', UNIT), appliedOf([]));
    lose();
    await hub.propose(7, FIRST);
    expect(hub.check(FIRST)).toMatchObject({ conclusion: 'neutral' });
    await ask(FIRST, 'alice');
    expect(hub.opened).toEqual([]);
    expect(await revision(FIRST)).toMatchObject({ withheld: { why: 'head-lost' } });
    expect(hub.check(FIRST)?.summary).toContain('does not say any more what the branch has');
  });

  test('is a new fleet, and waits for a maintainer', async () => {
    const other = fleetFile({ name: 'other', project: 'elsewhere' });
    hub.commit(FIRST, { ...tree('two.example.com'), 'other/rangelight.yaml': other }, BASE);
    await hub.propose(7, FIRST);
    expect(hub.opened.map(({ name }) => name)).toEqual(['prod']);
    expect(await revision(FIRST, 'other')).toMatchObject({ withheld: { why: 'new-fleet' } });
    await ask(FIRST, 'alice');
    expect(hub.opened.map(({ project }) => project)).toContain('elsewhere');
    // Not merged: no other pull request misses it.
    await hub.propose(8, SECOND);
    expect(hub.check(SECOND)?.title).not.toContain('other');
  });
});

test('the first fleet of a repository is compared: there is none that could be looked past', async () => {
  const fresh = createProposals();
  fresh.commit(BASE, {});
  fresh.branch('main', BASE);
  fresh.commit(FIRST, tree('one.example.com'), BASE);
  await fresh.propose(7, FIRST);
  expect(fresh.opened).toHaveLength(1);
});

test.each([['the head', false] as const, ['the last finished revision', true] as const])(
  'a pull request is judged by the policy of %s, not by its own',
  async (_, isFinished) => {
    const strict = createProposals();
    const policy = 'apply: never, maxDeletes: 0';
    strict.commit(BASE, tree('one.example.com', { policy }));
    strict.commit(FIRST, tree('one.example.com', { policy: 'apply: merge, maxDeletes: 999, takeover: true' }), BASE);
    await strict.land(BASE);
    if (isFinished) for (const task of strict.publisher.takeTasks()) await strict.carryOut(task);
    expect((await strict.value(finishedRevisions.at('prod')))?.commit).toBe(isFinished ? BASE : undefined);
    await strict.propose(7, FIRST);
    await strict.propose(8, BASE);
    const [loosened, same] = [strict.check(FIRST), await strict.value(revisions.at('prod', BASE, `pull-8-${BASE}`))];
    expect(await strict.value(revisions.at('prod', FIRST, `pull-7-${BASE}`))).toMatchObject({
      verdict: 'observe-only',
    });
    expect(same?.verdict).toBe('observe-only');
    expect(loosened?.title).toBe(strict.check(BASE)?.title);
  },
);

test('a pull request that allows itself more deletes is still stopped by the limit in force', async () => {
  const strict = createProposals();
  const more = manifests('more.example.com').replaceAll('web', 'more');
  const base = { ...tree('one.example.com', { policy: 'apply: merge, maxDeletes: 0' }), 'manifests/more.yaml': more };
  strict.commit(BASE, base);
  strict.commit(FIRST, tree('one.example.com', { policy: 'apply: merge, maxDeletes: 999' }), BASE);
  await strict.land(BASE);
  for (const task of strict.publisher.takeTasks()) expect(await strict.carryOut(task)).toBe('finished');
  await strict.propose(7, FIRST);
  const planned = await strict.value(revisions.at('prod', FIRST, `pull-7-${BASE}`));
  const gates = planned?.units.flatMap((unit) => unit.gates.map(({ code }) => code));
  expect(gates).toContain('too-many-deletes');
  expect(strict.check(FIRST)?.conclusion).toBe('failure');
});

test('a stranger’s manifests are judged by the namespaces in force, whatever the pull request allows itself', async () => {
  const strict = createProposals();
  const policy = 'apply: manual, namespaces: {"manifests/**": [blue]}';
  const green = manifests('green.example.com').replaceAll('namespace: blue', 'namespace: green');
  strict.commit(BASE, tree('one.example.com', { policy }));
  strict.commit(FIRST, { ...tree('one.example.com'), 'manifests/green.yaml': green }, BASE);
  await strict.land(BASE);
  await strict.propose(7, FIRST, { fork: true });
  expect(strict.check(FIRST)).toMatchObject({ conclusion: 'failure' });
  expect(strict.check(FIRST)?.annotations.map(({ title }) => title)).toContain('namespace-not-allowed');
});
