// Whatever the functions write they can read: a fleet is planned, applied, healed, paused, rolled back and lost, and no
// document that is left of it is damaged.
import { expect, test } from 'vitest';
import { applyHead } from '../../../lib/app/words/apply-head.ts';
import { approve } from '../../../lib/app/words/approvals.ts';
import { EVERY_GATE } from '../../../functions/wiring/codes.ts';
import { keepDeadLetter } from '../../../lib/app/words/dead-letters.ts';
import { freeze } from '../../../lib/app/words/freezes.ts';
import { pause } from '../../../lib/app/words/pauses.ts';
import { rollBackTo } from '../../../lib/app/words/roll-back-to.ts';
import { runTask } from '../../../lib/app/running/run-task.ts';
import { sweep } from '../../../lib/app/sweeping/sweep.ts';
import { refOfPath } from '../../../lib/model/index.ts';
import { appliedStates, DOCUMENTS, finishedRevisions, openRuns, revisions } from '../../../lib/state/index.ts';
import type { Tree } from '../../fakes/memory-repository.ts';
import { createProposals, fleetFile, manifests, type Proposals, tree } from '../app/planning/proposals-rig.ts';
import { NEVER, OPTIONS } from '../app/rig.ts';
import { EXAMPLES } from './examples.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const ACT = { by: 'github alice', reason: 'why not', opens: EVERY_GATE };
const [FIRST, SECOND, THIRD, FORCED, GROUP] = ['a', 'b', 'c', 'd', 'e'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
  string,
];

/** Collections of documents that were seen, each looked at. */
async function readAll(hub: Proposals): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  for (const bucket of ['state', 'release', 'audit'] as const) {
    for (const key of hub.store[bucket].keys()) {
      const [collection = ''] = key.split('/');
      const kind = DOCUMENTS.find((one) => one.collection === collection);
      expect(kind?.bucket, key).toBe(bucket);
      const example = EXAMPLES.find((one) => one.collection === collection);
      expect(await example?.lookAt(hub.store, key), key).toHaveProperty('found.value');
      seen.add(collection);
    }
  }
  return seen;
}

function withSecret(files: Tree): Tree {
  const front = 'metadata: {name: web, namespace: blue}\nspec:\n  template:\n    spec:\n      backend';
  const tls = front.replace('      backend', '      tls: [{secretName: tls}]\n      backend');
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replace(front, tls)]));
}

