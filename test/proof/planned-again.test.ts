// The commit of a run that is under way is planned again: the run goes on to the end of its bake, unless there is
// something to do that it does not do. In one process.
import {
  appliedStates,
  finishedRevisions,
  type OpenRun,
  type OpenRuns,
  openRuns,
  runsIn,
} from '../../lib/state/index.ts';
import { expect, it } from 'vitest';
import type { AppliedState } from '../../lib/model/index.ts';
import { detachBackend } from './harness/by-hand.ts';
import { inOneWorld } from './harness/one-world.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import { type ProofWorld, REPOSITORY } from './harness/world.ts';

const UNIT = 'blue';
const MOST_SECONDS = 3_600;

let world: ProofWorld;
inOneWorld((made) => {
  world = made;
});

function push(backend: string): string {
  const services = ['foo', 'bar', 'baz'].map((name) => ({ name }));
  const ingresses = [
    { name: 'web', backend, hosts: { 'foo.example.com': backend } },
    { name: 'api', backend: 'baz', hosts: { 'api.example.com': 'baz' } },
  ];
  return world.push(treeOf({ clusters: [US, EU], services, ingresses }));
}

const stored = ({ key }: { readonly key: string }): unknown => world.store.contents()[key];
const openRun = (): OpenRuns | undefined => stored(openRuns.at('prod', UNIT)) as OpenRuns | undefined;
const applied = (): AppliedState | undefined => stored(appliedStates.at('prod', UNIT)) as AppliedState | undefined;

const groupsOf = (part: string): number =>
  world.cloud.compute.view
    .list('backendServices')
    .filter(({ resource }) => resource.name.includes(part))
    .reduce((all, { resource }) => all + ((resource['backends'] ?? []) as readonly unknown[]).length, 0);

/** Moves the routes of `web` to `bar` until the edge takes them up, and nothing happens but time passing. */
async function settling(): Promise<OpenRun> {
  push('foo');
  await world.untilIdle();
  push('bar');
  for (let seconds = 0; seconds < MOST_SECONDS; seconds += 1) {
    await world.clock.advance(1_000);
    const runs = openRun();
    const run = runs && runsIn(runs).find(({ reason }) => reason === 'the edge takes up the new routes');
    if (run !== undefined) return run;
  }
  return expect.fail('no run waits for the edge');
}

async function planAgain(delivery: string): Promise<void> {
  const planned = (): number => world.log.filter(({ message }) => message === 'a revision is planned').length;
  const before = planned();
  world.bus.publish({ topic: 'revisions', data: { type: 'facts', repository: REPOSITORY, delivery } });
  while (planned() === before) await world.clock.advance(100);
  await world.clock.advance(1_000);
}

it('goes on when it does all that is left', async () => {
  const run = await settling();
  await planAgain('on-the-way');
  expect(openRun()).toMatchObject({ runId: run.runId });
  expect(stored(finishedRevisions.at('prod'))).toMatchObject({ seq: run.seq - 1 });
  await world.untilIdle();
  const ends = world.log.filter(({ message, fields }) => message === 'a run ended' && fields['commit'] === run.commit);
  // The second one retires what was replaced.
  expect(ends.map(({ fields }) => [fields['result'], fields['runId'] === run.runId])).toEqual([
    ['succeeded', true],
    ['succeeded', false],
  ]);
  expect(applied()).toMatchObject({ result: 'succeeded', good: { desired: run.desired } });
});

it('goes on when something turned up that it does not touch, and that is done beside it', async () => {
  const run = await settling();
  const groups = groupsOf('-baz-');
  expect(await detachBackend(world, '-baz-')).toBe(true);
  await planAgain('after-a-hand');
  await world.untilIdle();
  const ends = world.log.filter(({ message, fields }) => message === 'a run ended' && fields['runId'] === run.runId);
  expect(ends).toMatchObject([{ fields: { result: 'succeeded' } }]);
  expect(applied()).toMatchObject({ seq: run.seq, result: 'succeeded' });
  expect(groupsOf('-baz-')).toBe(groups);
});

it('is taken over when something turned up in what it touches', async () => {
  const run = await settling();
  expect(await detachBackend(world, '-bar-')).toBe(true);
  await planAgain('after-a-hand-in-it');
  await world.untilIdle();
  expect(applied()).toMatchObject({ seq: run.seq, desired: run.desired, result: 'succeeded' });
  expect(applied()?.runId).not.toBe(run.runId);
});
