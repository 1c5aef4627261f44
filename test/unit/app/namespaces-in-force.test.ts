// policy.namespaces in force judges a pull request, not the one that the pull request brings.
import { expect, test } from 'vitest';
import { planRevision } from '../../../lib/app/plan-revision.ts';
import { finishedRevisions, revisions } from '../../../lib/state/index.ts';
import { plannerWorlds } from './proposals-rig.ts';
import { createRig, NEVER, REPOSITORY } from './rig.ts';

const FLEET = (policy: string): string => `apiVersion: rangelight.dev/v1
kind: Fleet
metadata: {name: prod}
spec:
  project: acme-net
  network: default
  configClusters: {primary: us-west1/gke-us, backup: europe-north1/gke-eu}
  clusters:
    - link: us-west1/gke-us
    - link: europe-north1/gke-eu
  manifests: ["manifests/**/*.yaml"]
  controller: rangelight
  policy: {namespaces: ${policy}}
`;
const SERVICE = `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata:
  name: web
  namespace: blue
spec:
  template: {spec: {selector: {app: web}, ports: [{name: web, protocol: TCP, port: 80, targetPort: 80}]}}
`;

test.each([
  ['forbids', { 'manifests/**': ['green'] }, '{"manifests/**": [blue]}', 1],
  ['allows', { 'manifests/**': ['blue'] }, '{"manifests/**": [green]}', 0],
])('what is in force %s it', async (_name, namespaces, brought, findings) => {
  const rig = createRig();
  const inForce = rig.fleet({ namespaces });
  await rig.put(finishedRevisions.at('prod'), { seq: 1, commit: 'c1', fleet: inForce });
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const pull = {
    number: 7,
    state: 'open',
    head: 'c2',
    base: 'c1',
    baseBranch: 'main',
    draft: false,
    author: 'ann',
    fork: false,
    merged: false,
  } as const;
  const repository = {
    head: async () => 'c1',
    pullRequest: async () => pull,
    openPullRequests: async () => [],
    mayWrite: async () => true,
    compare: async () => 'ahead' as const,
    files: async () =>
      new Map([
        ['rangelight.yaml', bytes(FLEET(brought))],
        ['manifests/web.yaml', bytes(SERVICE)],
      ]),
  };
  const worlds = plannerWorlds({ ...rig.world, name: REPOSITORY, branch: 'main', repository });
  const hint = { type: 'pull-request', repository: REPOSITORY, delivery: 'd1', pullRequest: 7 } as const;
  await planRevision(worlds, hint, NEVER);

  const revision = await rig.value(revisions.at('prod', 'c2', 'pull-7'));
  const found = revision?.diagnostics.filter(({ code }) => code === 'namespace-not-allowed');
  expect(found).toHaveLength(findings);
  for (const { source } of found ?? []) expect(source).toEqual({ file: 'manifests/web.yaml', line: 5, column: 14 });
});
