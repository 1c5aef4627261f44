// Two folders that claim one fleet: both are told, and the fleet stays where it lives.
import { expect, test } from 'vitest';
import { planRevision } from '../../../../lib/app/planning/plan-revision.ts';
import { heads, revisions } from '../../../../lib/state/index.ts';
import { createMemoryRepository } from '../../../fakes/memory-repository.ts';
import { plannerWorlds } from './proposals-rig.ts';
import { createRig, headOf, NEVER, REPOSITORY } from '../rig.ts';

const FILE = `apiVersion: rangelight.dev/v1
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
`;

test('a pull request that brings a second fleet of the same name is blocked', async () => {
  const rig = createRig();
  const head = { ...headOf(rig.fleet(), 1, 'c1'), folder: 'a' };
  await rig.put(heads.at('prod'), head);
  const repository = createMemoryRepository();
  repository.writers.add('alice');
  repository.commit('c1', {});
  repository.commit('c2', { 'a/rangelight.yaml': FILE, 'b/rangelight.yaml': FILE }, { onto: 'c1' });
  repository.branch('main', 'c1');
  repository.pull({ number: 7, head: 'c2' });
  const worlds = plannerWorlds({ ...rig.world, name: REPOSITORY, branch: 'main', repository });
  const hint = { type: 'pull-request', repository: REPOSITORY, delivery: 'd1', pullRequest: 7 } as const;
  await planRevision(worlds, hint, NEVER);

  const revision = await rig.value(revisions.at('prod', 'c2', 'pull-7-c1'));
  expect(revision).toMatchObject({
    verdict: 'blocked',
    diagnostics: [
      { code: 'duplicate-fleet-name', source: { file: 'a/rangelight.yaml' } },
      { code: 'duplicate-fleet-name', source: { file: 'b/rangelight.yaml' } },
    ],
  });

  // Nor does the branch take it, when it is merged all the same.
  repository.commit('c3', { 'a/rangelight.yaml': FILE, 'b/rangelight.yaml': FILE }, { onto: 'c1' });
  repository.branch('main', 'c3');
  await planRevision(worlds, { type: 'push', repository: REPOSITORY, delivery: 'd2', branch: 'main' }, NEVER);
  expect(await rig.value(revisions.at('prod', 'c3', 'head'))).toMatchObject({ verdict: 'blocked' });
  expect(await rig.value(heads.at('prod'))).toEqual({ ...head, seq: 2, commit: 'c3' });
});