test('every document that is written can be read', async () => {
  const hub = createProposals();
  const seen = new Set<string>();
  const look = async (): Promise<void> => {
    for (const collection of await readAll(hub)) seen.add(collection);
  };
  const more = { 'manifests/more.yaml': manifests('two.example.com').replaceAll('web', 'more') };
  hub.commit(FIRST, { ...tree('one.example.com'), 'bad/rangelight.yaml': 'kind: [' });
  hub.commit(SECOND, { ...tree('one.example.com'), ...more }, FIRST);
  hub.commit(THIRD, withSecret(tree('one.example.com')), SECOND);
  hub.commit(FORCED, { ...tree('one.example.com', { policy: 'apply: merge, drift: heal' }) });
  hub.commit(GROUP, { ...tree('three.example.com'), 'new/rangelight.yaml': fleetFile({ name: 'new' }) }, SECOND);

  // Planned, and carried out on a person's word.
  await hub.land(FIRST);
  await look();
  await applyHead(hub, 'prod', undefined, ACT, NEVER);
  await hub.settle();
  for (const task of hub.publisher.takeTasks()) await runTask(hub.world, task, OPTIONS, NEVER);
  await look();
  await hub.work();
  expect(await hub.value(finishedRevisions.at('prod'))).toMatchObject({ commit: FIRST });

  // Proposed, by a stranger and in a queue, with what is not there.
  await hub.propose(7, THIRD, { fork: true, author: 'mallory' });
  await hub.say(7, 'guest', '/rangelight plan');
  await hub.say(7, 'alice', `/rangelight plan ${THIRD}`);
  await hub.rerun(THIRD, 'alice');
  const queue = `gh-readonly-queue/main/pr-7-${FIRST}`;
  hub.branch(queue, GROUP);
  await hub.deliver('merge_group', { action: 'checks_requested', merge_group: { head_ref: `refs/heads/${queue}` } });
  await look();
  await hub.propose(7, SECOND, { fork: false, author: 'alice' });
  await look();

  // Merged, approved, paused, frozen, and taken back.
  hub.host.merged.set(SECOND, [{ number: 7, head: SECOND }]);
  await hub.land(SECOND);
  const units = (await hub.value(revisions.at('prod', SECOND, 'head')))?.units ?? [];
  for (const { plan } of units) if (plan !== null) await approve(hub, 'prod', plan, ACT, NEVER);
  await pause(hub, 'prod', { unit: undefined, duration: 1, ...ACT }, NEVER);
  await pause(hub, 'prod', { unit: 'blue', duration: undefined, ...ACT }, NEVER);
  await hub.settle();
  for (const task of hub.publisher.takeTasks()) await runTask(hub.world, task, OPTIONS, NEVER);
  expect(await hub.value(openRuns.at('prod', 'blue'))).toMatchObject({ paused: { unit: 'blue' } });
  await freeze(hub, 'prod', { duration: 1, ...ACT }, NEVER);
  await look();
  hub.store.release.drop('pauses/prod/blue.json');
  hub.clock.advance(60_000);
  await sweep(hub.world, NEVER);
  await hub.work();
  expect(await hub.value(appliedStates.at('prod', 'blue'))).toMatchObject({ commit: SECOND, result: 'succeeded' });
  await rollBackTo(hub, 'prod', 'blue', ACT, NEVER);
  await hub.work();
  await look();

  // Changed behind our back, forced, and with a message that nobody could handle.
  for (const key of hub.compute.keys().filter((one) => one.includes('/forwardingRules/'))) {
    const ref = refOfPath(KINDS, key);
    if (ref !== undefined) hub.compute.put(ref, { ...hub.compute.body(key), portRange: '81-81' });
  }
  hub.clock.advance(60_000);
  await sweep(hub.world, NEVER);
  hub.branch('main', FORCED);
  const forced = { ref: 'refs/heads/main', before: SECOND, after: FORCED, forced: true };
  await hub.deliver('push', forced);
  await keepDeadLetter(hub, { id: 'm1', from: 'planner', attempts: 50, data: ['?'], at: 1 }, NEVER);
  await hub.work();
  await look();

  // The record of what is in force is lost, and confirmed.
  hub.store.state.drop(finishedRevisions.at('prod').key);
  hub.clock.advance(60_000);
  await sweep(hub.world, NEVER);
  await hub.plan({ type: 'facts' });
  await applyHead(hub, 'prod', undefined, ACT, NEVER);
  await hub.work();
  await look();

  const elsewhere = [
    // Of a fleet whose features expect something of others: test/unit/app/sweeping/verify.test.ts.
    'expectations',
    // Gone as soon as there is a plan to judge by: test/unit/app/commands/kept-words.test.ts.
    'kept-words',
    // Gone as soon as the worker lets go: test/unit/app/running/lease.test.ts.
    'leases',
    // Of what a run replaces: test/unit/engine/made-up-retirements.test.ts.
    'retirements',
    // Made by a run that makes things worse: test/unit/app/running/rollback.test.ts.
    'rollbacks',
    // Of a rollback that a comment asks for: test/unit/app/commands/rollback.test.ts.
    'shown-rollbacks',
    // Of a branch that is not followed: test/unit/app/following/follow-branch.test.ts.
    'follows',
    // Of a word on a cluster: test/unit/app/running/heed-drains.test.ts.
    'drain-outcomes',
    'drain-words',
    'unfollowed',
  ];
  expect([...seen, ...elsewhere].sort()).toEqual(DOCUMENTS.map(({ collection }) => collection).sort());
});
