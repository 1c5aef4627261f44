// Permissions that somebody took away from a function's role: whoever reads the check of the commit learns which one it
// is, and who gives it back. And the planner, which reads what strangers write, can change nothing. In one process.
import { expect, it } from 'vitest';
import { COMPUTE, tokenOf } from './harness/clients.ts';
import { PROJECT } from './harness/cloud.ts';
import { inOneWorld } from './harness/one-world.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

const MINUTE_MS = 60_000;

let world: ProofWorld;
inOneWorld((made) => {
  world = made;
});

/** One after the other: what a commit did not get, the next one gets. */
const RIGHTS = [
  ['worker', 'compute.networks.updatePolicy'],
  ['worker', 'compute.networkEndpointGroups.create'],
  ['worker', 'compute.instances.use'],
  ['worker', 'compute.networkEndpointGroups.use'],
  ['worker', 'compute.healthChecks.useReadOnly'],
  ['worker', 'compute.backendServices.use'],
  ['worker', 'compute.urlMaps.use'],
  ['worker', 'compute.targetHttpProxies.use'],
  ['worker', 'compute.globalAddresses.use'],
  ['worker', 'compute.globalOperations.get'],
  ['planner', 'compute.urlMaps.list'],
  ['planner', 'compute.projects.get'],
] as const;

/** A load balancer of its own for each of the first `count`. */
function treeOfFirst(count: number) {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return treeOf({
    clusters: [US, EU, ASIA],
    services: numbers.map((number) => ({ name: `foo-${number}`, app: 'foo', clusters: [ASIA] })),
    ingresses: numbers.map((number) => ({
      name: `web-${number}`,
      backend: `foo-${number}`,
      hosts: { [`${number}.example.com`]: `foo-${number}` },
    })),
  });
}

it('a permission that is missing is named in a check of the commit, with who can mend it', async () => {
  for (const [index, [name, permission]] of RIGHTS.entries()) {
    const giveBack = world.cloud.revoke(name, permission);
    const commit = world.push(treeOfFirst(index + 1));
    await world.clock.advance(5 * MINUTE_MS);
    giveBack();
    const checks = ['rangelight/plan', 'rangelight/apply (prod)'].map((check) => world.host.check(commit, check));
    const told = checks.map((check) => check?.summary ?? '').filter((text) => text.includes(permission));
    expect(told, permission).not.toEqual([]);
    expect(told.join(' '), permission).toMatch(
      /terraform apply|ask the platform team to give the planner the permission/,
    );
  }
  world.push(treeOfFirst(RIGHTS.length));
  await world.untilIdle();
  expect(world.cloud.compute.view.list('forwardingRules')).toHaveLength(RIGHTS.length);
});

it('the planner changes nothing in Compute, whatever it is made to ask for', async () => {
  const { compute } = world.cloud;
  const authorization = `Bearer ${tokenOf('planner')}`;
  const writes = [
    ['POST', 'global/addresses', { name: 'mine' }],
    ['POST', 'global/firewalls', { name: 'open', allowed: [{ IPProtocol: 'tcp' }] }],
    ['PATCH', 'global/urlMaps/any', {}],
    ['PUT', 'global/backendServices/any', {}],
    ['DELETE', 'global/forwardingRules/any', undefined],
    ['POST', 'global/forwardingRules/any/setTarget', { target: 'any' }],
    ['POST', 'zones/us-west1-a/networkEndpointGroups/any/detachNetworkEndpoints', { networkEndpoints: [] }],
  ] as const;
  for (const [method, path, body] of writes) {
    const url = `${COMPUTE}/compute/v1/projects/${PROJECT}/${path}`;
    const init = { method, headers: { authorization }, ...(body !== undefined && { body: JSON.stringify(body) }) };
    expect((await compute.handler(new Request(url, init))).status, `${method} ${path}`).toBe(403);
  }
});
