// Two folders that claim one fleet: both are told, and no folder is bound to a name that it may not have.
import { expect, test } from 'vitest';
import { planRevision } from '../../../lib/app/plan-revision.ts';
import { keys } from '../../../lib/app/state-keys.ts';
import type { Revision } from '../../../lib/plan/index.ts';
import { createMemoryRepository } from '../../fakes/memory-repository.ts';
import { createRig, NEVER } from './rig.ts';

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
  await rig.put(keys.folder('a'), { fleet: 'prod' });
  const repository = createMemoryRepository();
  repository.writers.add('alice');
  repository.commit('c1', {});
  repository.commit('c2', { 'a/rangelight.yaml': FILE, 'b/rangelight.yaml': FILE }, { onto: 'c1' });
  repository.branch('main', 'c1');
  repository.pull({ number: 7, head: 'c2' });
  const world = { ...rig.world, repository, branch: 'main' };
  await planRevision(world, { type: 'pull-request', delivery: 'd1', pullRequest: 7 }, NEVER);

  const revision = await rig.value<Revision>(keys.revision('prod', 'c2', 'pull-7'));
  expect(revision).toMatchObject({
    verdict: 'blocked',
    diagnostics: [
      { code: 'duplicate-fleet-name', source: { file: 'a/rangelight.yaml' } },
      { code: 'duplicate-fleet-name', source: { file: 'b/rangelight.yaml' } },
    ],
  });
  expect(await rig.value(keys.folder('b'))).toBeUndefined();
});
