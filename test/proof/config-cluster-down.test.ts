// A dead config cluster never stops a load balancer: the change is made, and the cluster is made identical when it is back.
// Each role and each way to be down, in one world in process; a scenario shows one of them over sockets.
import { beforeAll, expect, it } from 'vitest';
import { stateOf } from './harness/state.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import { inOneWorld } from './harness/one-world.ts';
import type { ProofWorld } from './harness/world.ts';

const LINKS = [US, EU] as const;
const HOSTS: Record<string, string> = { 'foo.example.com': 'foo' };
const OUTAGE_MS = 10 * 60_000;

let world: ProofWorld;
inOneWorld((made) => {
  world = made;
});
beforeAll(async () => {
  push();
  await world.untilIdle();
});

function push(): string {
  const ingress = { name: 'web', backend: 'default-backend', hosts: HOSTS };
  return world.push(
    treeOf({ clusters: LINKS, services: [{ name: 'foo' }, { name: 'default-backend' }], ingresses: [ingress] }),
  );
}

/** What a config cluster holds of the manifests, without its own name. */
async function copiesIn(link: string): Promise<readonly (readonly [string, unknown])[]> {
  const own = Object.entries(await stateOf(world)).filter(([key]) => key.startsWith(`${link} `));
  return own
    .filter(([key]) => /multicluster|configs /.test(key))
    .map(([key, value]) => [key.slice(link.length), value] as const);
}

it.each([
  { role: 'primary', down: US, up: EU, mode: 'gateway' },
  { role: 'primary', down: US, up: EU, mode: 'refused' },
  { role: 'backup', down: EU, up: US, mode: 'gateway' },
  { role: 'backup', down: EU, up: US, mode: 'refused' },
] as const)('the $role, $mode', async ({ role, down, up, mode }) => {
  const host = `${role}-${mode}.example.com`;
  HOSTS[host] = 'foo';
  const api = world.cloud.clusters.get(down)?.api;
  api?.setDown(mode);
  const commit = push();
  await world.clock.advance(OUTAGE_MS);
  const messages = world.host.check(commit, 'rangelight/plan')?.annotations.map(({ message }) => message);
  expect(messages?.join()).toContain(`cluster ${down} cannot be read`);
  expect(world.host.check(commit, 'rangelight/apply (prod)')?.conclusion).toBe('success');
  const urlMaps = world.cloud.compute.view.list('urlMaps').map(({ resource }) => resource);
  expect(JSON.stringify(urlMaps)).toContain(host);
  api?.setDown(undefined);
  expect(JSON.stringify(await copiesIn(up))).toContain(host);
  expect(JSON.stringify(await copiesIn(down))).not.toContain(host);
  await world.untilIdle();
  expect(await copiesIn(down)).toEqual(await copiesIn(up));
  expect(JSON.stringify(await copiesIn(down))).toContain(host);
});
