// A dead config cluster never stops a load balancer: the change is made, and the cluster is made identical when it is
// back. Until then the check is no success, and after ten minutes an issue says which cluster lacks what (case 33).
// Each role and each way to be down, in one world in process; a scenario shows one of them over sockets.
import { beforeAll, expect, it } from 'vitest';
import { COMMENT_MARKER } from '../../lib/report/index.ts';
import { marker } from '../../lib/report/markdown/marker.ts';
import { stateOf } from './harness/state.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import { inOneWorld } from './harness/one-world.ts';
import type { ProofWorld } from './harness/world.ts';

const LINKS = [US, EU] as const;
const HOSTS: Record<string, string> = { 'foo.example.com': 'foo' };
const MINUTE_MS = 60_000;
const RUN_MS = 6 * MINUTE_MS;
const PATIENCE_MS = 12 * MINUTE_MS;
const APPLY = 'rangelight/apply (prod)';
const BEHIND = marker('stop', ['prod', 'config-cluster-behind']);

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
  world.host.merged.set(commit, [{ number: 7, head: '7' }]);
  const said = () => world.host.comment(7, COMMENT_MARKER);
  await world.clock.advance(RUN_MS);
  const messages = world.host.check(commit, 'rangelight/plan')?.annotations.map(({ message }) => message);
  expect(messages?.join()).toContain(`cluster ${down} cannot be read`);
  expect(world.host.check(commit, APPLY)).toMatchObject({
    status: 'in_progress',
    title: expect.stringMatching(`^not yet in ${down} · `) as string,
    summary: expect.stringMatching(new RegExp(`\`${down}\` lacks \`blue\``)) as string,
  });
  expect(said()).toContain(`not yet in ${down}`);
  expect(world.host.issue(BEHIND)?.state).not.toBe('open');
  await world.clock.advance(PATIENCE_MS);
  expect(world.host.check(commit, APPLY)).toMatchObject({ status: 'completed', conclusion: 'failure' });
  expect(world.host.deployment(commit, 'prod')).toMatchObject({ state: 'failure' });
  expect(said()).toMatch(/🔴 \*\*prod: merged as `\w+`, and not applied everywhere:/);
  expect(world.host.issue(BEHIND)).toMatchObject({ state: 'open', body: expect.stringContaining(down) as string });
  const urlMaps = world.cloud.compute.view.list('urlMaps').map(({ resource }) => resource);
  expect(JSON.stringify(urlMaps)).toContain(host);
  api?.setDown(undefined);
  expect(JSON.stringify(await copiesIn(up))).toContain(host);
  expect(JSON.stringify(await copiesIn(down))).not.toContain(host);
  await world.untilIdle();
  expect(world.host.check(commit, APPLY)).toMatchObject({ conclusion: 'success' });
  expect(world.host.deployment(commit, 'prod')).toMatchObject({ state: 'success' });
  expect(said()).toMatch(/🟢 \*\*prod: merged as `\w+` and applied\.\*\* VIP `\S+` serves `blue\/web`/);
  expect(world.host.issue(BEHIND)).toMatchObject({ state: 'closed' });
  expect(await copiesIn(down)).toEqual(await copiesIn(up));
  expect(JSON.stringify(await copiesIn(down))).toContain(host);
});
