// The life of a pull request: one check run for each head, one comment, and nothing left when it is closed.
import { beforeEach, describe, expect, test } from 'vitest';
import { approve } from '../../../../lib/app/words/approvals.ts';
import { EVERY_GATE } from '../../../../functions/wiring/codes.ts';
import { planRevision } from '../../../../lib/app/planning/plan-revision.ts';
import { report } from '../../../../lib/app/reporting/report.ts';
import type { Repository } from '../../../../lib/ports/index.ts';
import { approvals, namedSecrets, openPulls, revisions } from '../../../../lib/state/index.ts';
import { createMemoryCodeHost } from '../../../fakes/memory-code-host.ts';
import { createProposals, fleetFile, manifests, plannerWorlds, type Proposals, tree } from './proposals-rig.ts';
import { reporterWorlds } from '../commands/reporter-worlds.ts';
import { NEVER, REPOSITORY } from '../rig.ts';

const [BASE, FIRST, SECOND, GROUP] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const IN_PULL = `pull-7-${BASE}`;
const QUEUE = `gh-readonly-queue/main/pr-7-${BASE}`;
const BY_BOB = { by: 'bob', reason: 'seen', opens: EVERY_GATE };
const toldOf = (commit: string) => ({ type: 'revision', repository: REPOSITORY, commit, pullRequest: 7 }) as const;

let hub: Proposals;
beforeEach(async () => {
  hub = createProposals();
  hub.commit(BASE, tree('one.example.com'));
  hub.commit(FIRST, tree('two.example.com'), BASE);
  hub.commit(SECOND, tree('three.example.com'), FIRST);
  hub.commit(GROUP, tree('two.example.com'), BASE);
  await hub.land(BASE);
});

const enqueue = (head_ref = `refs/heads/${QUEUE}`) =>
  hub.deliver('merge_group', { action: 'checks_requested', merge_group: { head_sha: GROUP, head_ref } });
const planIn = async (commit: string, occasion: string) => {
  const revision = await hub.value(revisions.at('prod', commit, occasion));
  return revision?.units.find(({ unit }) => unit === 'blue');
};

describe('a draft', () => {
  test('has a check and no comment until it is ready for review', async () => {
    await hub.propose(7, FIRST, { draft: true });
    expect(hub.check(FIRST)?.status).toBe('completed');
    expect(hub.comment(7)).toBeUndefined();
    hub.pull({ number: 7, draft: false });
    await hub.deliver('pull_request', { action: 'ready_for_review', number: 7 });
    expect(hub.comment(7)).toContain('two.example.com');
  });

  test('keeps a comment true that it had before', async () => {
    await hub.propose(7, FIRST);
    await hub.propose(7, SECOND, { draft: true });
    expect(hub.comment(7)).toContain('three.example.com');
  });
});

const UNUSED = `apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: old, namespace: blue}
spec: {timeoutSec: 30}
`;
const withUnused = (host: string) => ({ ...tree(host), 'manifests/old.yaml': UNUSED });

const NOBODY = 'names BackendConfig old';

describe('a finding that the branch has already', () => {
  test('is told on the branch, and counted on a pull request', async () => {
    hub.commit(SECOND, withUnused('one.example.com'), BASE);
    await hub.land(SECOND);
    expect(hub.check(SECOND)?.summary).toContain(NOBODY);
    hub.commit(GROUP, withUnused('two.example.com'), SECOND);
    await hub.propose(7, GROUP);
    for (const text of [hub.check(GROUP)?.summary, hub.comment(7)]) {
      expect(text).not.toContain(NOBODY);
      expect(text).toContain(`of ${SECOND}`);
    }
  });

  test('is told on the pull request that brings it', async () => {
    hub.commit(SECOND, withUnused('two.example.com'), BASE);
    await hub.propose(7, SECOND);
    expect(hub.check(SECOND)?.summary).toContain(NOBODY);
    expect(hub.comment(7)).toContain(NOBODY);
  });
});

