// A unit that a person took back: what its bad revision brought stays until the next commit, as the plan says, and no
// sweep takes it away or has it planned again and again. In one process.
import { expect, it } from 'vitest';
import { EVERY_GATE } from '../../functions/wiring/codes.ts';
import { rollBackTo } from '../../lib/app/words/index.ts';
import { cloudWrites } from './harness/cloud-writes.ts';
import { inOwnWorld } from './harness/own-world.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import { clockOf, type ProofWorld } from './harness/world.ts';
import { planAgain } from './story.ts';

const MINUTE_MS = 60_000;
const ACT = { by: 'somebody', reason: 'a hunch', opens: EVERY_GATE };
const { signal } = new AbortController();

let world: ProofWorld;
inOwnWorld((made) => {
  world = made;
});

async function land(clusters: readonly string[], ...ingresses: readonly string[]): Promise<void> {
  world.push(
    treeOf({
      clusters: [US, EU],
      services: [{ name: 'foo', clusters }, { name: 'bar' }],
      ingresses: ingresses.map((name) => ({ name, backend: 'bar', hosts: { [`${name}.example.com`]: 'foo' } })),
    }),
  );
  await world.untilIdle();
}

it('keeps what the bad revision brought, and plans nothing anew, until the next commit', async () => {
  const around = { store: world.store, clock: clockOf(world.clock), publisher: world.bus.publisher };
  await land([US], 'shop');
  await land([US, EU], 'shop', 'web');
  await rollBackTo(around, 'prod', 'blue', { ...ACT, now: true }, signal);
  await world.clock.advance(10 * MINUTE_MS);

  const from = world.invocations.calls.length;
  await world.clock.advance(130 * MINUTE_MS);
  expect(cloudWrites(world, from).map(({ what }) => what)).toEqual([]);
  const begun = world.invocations.calls
    .slice(from)
    .flatMap(({ what }) => (/^(?:write runs|write revisions)\//.test(what) ? [what] : []));
  expect(begun).toEqual([]);

  await land([US], 'shop');
  expect(await planAgain(world)).toEqual([]);
});
