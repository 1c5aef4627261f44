// A fleet is taken down, on API servers of whoever wrote them: every plan waits for its approval, then all of it goes
// and nothing else. Runs with `npm run conformance -- trouble`.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { STORY_MS } from '../limits.ts';
import { personAt } from './support/person.ts';
import { without } from './support/repository.ts';
import { APPLY, ASIA, EU, IN_TROUBLE, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, objectsIn, request, resources } from './support/state.ts';
import { INGRESSES, SERVICES } from './support/traffic.ts';

const NOTHING = { compute: [], kubernetes: [] };
const OURS = ['addresses', 'backendServices', 'forwardingRules', 'healthChecks', 'targetHttpProxies', 'urlMaps'];
const OWN = '/api/v1/namespaces/blue/services';

let scenario: Scenario;

async function servicesIn(link: string): Promise<readonly string[]> {
  const found = await objectsIn(clusterOf(scenario.cloud, link), '/api/v1/services');
  return found.map(({ metadata }) => metadata.name).sort();
}

/** Those of the clusters themselves and of others; derived ones are named otherwise. */
async function othersIn(link: string): Promise<readonly string[]> {
  return (await servicesIn(link)).filter((name) => !name.startsWith('rl1-'));
}

describe.skipIf(!IN_TROUBLE)(
  `teardown${IN_TROUBLE ? '' : ' (skipped: it needs npm run conformance -- trouble)'}`,
  () => {
    beforeAll(async () => {
      scenario = await startScenario();
      await scenario.land(scenario.seed);
    }, STORY_MS);
    afterAll(() => scenario.close());

    test('all of it goes after the approvals, and what is of others stays', { timeout: STORY_MS }, async () => {
      const { say, leave } = await personAt(scenario);
      onTestFinished(leave);
      const theirs = {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'theirs' },
        spec: { ports: [{ port: 80 }] },
      };
      expect((await request(clusterOf(scenario.cloud, ASIA), 'POST', OWN, theirs, 'json')).status).toBe(201);
      const ours = (): readonly string[] =>
        OURS.flatMap((collection) => resources(scenario.cloud, collection))
          .filter(({ name }) => name.startsWith('rl1-'))
          .map(({ name }) => name);
      expect(ours().length).toBeGreaterThan(10);
      const links = [US, EU, ASIA];
      const others = await Promise.all(links.map(othersIn));
      expect(others[2]).toContain('theirs');
      expect(await servicesIn(ASIA)).not.toEqual(others[2]);
      const commit = await scenario.land(without(scenario.seed, 'manifests/'), { mayWait: true });
      expect(await scenario.github.newestCheck(commit, APPLY)).toMatchObject({ conclusion: 'action_required' });
      expect(ours().length).toBeGreaterThan(10);
      for (const unit of ['blue', 'istio-apps']) {
        const [, said] = await say('apply', unit);
        const digest = /rangelight approve ([0-9a-f]+)/.exec(said)?.[1] ?? 'none named';
        expect(await say('approve', digest)).toEqual([0, expect.stringContaining('is approved')]);
      }
      await scenario.settled();
      expect(await scenario.github.newestCheck(commit, APPLY)).toMatchObject({ conclusion: 'success' });
      expect(ours()).toEqual([]);
      expect(await Promise.all(links.map(servicesIn))).toEqual(others);
      for (const link of links) {
        const cluster = clusterOf(scenario.cloud, link);
        expect([...(await objectsIn(cluster, INGRESSES)), ...(await objectsIn(cluster, SERVICES))]).toEqual([]);
      }
      expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual(NOTHING);
    });
  },
);
