// Case 35: what is rolled back on the branch is told on open pull requests, which are planned again when that begins
// and ends.
import { beforeEach, describe, expect, test } from 'vitest';
import { appliedStates, entriesIn, journalEntries, pins, revisions, rollbacks } from '../../../../lib/state/index.ts';
import { createProposals, manifests, type Proposals, tree } from '../planning/proposals-rig.ts';
import { NEVER } from '../rig.ts';

const sha = (letter: string): string => letter.repeat(40);
const [FIRST, SECOND, ELSEWHERE] = [sha('a'), sha('b'), sha('e')];
const [TOPIC, OTHER] = [sha('c'), sha('d')];

const withHosts = (...hosts: readonly string[]) => ({
  ...tree('one.example.com', { policy: 'apply: merge' }),
  'manifests/blue.yaml': `${manifests('one.example.com')}${hosts.map(rule).join('')}`,
});
const rule = (host: string): string =>
  `        - {host: ${host}, http: {paths: [{backend: {serviceName: web, servicePort: 80}}]}}\n`;

let hub: Proposals;
beforeEach(async () => {
  hub = createProposals();
  const two = withHosts('two.example.com');
  hub.commit(FIRST, withHosts());
  hub.commit(SECOND, two, FIRST);
  hub.commit(ELSEWHERE, { ...two, 'README.md': 'next' }, SECOND);
  // Another host in the unit, and a file of the fleet that asks for nothing.
  hub.commit(TOPIC, withHosts('two.example.com', 'three.example.com'), SECOND);
  hub.commit(OTHER, { ...two, 'manifests/more.yaml': '# nothing\n' }, SECOND);
  for (const commit of [FIRST, SECOND]) {
    await hub.land(commit);
    await hub.work();
  }
});

const found = async (number: number, commit: string) =>
  (await hub.value(revisions.at('prod', commit, `pull-${number}-${SECOND}`)))?.diagnostics.filter(
    ({ code }) => code === 'rolled-back',
  );

describe('a rollback that a person asked for', () => {
  beforeEach(async () => {
    await hub.propose(7, TOPIC);
    await hub.propose(8, OTHER);
    expect([await found(7, TOPIC), await found(8, OTHER)]).toEqual([[], []]);
    hub.clock.advance(60_000);
    await hub.say(7, 'alice', '/rangelight rollback blue "half of them are down"');
    await hub.settle();
  });

  test('is told at once on each open pull request of its fleet: from what, to what, by whom, why, and how to go forward', async () => {
    const run = (await hub.value(pins.at('prod', 'blue')))?.goodRun ?? '';
    const message = `blue is rolled back from bbbbbbbbbbbb to run ${run}, by github alice: half of them are down (#7)`;
    expect(await found(7, TOPIC)).toMatchObject([
      { severity: 'warning', message, hint: expect.stringContaining('Merging this ends the rollback') as string },
    ]);
    expect(await found(8, OTHER)).toMatchObject([
      { message, hint: expect.stringContaining('comment /rangelight resume --unit blue --fleet prod') as string },
    ]);
    expect(hub.comment(8)).toContain('is rolled back from');
    expect(hub.comment(8)).toContain('/rangelight resume --unit blue --fleet prod');
  });

  test('and so is its end', async () => {
    await hub.work();
    hub.clock.advance(60_000);
    await hub.say(8, 'alice', '/rangelight resume --unit blue');
    await hub.settle();
    expect([await found(7, TOPIC), await found(8, OTHER)]).toEqual([[], []]);
    expect(hub.comment(8)).not.toContain('is rolled back from');
  });

  test('and it is told while the branch goes on with something else', async () => {
    await hub.work();
    hub.clock.advance(60_000);
    await hub.land(ELSEWHERE);
    await hub.work();
    const told = await hub.value(revisions.at('prod', OTHER, `pull-8-${ELSEWHERE}`));
    expect(told?.diagnostics.map(({ code }) => code)).toContain('rolled-back');
  });
});

test('a run that is rolled back is told with the way that there is: another commit', async () => {
  await hub.propose(8, OTHER);
  const applied = await hub.value(appliedStates.at('prod', 'blue'));
  const runs = await journalEntries.keys(hub.store, ['prod', 'blue'], NEVER);
  const goodRun = runs.map(([, , runId = '']) => runId).sort()[0] ?? '';
  const journal = await journalEntries.list(hub.store, ['prod', 'blue', goodRun], NEVER);
  const good = journal.found
    .flatMap(({ value }) => entriesIn(value))
    .flatMap((entry) => (entry.type === 'started' ? [entry.desired] : []))[0];
  await hub.put(rollbacks.at('prod', 'blue'), {
    unit: 'blue',
    commit: SECOND,
    bad: applied?.desired ?? '',
    good: good ?? '',
    goodRun,
    reason: 'fewer are healthy',
    at: hub.clock.now(),
  });
  hub.clock.advance(60_000);
  await hub.plan({ type: 'facts' });
  await hub.settle();
  expect(await found(8, OTHER)).toMatchObject([
    {
      message: expect.stringContaining('a run made it worse: fewer are healthy') as string,
      hint: 'Merging this leaves it there. To go forward, change in a commit what it asks for',
    },
  ]);
});
