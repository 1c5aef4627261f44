// What nobody could handle is kept, told once, and looked up afresh when a person says so.
import { describe, expect, test } from 'vitest';
import { keepDeadLetter, readDeadLetters, replayDeadLetters } from '../../../../lib/app/words/dead-letters.ts';
import { report } from '../../../../lib/app/reporting/report.ts';
import type { Json } from '../../../../lib/core/index.ts';
import { deadLetterIssue } from '../../../../lib/report/index.ts';
import { type DeadLetter, heads } from '../../../../lib/state/index.ts';
import { createMemoryCodeHost } from '../../../fakes/memory-code-host.ts';
import { reporterWorlds } from '../commands/reporter-worlds.ts';
import { createRig, headOf, NEVER, REPOSITORY, type Rig } from '../rig.ts';

const ALICE = { by: 'alice', reason: 'mended' };
const letter = (id: string, data: Json): DeadLetter => ({
  id,
  from: 'projects/p/subscriptions/s',
  attempts: 10,
  data,
  at: 1,
});
const keep = (rig: Rig, one: DeadLetter) => keepDeadLetter(rig.world, one, NEVER);

/** Where the fleet lives, and another repository with a fleet. */
async function knowing(rig: Rig): Promise<void> {
  const fleet = rig.fleet();
  await rig.put(heads.at(fleet.name), headOf(fleet, 1, 'c'));
  const other = headOf({ ...fleet, name: 'other' }, 1, 'c');
  await rig.put(heads.at('other'), { ...other, repository: ELSEWHERE });
}

const ELSEWHERE = 'acme/other';
const TASK = { type: 'run', fleet: 'prod', unit: 'blue', seq: 1, commit: 'c', plan: 'p', desired: 'd', runId: 'r' };
const PULL = { type: 'pull-request', repository: REPOSITORY, delivery: 'd', pullRequest: 7 };
const PUSH = {
  type: 'push',
  repository: REPOSITORY,
  delivery: 'd',
  branch: 'main',
  before: 'b',
  after: 'a',
  forced: true,
};
const BOTH = [{ type: 'facts' }, { type: 'facts', repository: ELSEWHERE }];
const RUN = { type: 'run', fleet: 'prod', commit: 'c', unit: 'blue', runId: 'r' };

describe('a dead letter', () => {
  test('is kept once and told', async () => {
    const rig = createRig();
    await keep(rig, letter('1', TASK));
    await keep(rig, letter('1', TASK));
    expect(await readDeadLetters(rig.store, NEVER)).toEqual([letter('1', TASK)]);
    expect(rig.publisher.takeReports()).toEqual([{ type: 'dead-letters' }, { type: 'dead-letters' }]);
  });

  test('that is itself a report of dead letters is not told', async () => {
    const rig = createRig();
    await keep(rig, letter('1', { type: 'dead-letters' }));
    expect(rig.publisher.takeReports()).toEqual([]);
  });

  test('is in one issue, which closes when none is left', async () => {
    const rig = createRig();
    const host = createMemoryCodeHost();
    const tell = () => report(reporterWorlds({ ...rig.world, host }), { type: 'dead-letters' }, NEVER);
    await keep(rig, letter('1', 'no | JSON ```'));
    await tell();
    const { marker } = deadLetterIssue([]);
    const open = host.issue(marker);
    expect(open?.body).toContain('rangelight replay');
    expect(open?.body).toContain('no &#124; JSON');
    await replayDeadLetters(rig.world, undefined, ALICE, NEVER);
    await tell();
    expect(host.issue(marker)).toMatchObject({ state: 'closed' });
  });
});

describe('replay', () => {
  test.each([
    ['a task', TASK, [{ type: 'facts' }]],
    ['the end of a revision', { type: 'finish', fleet: 'other' }, [{ type: 'facts', repository: ELSEWHERE }]],
    ['a task of a fleet that is not known', { ...TASK, fleet: 'gone' }, BOTH],
    ['a pull request', PULL, [{ type: 'pull-request', pullRequest: 7 }]],
    ['a pull request without a number', { type: 'pull-request', repository: REPOSITORY }, [{ type: 'facts' }]],
    ['a push', PUSH, [{ type: 'push', branch: 'main', before: 'b', after: 'a', forced: true }]],
    ['what is not even JSON', 'x', BOTH],
  ])('of %s has it planned afresh', async (_, data, hints) => {
    const rig = createRig();
    await knowing(rig);
    await keep(rig, letter('1', data));
    await replayDeadLetters(rig.world, ['1'], ALICE, NEVER);
    const about = { repository: REPOSITORY, delivery: 'replay-1' };
    expect(rig.publisher.revisions).toEqual(hints.map((hint) => ({ ...about, ...hint })));
    expect(await readDeadLetters(rig.store, NEVER)).toEqual([]);
  });

  test.each([
    ['a run', RUN],
    ['a revision', { type: 'revision', repository: REPOSITORY, commit: 'c', pullRequest: 7 }],
    ['a branch', { type: 'branch', repository: REPOSITORY }],
    ['drift', { type: 'drift', fleet: 'prod', unit: 'blue' }],
    ['a closed pull request', { type: 'closed', repository: REPOSITORY, pullRequest: 7, head: 'c' }],
    // What a person said is fetched again, or signed: that it was given up lends it nothing.
    ['a comment', { type: 'comment', repository: REPOSITORY, comment: 1, issue: 7 }],
    ['a press', { type: 'press', repository: REPOSITORY, body: '{}', signature: 's' }],
  ])('of %s has it told again', async (_, data) => {
    const rig = createRig();
    await keep(rig, letter('1', data));
    rig.publisher.takeReports();
    await replayDeadLetters(rig.world, undefined, ALICE, NEVER);
    expect(rig.publisher.takeReports()).toEqual([data, { type: 'dead-letters' }]);
    expect(rig.publisher.revisions).toEqual([]);
  });

  test('takes only those that are named, and knows no others', async () => {
    const rig = createRig();
    for (const id of ['1', '2']) await keep(rig, letter(id, TASK));
    await replayDeadLetters(rig.world, ['2'], ALICE, NEVER);
    expect((await readDeadLetters(rig.store, NEVER)).map(({ id }) => id)).toEqual(['1']);
    await expect(replayDeadLetters(rig.world, ['3'], ALICE, NEVER)).rejects.toMatchObject({ code: 'not-found' });
  });
});