describe('a push', () => {
  test('that only adds leaves the older head what it was', async () => {
    await hub.propose(7, FIRST);
    const before = hub.check(FIRST);
    await hub.propose(7, SECOND);
    expect(hub.check(FIRST)).toEqual(before);
  });

  test('by force ends the older head’s check as superseded, also when its plan comes late', async () => {
    await hub.propose(7, SECOND);
    await hub.propose(7, FIRST);
    const superseded = { conclusion: 'neutral', title: `superseded by ${FIRST.slice(0, 12)}` };
    expect(hub.check(SECOND)).toMatchObject(superseded);
    const comment = hub.comment(7);
    expect(comment).toContain('two.example.com');
    await hub.publisher.publishReport(toldOf(SECOND), NEVER);
    await hub.settle();
    expect(hub.check(SECOND)).toMatchObject(superseded);
    expect(hub.comment(7)).toBe(comment);
  });

  test('back to an older head makes that the newest again', async () => {
    await hub.propose(7, SECOND);
    await hub.propose(7, FIRST);
    await hub.propose(7, SECOND);
    expect(hub.check(SECOND)?.title).not.toContain('superseded');
    expect(hub.comment(7)).toContain('three.example.com');
  });

  test.each([
    ['noted before', true],
    ['not noted yet', false],
  ])('that a slow planner has not seen is not undone by it: the older head was %s', async (_, isNoted) => {
    if (isNoted) await hub.propose(7, FIRST);
    else hub.pull({ number: 7, head: FIRST });
    const { repository } = hub.planner;
    let slow = true;
    const pullRequest: Repository['pullRequest'] = async (...args) => {
      const pull = await repository.pullRequest(...args);
      if (!slow) return pull;
      slow = false;
      // While this answer is on its way, another planner sees the push and notes it.
      await hub.propose(7, SECOND);
      return pull;
    };
    const worlds = plannerWorlds({ ...hub.planner, repository: { ...repository, pullRequest } });
    const hint = { type: 'pull-request', repository: REPOSITORY, delivery: 'slow', pullRequest: 7 } as const;
    const planned = await planRevision(worlds, hint, NEVER);
    if (!isNoted) expect(planned).toBe(SECOND);
    await hub.settle();
    expect(await hub.value(openPulls.at(REPOSITORY, 7))).toMatchObject({ head: SECOND });
    expect(hub.comment(7)).toContain('three.example.com');
  });
});

