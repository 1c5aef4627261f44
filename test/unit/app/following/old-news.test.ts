// Deliveries about what is planned cost a few reads, and what cannot be read is told once.
import { beforeEach, describe, expect, test } from 'vitest';
import { approve } from '../../../../lib/app/words/approvals.ts';
import { planRevision } from '../../../../lib/app/planning/plan-revision.ts';
import { hintOf } from '../../../../lib/app/following/receive-delivery.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import type { Repository } from '../../../../lib/ports/index.ts';
import { deliveries, forcedPushes, heads, revisions } from '../../../../lib/state/index.ts';
import { createProposals, plannerWorlds, type Proposals, tree } from '../planning/proposals-rig.ts';
import { NEVER, REPOSITORY } from '../rig.ts';

const [BASE, NEXT, ASIDE] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
const TOO_LARGE = 'the commit is too large to be read: it has more than 20000 files and folders';

let hub: Proposals;
let calls: string[];
beforeEach(async () => {
  hub = createProposals();
  hub.commit(BASE, tree('one.example.com'));
  hub.commit(NEXT, tree('two.example.com'), BASE);
  hub.commit(ASIDE, tree('three.example.com'), BASE);
  await hub.land(BASE);
  calls = [];
  const real = { ...hub.planner.repository };
  Object.assign(hub.planner.repository, {
    head: (branch, signal) => {
      calls.push('head');
      return real.head(branch, signal);
    },
    files: (commit, wanted, signal) => {
      calls.push(`files of ${commit[0]}`);
      return real.files(commit, wanted, signal);
    },
  } satisfies Partial<Repository>);
});

const pushOf = (before: string, after: string, forced = false) => ({ ref: 'refs/heads/main', before, after, forced });
const refuse = (error: RangelightError): void => {
  hub.planner.repository.files = (commit) => {
    calls.push(`files of ${commit[0]}`);
    return Promise.reject(error);
  };
};

describe('case 29: a push of what is planned', () => {
  test('is not planned again, and GitHub is not asked, however often it comes', async () => {
    const changes = hub.store.changes.length;
    for (let time = 0; time < 50; time += 1) await hub.deliver('push', pushOf('', BASE));
    expect(calls).toEqual([]);
    expect(hub.store.changes).toHaveLength(changes);
  });

  test('is followed by the next push, which is planned', async () => {
    await hub.deliver('push', pushOf('', BASE));
    await hub.land(NEXT);
    expect(hub.check(NEXT)?.summary).toContain('two.example.com');
  });

  test('costs one look at the branch where it names another commit', async () => {
    await hub.deliver('push', pushOf(BASE, ASIDE));
    expect(calls).toEqual(['head']);
  });

  test('is planned again when the branch came back to it', async () => {
    hub.branch('main', ASIDE);
    await hub.deliver('push', pushOf(BASE, ASIDE, true));
    hub.clock.advance(1);
    hub.branch('main', BASE);
    await hub.deliver('push', pushOf(ASIDE, BASE, true));
    expect(await hub.value(heads.at('prod'))).toMatchObject({ commit: BASE, seq: 3 });
    expect(await hub.value(revisions.at('prod', BASE, 'head'))).toMatchObject({ seq: 3 });
  });

  test('is planned again when planning it was not finished', async () => {
    await deliveries.at(REPOSITORY, `planned-${BASE}`).drop(hub.store, NEVER);
    await hub.deliver('push', pushOf('', BASE));
    expect(calls).toEqual(['head', 'files of a']);
  });

  test('keeps what it says of a forced push', async () => {
    await hub.deliver('push', pushOf(ASIDE, BASE, true));
    expect(await forcedPushes.keys(hub.store, [], NEVER)).toHaveLength(1);
  });
});

