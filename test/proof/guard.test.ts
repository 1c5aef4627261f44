// The guard of the proof sees what it is there for, at the next look and not only at the first. In one process.
import { beforeAll, expect, it } from 'vitest';
import { PROJECT } from './harness/cloud.ts';
import { COMPUTE } from './harness/clients.ts';
import { guard } from './harness/invariants.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import { inOneWorld } from './harness/one-world.ts';
import type { ProofWorld } from './harness/world.ts';

let world: ProofWorld;
inOneWorld((made) => {
  world = made;
});
beforeAll(async () => {
  world.push(
    treeOf({
      clusters: [US, EU],
      services: [{ name: 'foo' }],
      ingresses: [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' } }],
    }),
  );
  await world.untilIdle();
});

it('tells of a change to what others own, and of a route that stopped', async () => {
  const watch = guard(world, { routes: [{ ingress: 'web', host: 'foo.example.com' }], serving: true });
  expect(watch.routes).toBe(1);
  for (const when of ['first', 'second']) watch.look(when);
  expect(watch.violations).toEqual([]);

  const foreign = world.cloud.compute.view
    .list('healthChecks')
    .find(({ resource }) => !resource.name.startsWith('rl1-'));
  const url = `${COMPUTE}/compute/v1/projects/${PROJECT}/global/healthChecks/${foreign?.resource.name}`;
  const body = JSON.stringify({ checkIntervalSec: 77 });
  expect((await world.cloud.compute.handler(new Request(url, { method: 'PATCH', body }))).status).toBe(200);
  await world.clock.advance(1_000);
  watch.look('third');
  expect(watch.violations).toEqual([expect.stringMatching(/^invariant 8: .* is not ours and was changed \(third\)$/)]);

  for (const link of [US, EU]) {
    const workloads = world.cloud.clusters.get(link)?.workloads;
    for (const { app, name } of workloads?.pods() ?? []) if (app === 'foo') await workloads?.kill(name);
  }
  watch.look('fourth');
  expect(watch.violations.at(-1)).toMatch(/^invariant 3: foo\.example\.com of web gets 50\d .*\(fourth\)$/);
});