describe('closing', () => {
  const close = async (merged: boolean) => {
    hub.pull({ number: 7, state: 'closed', merged });
    await hub.deliver('pull_request', { action: 'closed', number: 7 });
  };
  const held = async () =>
    Object.keys(hub.store.contents()).filter((key) =>
      /^(?:pulls|vouches|approvals|named-secrets\/prod\/pull-7)\b/.test(key),
    );

  beforeEach(async () => {
    await hub.propose(7, FIRST, { fork: true });
    await hub.say(7, 'alice', `/rangelight plan ${FIRST}`);
    await approve(hub, 'prod', (await planIn(FIRST, IN_PULL))?.plan ?? '', BY_BOB, NEVER);
    await hub.settle();
    await hub.put(namedSecrets.at('prod', 'pull-7'), { secrets: ['blue/tls'], pullRequest: 7, at: 0, waits: true });
  });

  test('frees what was held', async () => {
    expect(await held()).toHaveLength(4);
    await close(false);
    expect(await held()).toEqual([]);
  });

  test('by a merge leaves its approvals to the branch, which is planned again', async () => {
    hub.branch('main', FIRST);
    await close(true);
    expect(await held()).toEqual([expect.stringMatching(/^approvals\//)]);
    expect(await planIn(FIRST, 'head')).toMatchObject({ approvedBy: 'bob' });
  });

  test('leaves an approval that another pull request waits for', async () => {
    await hub.propose(8, GROUP);
    await close(false);
    expect((await held()).filter((key) => key.startsWith('approvals/'))).toHaveLength(1);
  });

  test('a plan that comes late writes no comment', async () => {
    await close(false);
    const before = hub.host.writes.length;
    await hub.publisher.publishReport(toldOf(FIRST), NEVER);
    await hub.settle();
    expect(hub.host.writes.slice(before)).toEqual([]);
  });
});

test('a commit that is not the branch’s head any more keeps its check', async () => {
  const before = hub.check(BASE);
  await hub.land(FIRST);
  // A stale read.
  hub.branch('main', BASE);
  await hub.plan({ type: 'facts' });
  await hub.settle();
  expect(before?.title).toContain('+');
  expect(hub.check(BASE)).toEqual(before);
});

describe('a commit without a fleet', () => {
  const empty = (): Proposals => {
    const fresh = createProposals();
    fresh.commit(BASE, {});
    fresh.branch('main', BASE);
    return fresh;
  };

  test('has a check that says so, and no comment', async () => {
    const fresh = empty();
    fresh.commit(FIRST, { 'README.md': 'x' }, BASE);
    await fresh.propose(7, FIRST);
    expect(fresh.check(FIRST)).toMatchObject({ conclusion: 'success', title: 'nothing to plan here' });
    expect(fresh.comment(7)).toBeUndefined();
    await fresh.land(FIRST);
    expect(fresh.check(FIRST)).toMatchObject({ conclusion: 'success', title: 'nothing to plan here' });
  });

  test('but with a fleet file that cannot be used is told on its line', async () => {
    const fresh = empty();
    fresh.commit(FIRST, { 'rangelight.yaml': 'kind: Fleet\n' }, BASE);
    await fresh.propose(7, FIRST);
    expect(fresh.check(FIRST)).toMatchObject({ conclusion: 'failure', title: 'a fleet file cannot be used' });
    expect(fresh.check(FIRST)?.annotations.length).toBeGreaterThan(0);
    expect(fresh.comment(7)).toContain('rangelight.yaml');
  });
});

describe('a merge group', () => {
  test('has the merged tree planned, on its own head', async () => {
    hub.branch(QUEUE, GROUP);
    await hub.propose(7, FIRST);
    await enqueue();
    expect(hub.check(GROUP)).toMatchObject({ conclusion: 'success' });
    expect(hub.check(GROUP)?.summary).toContain('two.example.com');
    expect(hub.host.check(GROUP, 'rangelight/apply (prod)')).toBeUndefined();
  });

  test.each([
    ['is gone', `refs/heads/${QUEUE}`, undefined],
    ['is for another branch', 'refs/heads/gh-readonly-queue/next/pr-7-0', GROUP],
  ])('that %s is not planned', async (_, ref, sha) => {
    hub.branch(ref.replace('refs/heads/', ''), sha);
    await enqueue(ref);
    expect(hub.check(GROUP)).toBeUndefined();
  });

  test('that becomes the branch’s head keeps its documents apart, and one check run tells of the branch', async () => {
    hub.branch(QUEUE, GROUP);
    await enqueue();
    await hub.propose(7, GROUP);
    await hub.land(GROUP);
    await enqueue();
    await hub.propose(7, GROUP);
    const names = { head: 'head', 'merge-group': 'merge-group', [`pull-7-${GROUP}`]: 'pull-request' };
    for (const [name, type] of Object.entries(names))
      expect((await hub.value(revisions.at('prod', GROUP, name)))?.occasion.type).toBe(type);
    expect(hub.check(GROUP)?.summary).toContain("Waits now for a maintainer's comment");
    expect(hub.check(GROUP)?.summary).not.toContain('after the merge');
    expect(hub.host.check(GROUP, 'rangelight/apply (prod)')).toMatchObject({ conclusion: 'action_required' });
  });
});

describe('two fleets in one repository', () => {
  const staging = (host: string) => ({
    'staging/rangelight.yaml': fleetFile({ name: 'staging' }),
    'staging/manifests/blue.yaml': manifests(host),
  });

  beforeEach(async () => {
    hub.commit(BASE, { ...tree('one.example.com'), ...staging('one.example.com') });
    hub.commit(GROUP, { ...tree('one.example.com'), ...staging('one.example.com') }, BASE);
    hub.commit(FIRST, { ...tree('prod.example.com'), ...staging('staging.example.com') }, GROUP);
    await hub.land(GROUP);
  });

  test('share one check run and one comment', async () => {
    await hub.propose(7, FIRST);
    const check = hub.check(FIRST);
    expect(check?.title).toMatch(/^prod: .* \| staging: /);
    for (const text of [check?.summary, hub.comment(7)]) {
      expect(text).toContain('prod.example.com');
      expect(text).toContain('staging.example.com');
    }
    expect(hub.host.writes.filter(({ type }) => type === 'comment')).toHaveLength(1);
  });

  test('fail it together when one has an error', async () => {
    const broken = { ...tree('prod.example.com'), ...staging('x'), 'staging/manifests/more.yaml': 'kind: [' };
    hub.commit(FIRST, broken, GROUP);
    await hub.propose(7, FIRST);
    expect(hub.check(FIRST)).toMatchObject({ conclusion: 'failure' });
    expect(hub.check(FIRST)?.title).toMatch(/^staging: /);
  });

  test('have it in progress while one is still to come', async () => {
    await hub.propose(7, FIRST);
    const stored = await revisions.at('staging', FIRST, `pull-7-${GROUP}`).read(hub.store, NEVER);
    await revisions.at('staging', FIRST, `pull-7-${GROUP}`).remove(hub.store, stored?.generation ?? '', NEVER);
    await hub.publisher.publishReport(toldOf(FIRST), NEVER);
    await hub.settle();
    expect(hub.check(FIRST)).toMatchObject({ status: 'in_progress' });
    expect(hub.check(FIRST)?.title).toContain('still to come: staging');
  });
});

describe('a poll', () => {
  const poll = () => hub.plan({ type: 'poll' }).then(() => hub.settle());

  test('finds what no delivery told of: a pull request, its push, its end', async () => {
    hub.pull({ number: 7, head: FIRST });
    await poll();
    expect(hub.check(FIRST)?.status).toBe('completed');
    hub.pull({ number: 7, head: SECOND });
    await poll();
    expect(hub.comment(7)).toContain('three.example.com');
    hub.pull({ number: 7, draft: true });
    await poll();
    expect(await hub.value(openPulls.at(REPOSITORY, 7))).toMatchObject({ draft: true });
    hub.pull({ number: 7, state: 'closed' });
    await poll();
    expect(await hub.value(openPulls.at(REPOSITORY, 7))).toBeUndefined();
  });

  test('asks for nothing while nothing is new', async () => {
    await hub.propose(7, FIRST);
    const before = hub.publisher.revisions.length;
    await poll();
    expect(hub.publisher.revisions).toHaveLength(before);
  });
});

describe('the reporter', () => {
  const told = toldOf(FIRST);

  test('makes the same check and comment again when they are gone', async () => {
    await hub.propose(7, FIRST);
    const host = createMemoryCodeHost();
    await report(reporterWorlds({ ...hub.reporter, host }), told, NEVER);
    expect(host.check(FIRST, 'rangelight/plan')).toEqual(hub.check(FIRST));
    expect(host.writes).toEqual(hub.host.writes.filter(({ key }) => key.startsWith(FIRST) || key.startsWith('7 ')));
  });

  test('that forgot everything writes nothing over what stands', async () => {
    await hub.propose(7, FIRST);
    const before = hub.host.writes.length;
    await report(reporterWorlds(hub.reporter), told, NEVER);
    await hub.propose(7, FIRST);
    expect(hub.host.writes).toHaveLength(before);
  });
});

describe('an approved plan', () => {
  const runs = () => hub.publisher.takeTasks().flatMap((task) => (task.type === 'run' ? [task] : []));
  const approveFirst = async () => {
    await hub.propose(7, FIRST);
    const { plan } = (await planIn(FIRST, IN_PULL)) ?? {};
    await approve(hub, 'prod', plan ?? '', BY_BOB, NEVER);
    await hub.settle();
    return plan;
  };
  const merge = async (sha: string) => {
    await hub.land(sha);
    hub.pull({ number: 7, state: 'closed', merged: true });
    await hub.deliver('pull_request', { action: 'closed', number: 7 });
  };

  test('is told on the pull request that waited for it', async () => {
    await approveFirst();
    expect(hub.comment(7)).toContain('Approved by bob');
  });

  test('stays approved after a rebase', async () => {
    const plan = await approveFirst();
    await merge(GROUP);
    expect(await planIn(GROUP, 'head')).toMatchObject({ plan, approvedBy: 'bob' });
    expect(new Set(runs().map((task) => task.plan))).toEqual(new Set([plan]));
  });

  test('stops on the branch when it became another one, and both checks show the difference', async () => {
    const plan = await approveFirst();
    hub.commit(
      GROUP,
      { ...tree('two.example.com'), 'manifests/more.yaml': manifests('x').replaceAll('web', 'more') },
      BASE,
    );
    await merge(GROUP);
    expect(runs()).toEqual([]);
    expect(await planIn(GROUP, 'head')).toMatchObject({ overtaken: { plan, by: 'bob' } });
    const apply = hub.host.check(GROUP, 'rangelight/apply (prod)');
    expect(apply).toMatchObject({ conclusion: 'action_required' });
    for (const check of [apply, hub.check(GROUP)]) {
      expect(check?.title).toContain('not the plan that was approved');
      expect(check?.summary).toContain('| **added** | URL map');
      expect(check?.summary).toMatch(/\+ step /);
    }
    // The word for the new one is in the place of the old one.
    await approve(hub, 'prod', (await planIn(GROUP, 'head'))?.plan ?? '', BY_BOB, NEVER);
    await hub.settle();
    expect(await hub.value(approvals.at('prod', plan ?? ''))).toBeUndefined();
    expect(await planIn(GROUP, 'head')).toMatchObject({ approvedBy: 'bob' });
    expect(runs()).toHaveLength(1);
  });

  test('is told as overtaken in a merge group whose plan is another one', async () => {
    const plan = await approveFirst();
    hub.branch(QUEUE, SECOND);
    await enqueue();
    expect(await planIn(SECOND, 'merge-group')).toMatchObject({ overtaken: { plan, by: 'bob' } });
  });

  test('of another pull request is none of this one’s', async () => {
    await approveFirst();
    await hub.propose(8, SECOND);
    expect(await planIn(SECOND, `pull-8-${BASE}`)).not.toHaveProperty('overtaken');
  });

  test('is told as overtaken on a pull request that moved on', async () => {
    const plan = await approveFirst();
    await hub.propose(7, SECOND);
    expect(await planIn(SECOND, IN_PULL)).toMatchObject({ overtaken: { plan, by: 'bob' } });
    expect(hub.comment(7)).toContain('not the plan that was approved');
  });
});
