// Case 09: a run that failed before the front end existed is taken back without anybody's word, and nothing of its
// namespace waits meanwhile. What served is not. In one process.
import { expect, it } from 'vitest';
import { compareText } from '../../lib/core/index.ts';
import { finishedRevisions } from '../../lib/state/index.ts';
import { deleteByHand } from './harness/by-hand.ts';
import { COMPUTE } from './harness/clients.ts';
import { inOwnWorld } from './harness/own-world.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

const MINUTE_MS = 60_000;

let world: ProofWorld;
inOwnWorld(async (made) => {
  world = made;
  push('shop');
  await world.untilIdle();
});

function push(...ingresses: readonly string[]): string {
  const services = [{ name: 'foo' }, { name: 'bar' }];
  return world.push(
    treeOf({
      clusters: [US, EU],
      services,
      ingresses: ingresses.map((name) => ({ name, backend: name === 'shop' ? 'bar' : 'foo', hosts: {} })),
    }),
  );
}

/** While it is on, Compute answers 403 to whoever makes a URL map. */
function forbidUrlMaps(isOn: boolean): void {
  const origins = world.cloud.origins as Map<string, (request: Request) => Response | Promise<Response>>;
  const { handler } = world.cloud.compute;
  const message = "Required 'compute.urlMaps.create' permission for 'projects/demo-project/global/urlMaps/x'";
  const refusal = { error: { code: 403, message, errors: [{ reason: 'forbidden', message }] } };
  origins.set(COMPUTE, (request) =>
    isOn && request.method === 'POST' && request.url.includes('/urlMaps')
      ? Response.json(refusal, { status: 403 })
      : handler(request),
  );
}

const addresses = () => {
  const found = world.cloud.compute.view.list('addresses').map(({ resource }) => resource);
  return found
    .filter(({ name }) => name.startsWith('rl1-'))
    .map((one) => String(one['status']))
    .toSorted(compareText);
};
const finished = () => (world.store.contents()[finishedRevisions.at('prod').key] as { commit: string }).commit;

it('what never had a front end goes by the revert alone', async () => {
  forbidUrlMaps(true);
  push('shop', 'web');
  await world.clock.advance(2 * MINUTE_MS);
  expect(addresses()).toEqual(['IN_USE', 'RESERVED']);
  const back = push('shop');
  await world.untilIdle();
  expect(addresses()).toEqual(['IN_USE']);
  expect(finished()).toBe(back);
});

it('what served waits for a person, also where somebody deleted its front end', async () => {
  const before = push('shop', 'web');
  await world.untilIdle();
  expect(await deleteByHand(world, 'forwardingRules', '-blue-web-')).toBeDefined();
  expect(addresses()).toEqual(['IN_USE', 'RESERVED']);
  push('shop');
  await world.clock.advance(2 * MINUTE_MS);
  expect(addresses()).toHaveLength(2);
  expect(finished()).toBe(before);
});
