// policy.namespaces in force judges a pull request, not the one that the pull request brings.
import { expect, test } from 'vitest';
import { planRevision } from '../../../../lib/app/planning/plan-revision.ts';
import { finishedRevisions, revisions } from '../../../../lib/state/index.ts';
import { createMemoryRepository } from '../../../fakes/memory-repository.ts';
import { plannerWorlds } from './proposals-rig.ts';
import { createRig, NEVER, REPOSITORY } from '../rig.ts';

const FLEET = (policy: string, more = ''): string => `apiVersion: rangelight.dev/v1
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
${more}`;
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
  const repository = createMemoryRepository();
  repository.writers.add('alice');
  repository.commit('c1', {});
  repository.commit('c2', { 'rangelight.yaml': FLEET(brought), 'manifests/web.yaml': SERVICE }, { onto: 'c1' });
  repository.branch('main', 'c1');
  repository.pull({ number: 7, head: 'c2' });
  const worlds = plannerWorlds({ ...rig.world, name: REPOSITORY, branch: 'main', repository });
  const hint = { type: 'pull-request', repository: REPOSITORY, delivery: 'd1', pullRequest: 7 } as const;
  await planRevision(worlds, hint, NEVER);

  const revision = await rig.value(revisions.at('prod', 'c2', 'pull-7-c1'));
  const found = revision?.diagnostics.filter(({ code }) => code === 'namespace-not-allowed');
  expect(found).toHaveLength(findings);
  for (const { source } of found ?? []) expect(source).toEqual({ file: 'manifests/web.yaml', line: 5, column: 14 });
});

test('a default namespace that a pull request brings is judged by it too, and is in force at once', async () => {
  const rig = createRig();
  await rig.put(finishedRevisions.at('prod'), {
    seq: 1,
    commit: 'c1',
    fleet: rig.fleet({ namespaces: { 'manifests/**': ['blue'] } }),
  });
  const repository = createMemoryRepository();
  repository.writers.add('alice');
  repository.commit('c1', {});
  const brought = FLEET('{"manifests/**": ["*"]}', '  namespaces: {"manifests/a/**": blue, "manifests/b/**": green}\n');
  const web = SERVICE.replace('  namespace: blue\n', '');
  const files = { 'rangelight.yaml': brought, 'manifests/a/web.yaml': web, 'manifests/b/web.yaml': web };
  repository.commit('c2', files, { onto: 'c1' });
  repository.branch('main', 'c1');
  repository.pull({ number: 7, head: 'c2' });
  const worlds = plannerWorlds({ ...rig.world, name: REPOSITORY, branch: 'main', repository });
  await planRevision(worlds, { type: 'pull-request', repository: REPOSITORY, delivery: 'd1', pullRequest: 7 }, NEVER);

  const revision = await rig.value(revisions.at('prod', 'c2', 'pull-7-c1'));
  const found = revision?.diagnostics.filter(
    ({ code }) => code === 'namespace-not-allowed' || code === 'missing-namespace',
  );
  expect(found).toMatchObject([
    { code: 'namespace-not-allowed', source: { file: 'manifests/b/web.yaml', line: 4, column: 3 } },
  ]);
  expect(Object.keys(revision?.sources ?? {})).toEqual([
    'networking.gke.io/MultiClusterService/blue/web',
    'networking.gke.io/MultiClusterService/green/web',
  ]);
});
