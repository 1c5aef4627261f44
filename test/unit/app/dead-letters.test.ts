// What nobody could handle is kept, told once, and looked up afresh when a person says so.
import { describe, expect, test } from 'vitest';
import { type DeadLetter, keepDeadLetter, readDeadLetters, replayDeadLetters } from '../../../lib/app/dead-letters.ts';
import { report } from '../../../lib/app/report.ts';
import type { Json } from '../../../lib/core/index.ts';
import { deadLetterIssue } from '../../../lib/report/index.ts';
import { createMemoryConversations } from '../../fakes/memory-conversations.ts';
import { createMemoryCodeHost } from '../../fakes/memory-code-host.ts';
import { createRig, NEVER, type Rig } from './rig.ts';

const ALICE = { by: 'alice', reason: 'mended' };
const letter = (id: string, data: Json): DeadLetter => ({
  id,
  from: 'projects/p/subscriptions/s',
  attempts: 10,
  data,
  at: 1,
});
const keep = (rig: Rig, one: DeadLetter) => keepDeadLetter(rig.world, one, NEVER);

const TASK = { fleet: 'prod', unit: 'blue', seq: 1, commit: 'c', plan: 'p', desired: 'd', runId: 'r' };
const PULL = { type: 'pull-request', delivery: 'd', pullRequest: 7 };
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
    const tell = () =>
      report(
        { ...rig.world, host, conversations: createMemoryConversations(), branch: 'main' },
        { type: 'dead-letters' },
        NEVER,
      );
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
    ['a task', TASK, { type: 'facts', delivery: 'replay-1' }],
    ['a pull request', PULL, { type: 'pull-request', delivery: 'replay-1', pullRequest: 7 }],
    ['a pull request without a number', { type: 'pull-request' }, { type: 'facts', delivery: 'replay-1' }],
    ['what is not even JSON', 'x', { type: 'facts', delivery: 'replay-1' }],
  ])('of %s has it planned afresh', async (_, data, hint) => {
    const rig = createRig();
    await keep(rig, letter('1', data));
    await replayDeadLetters(rig.world, ['1'], ALICE, NEVER);
    expect(rig.publisher.revisions).toEqual([hint]);
    expect(await readDeadLetters(rig.store, NEVER)).toEqual([]);
  });

  test('of a report has it told again', async () => {
    const rig = createRig();
    await keep(rig, letter('1', RUN));
    rig.publisher.takeReports();
    await replayDeadLetters(rig.world, undefined, ALICE, NEVER);
    expect(rig.publisher.takeReports()).toEqual([
      { type: 'revision', fleet: 'prod', commit: 'c' },
      { type: 'dead-letters' },
    ]);
  });

  test('takes only those that are named, and knows no others', async () => {
    const rig = createRig();
    for (const id of ['1', '2']) await keep(rig, letter(id, TASK));
    await replayDeadLetters(rig.world, ['2'], ALICE, NEVER);
    expect((await readDeadLetters(rig.store, NEVER)).map(({ id }) => id)).toEqual(['1']);
    await expect(replayDeadLetters(rig.world, ['3'], ALICE, NEVER)).rejects.toMatchObject({ code: 'not-found' });
  });
});