describe('who asks for a plan gets one', () => {
  test('by an approval', async () => {
    const plan = (await hub.value(revisions.at('prod', BASE, 'head')))?.units.find(({ unit }) => unit === 'blue')?.plan;
    await approve(hub, 'prod', plan ?? '', { by: 'bob', reason: 'seen', opens: [] }, NEVER);
    await hub.settle();
    expect(calls).toEqual(['head', 'files of a']);
    const blue = (await hub.value(revisions.at('prod', BASE, 'head')))?.units.find(({ unit }) => unit === 'blue');
    expect(blue).toMatchObject({ approvedBy: 'bob' });
  });

  test('case 29: by pressing "Re-run" a hundred times, once a minute', async () => {
    for (let time = 0; time < 100; time += 1) await hub.rerun(BASE, 'alice');
    expect(calls.filter((call) => call.startsWith('files'))).toHaveLength(1);
    hub.clock.advance(60_000);
    await hub.rerun(BASE, 'alice');
    expect(calls.filter((call) => call.startsWith('files'))).toHaveLength(2);
  });

  test('and whoever is told to wait sees the check as it was, which GitHub has put back', async () => {
    const again = (delivery: string) =>
      planRevision(
        plannerWorlds(hub.planner),
        { type: 'rerequest', repository: REPOSITORY, commit: BASE, delivery },
        NEVER,
      );
    await again('r1');
    await hub.settle();
    await again('r2');
    expect(hub.publisher.takeReports()).toEqual([{ type: 'revision', repository: REPOSITORY, commit: BASE }]);
    expect(hub.publisher.takeRevisions()).toEqual([]);
  });
});

test('editing the words of a pull request changes nothing, editing its base does', () => {
  const edited = (changes: object) =>
    hintOf('pull_request', 'd', {
      action: 'edited',
      number: 7,
      changes: { ...changes },
      repository: { full_name: 'acme/ingress' },
    });
  expect(edited({ title: { from: 'Before' } })).toBeUndefined();
  expect(edited({ base: { ref: { from: 'next' } } })).toMatchObject({ pullRequest: 7 });
});

describe('case 03: a commit that is too large', () => {
  beforeEach(() => refuse(new RangelightError('too-large', 'github', TOO_LARGE)));

  test('of a pull request fails its check and is told in its comment, in one attempt', async () => {
    await hub.propose(7, NEXT);
    expect(calls).toEqual(['head', expect.stringMatching(/^files of /)]);
    expect(hub.check(NEXT)).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
      title: 'the commit is too large to be read',
    });
    for (const text of [hub.check(NEXT)?.summary, hub.comment(7)]) expect(text).toContain('more than 20000 files');
  });

  test('of the branch leaves the head where it is, and is not read again for each delivery', async () => {
    hub.branch('main', NEXT);
    for (let time = 0; time < 3; time += 1) await hub.deliver('push', pushOf(BASE, NEXT));
    expect(calls).toEqual(['head', 'files of b']);
    expect(hub.check(NEXT)).toMatchObject({ conclusion: 'failure' });
    expect(await hub.value(heads.at('prod'))).toMatchObject({ commit: BASE });
  });

  test('is read again on a person’s word', async () => {
    await hub.land(NEXT);
    await hub.rerun(NEXT, 'alice');
    expect(calls.filter((call) => call.startsWith('files'))).toHaveLength(2);
  });
});

describe('other refusals that coming again would not change', () => {
  test.each(['denied', 'invalid'] as const)('%s: the check of the commit says why', async (code) => {
    refuse(new RangelightError(code, 'github', 'Resource not accessible by integration'));
    await hub.land(NEXT);
    expect(hub.check(NEXT)).toMatchObject({ conclusion: 'failure', title: 'the commit cannot be read' });
    expect(hub.check(NEXT)?.summary).toContain('Resource not accessible by integration');
  });

  test.each(['unavailable', 'rate-limited', 'not-found', 'unexpected'] as const)('but %s comes again', async (code) => {
    refuse(new RangelightError(code, 'github', 'not now'));
    hub.branch('main', NEXT);
    await expect(hub.plan({ type: 'push', branch: 'main', after: NEXT })).rejects.toMatchObject({ code });
  });

  test('a head that GitHub has forgotten is no reason to stand still', async () => {
    const gone: Repository['compare'] = () =>
      Promise.reject(new RangelightError('not-found', 'github', 'no common ancestor'));
    hub.planner.repository.compare = gone;
    hub.planner.repository.movesOf = () => Promise.reject(new RangelightError('denied', 'github', 'no record'));
    hub.branch('main', ASIDE);
    await hub.deliver('push', pushOf(BASE, ASIDE));
    expect(await hub.value(heads.at('prod'))).toMatchObject({ commit: BASE });
    await hub.deliver('push', pushOf(BASE, ASIDE, true));
    expect(await hub.value(heads.at('prod'))).toMatchObject({ commit: ASIDE });
  });

  test('a pull request that does not exist is nothing to plan', async () => {
    await expect(hub.plan({ type: 'pull-request', pullRequest: 99 })).resolves.toBeUndefined();
  });

  test('nor is a branch that is gone', async () => {
    hub.branch('main', undefined);
    await expect(hub.plan({ type: 'push', branch: 'main', after: NEXT })).resolves.toBeUndefined();
  });
});
