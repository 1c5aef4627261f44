// Two controllers must not program one set of manifests: where the hosted one is active, Rangelight writes nothing; with
// `controller: gke` it writes nothing but the copies.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Tree } from './support/repository.ts';
import { APPLY, EU, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, objectsIn, request } from './support/state.ts';
import { INGRESSES, SERVICES } from './support/traffic.ts';
import { withFleet, withHost } from './support/trees.ts';

const MEMBERSHIP = 'projects/demo-project/locations/us-west1/memberships/gke-us';
const FOOBAR = '/apis/networking.gke.io/v1/namespaces/blue/multiclusteringresses/foobar-ingress';
const CRDS = fileURLToPath(new URL('../../schemas/crds', import.meta.url));
const NOTHING = { compute: [], kubernetes: [] };

describe('with controller: rangelight', () => {
  let scenario: Scenario;
  /** Hosts only come, in whatever order the tests run: taking one away would need an approval. */
  let tree: Tree;

  beforeAll(async () => {
    scenario = await startScenario();
    tree = scenario.seed;
    await scenario.land(tree);
  });
  afterAll(() => scenario.close());
  afterEach(async () => {
    await letGo();
    await scenario.tick();
  });

  async function letGo(): Promise<void> {
    scenario.cloud.hub.setFeature(undefined);
    await request(clusterOf(scenario.cloud, EU), 'PATCH', FOOBAR, { metadata: { finalizers: null } });
  }

  test.each([
    {
      sign: 'the multiclusteringress feature is active on a config cluster',
      appear: () => Promise.resolve(scenario.cloud.hub.setFeature(MEMBERSHIP)),
      told: 'the hosted controller is active on us-west1/gke-us',
    },
    {
      sign: 'a live object carries its finalizer',
      appear: () =>
        request(clusterOf(scenario.cloud, EU), 'PATCH', FOOBAR, {
          metadata: { finalizers: ['mci.finalizer.networking.gke.io'] },
        }),
      told: 'carries a finalizer of the hosted controller',
    },
  ])('nothing is written while $sign, and what waited is made when it lets go', async ({ appear, told }) => {
    tree = withHost(tree, `host${told.length}.example.com`);
    await appear();
    let commit = '';
    const written = await scenario.writesDuring(async () => {
      commit = await scenario.land(tree);
      await scenario.tick();
    });
    expect(written).toEqual(NOTHING);
    const check = await scenario.github.check(commit, PLAN);
    expect([check.conclusion, check.title]).toEqual(['failure', expect.stringContaining(told) as string]);
    await letGo();
    const later = await scenario.writesDuring(() => scenario.tick());
    expect(later.compute.length).toBeGreaterThan(0);
    expect((await scenario.github.check(commit, APPLY)).conclusion).toBe('success');
  });
});

describe('with controller: gke', () => {
  let scenario: Scenario;

  beforeAll(async () => {
    scenario = await startScenario();
    // The hosted controller has been there before: its feature is on, and it has made its CRDs.
    scenario.cloud.hub.setFeature(MEMBERSHIP);
    for (const file of await readdir(CRDS)) {
      const crd = parse(await readFile(`${CRDS}/${file}`, 'utf8')) as { readonly metadata: { readonly name: string } };
      const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd.metadata.name}`;
      for (const link of [US, EU]) {
        await request(clusterOf(scenario.cloud, link), 'PATCH', `${path}?fieldManager=hosted`, crd, 'apply-patch+yaml');
      }
    }
  });
  afterAll(() => scenario.close());

  test('only the copies are written, to both config clusters', async () => {
    let commit = '';
    const written = await scenario.writesDuring(async () => {
      commit = await scenario.land(withFleet(scenario.seed, 'controller: rangelight', 'controller: gke'));
      await scenario.tick();
    });
    expect((await scenario.github.check(commit, APPLY)).conclusion).toBe('success');
    expect(written.compute).toEqual([]);
    expect(written.kubernetes).toHaveLength(12);
    for (const write of written.kubernetes) {
      expect(write).toMatch(
        /^(us-west1\/gke-us|europe-north1\/gke-eu): PATCH \S+\/multicluster(ingresses|services)\/[^/]+\?/,
      );
    }
    for (const path of [INGRESSES, SERVICES]) {
      const [primary, backup] = await Promise.all(
        [US, EU].map(async (link) => (await objectsIn(clusterOf(scenario.cloud, link), path)).map(({ spec }) => spec)),
      );
      expect(primary?.length).toBeGreaterThan(0);
      expect(backup).toEqual(primary);
    }
  });
});
