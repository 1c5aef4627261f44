// Calls across a mesh on a pull request: what changes is told against the branch's head.
import { beforeEach, expect, test } from 'vitest';
import { EU, US } from '../../balancer.ts';
import { createProposals, fleetFile, manifests, type Proposals } from './proposals-rig.ts';

const [HEAD, BROKEN, AFTER] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
const FLEET = fleetFile().replace(
  /  clusters:\n[\s\S]*?  manifests: .*\n/,
  `  clusters: {folders: "clusters/{location}/{name}/**", members: [{link: ${EU}}, {link: ${US}}]}\n  manifests: ["**/*.yaml"]\n  mesh: {stubs: report}\n`,
);
const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: blue}\nspec: {selector: {app: api}, ports: [{name: http, port: 80}]}\n';
const deployment = (name: string, url: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: blue}\nspec: {template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{env: [{name: API, value: '${url}'}]}]}}}\n`;

const tree = (host: string, hasService: boolean) => ({
  'rangelight.yaml': FLEET,
  'manifests/blue.yaml': manifests(host),
  [`clusters/${EU}/web.yaml`]: deployment('web', 'http://api/'),
  [`clusters/${US}/api.yaml`]: deployment('api', ''),
  [`clusters/${US}/service.yaml`]: SERVICE,
  ...(hasService ? { [`clusters/${EU}/service.yaml`]: SERVICE } : {}),
});

let hub: Proposals;
beforeEach(() => {
  hub = createProposals();
});

test('a call that breaks is told with what it was, and stops the check', async () => {
  hub.commit(HEAD, tree('one.example.com', true));
  hub.commit(BROKEN, tree('one.example.com', false), HEAD);
  await hub.land(HEAD);
  await hub.propose(7, BROKEN);
  expect(hub.check(BROKEN)).toMatchObject({ conclusion: 'failure' });
  expect(hub.comment(7)).toContain('1 call across the mesh fails after the merge');
  expect(hub.comment(7)).toContain('✅ → 🔴 fails');
});

test('one that was broken before is not told as new', async () => {
  hub.commit(HEAD, tree('one.example.com', false));
  hub.commit(AFTER, tree('two.example.com', false), HEAD);
  await hub.land(HEAD);
  await hub.propose(7, AFTER);
  expect(hub.comment(7)).toContain('0 of 1 answered');
  expect(hub.comment(7)).not.toMatch(/after the merge: `Deployment|→ 🔴/);
});
