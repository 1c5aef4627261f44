// The commit of a run that is under way is planned again: the run goes on to the end of its bake, unless there is something
// to do that it does not do. In one process.
import { appliedStates, finishedRevisions, type OpenRun, openRuns } from '../../lib/state/index.ts';
import { expect, it } from 'vitest';
import type { AppliedState } from '../../lib/model/index.ts';
import { detachBackend } from './harness/by-hand.ts';
import { inOneWorld } from './harness/one-world.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import { type ProofWorld, REPOSITORY } from './harness/world.ts';

const UNIT = 'blue';

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
const openRun = (): OpenRun | undefined => stored(openRuns.at('prod', UNIT)) as OpenRun | undefined;
const applied = (): AppliedState | undefined => stored(appliedStates.at('prod', UNIT)) as AppliedState | undefined;

/** Moves the routes of `web` to `bar` until the edge takes them up, and nothing happens but time passing. */
async function settling(): Promise<OpenRun> {
  push('foo');
  await world.untilIdle();
  push('bar');
  for (;;) {
    await world.clock.advance(1_000);
    const run = openRun();
    if (run?.reason === 'the edge takes up the new routes') return run;
  }
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
  expect(applied()).toMatchObject({ runId: run.runId, result: 'succeeded', good: { runId: run.runId } });
});

it('goes on when something turned up that it does not touch, and that is done beside it', async () => {
  const run = await settling();
  expect(await detachBackend(world, '-baz-')).toBe(true);
  await planAgain('after-a-hand');
  expect(openRun()).toMatchObject({ runId: run.runId });
  await world.untilIdle();
  expect(applied()).toMatchObject({ seq: run.seq, desired: run.desired, result: 'succeeded' });
  expect(await detachBackend(world, '-baz-')).toBe(true);
});
