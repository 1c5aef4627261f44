// Trouble that clusters make for each other, on API servers of whoever wrote them: config clusters that change places,
// somebody else who writes, a name that is taken, a namespace that ends, a removal that nobody approved. Nothing is
// deleted that was not asked for, nothing is silent, and in the end all is as it was. Runs with `npm run conformance --
// trouble`.
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { HANGS_MS, STORY_MS } from '../limits.ts';
import { personAt } from './support/person.ts';
import { type Tree, without } from './support/repository.ts';
import { APPLY, ASIA, EU, IN_TROUBLE, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, computeState, objectsIn, request } from './support/state.ts';
import { expectServed, INGRESSES, SERVICES, vipIn } from './support/traffic.ts';
import { withFleet } from './support/trees.ts';

const MOST_TICKS = 40;
const COPIES = '/apis/networking.gke.io/v1/namespaces/blue/multiclusterservices';
const GREEN_INGRESS = `apiVersion: networking.gke.io/v1
kind: MultiClusterIngress
metadata:
  name: green-ingress
  namespace: green
spec:
  template:
    spec:
      backend:
        serviceName: foo
        servicePort: 8080
`;
const NOTHING = { compute: [], kubernetes: [] };

let scenario: Scenario;

const inCluster = (link: string, method: string, path: string, body?: unknown): Promise<Response> =>
  request(
    clusterOf(scenario.cloud, link),
    method,
    path,
    body,
    body === undefined || method !== 'POST' ? undefined : 'json',
  );

async function copiesIn(link: string): Promise<readonly unknown[]> {
  const cluster = clusterOf(scenario.cloud, link);
  const objects = [...(await objectsIn(cluster, INGRESSES)), ...(await objectsIn(cluster, SERVICES))];
  return objects.map(({ metadata: { name, annotations }, spec, status }) => ({ name, annotations, spec, status }));
}

/** What was taken away since, in Compute and by us in the clusters. */
function deletionsFrom(): () => readonly string[] {
  const { compute, clusters } = scenario.cloud;
  const entries = () => [
    ...compute.journal.entries,
    ...clusters.flatMap(({ api }) =>
      api.journal.entries.filter(({ path }) => path.includes('/apis/networking.gke.io/')),
    ),
  ];
  const isDeletion = ({ method }: { readonly method: string }): boolean => method === 'DELETE';
  const before = entries().filter(isDeletion).length;
  return () =>
    entries()
      .filter(isDeletion)
      .slice(before)
      .map(({ method, path }) => `${method} ${path}`);
}

/** Compute without what every write changes. */
function computeNow(): unknown {
  const text = JSON.stringify(computeState(scenario.cloud), (key, value: unknown) =>
    key === 'fingerprint' ? undefined : value,
  );
  return JSON.parse(text);
}

async function ticksUntil(look: () => Promise<boolean>): Promise<void> {
  for (let left = MOST_TICKS; left > 0 && !(await look()); left -= 1) await scenario.tick();
  expect(await look()).toBe(true);
}

async function words(commit: string): Promise<string> {
  const plan = await scenario.github.check(commit, PLAN);
  return [plan.title, plan.summary, ...plan.annotations.map(({ message }) => message)].join('\n');
}

describe.skipIf(!IN_TROUBLE)(
  `trouble${IN_TROUBLE ? '' : ' (skipped: it needs npm run conformance -- trouble)'}`,
  () => {
    beforeAll(async () => {
      scenario = await startScenario();
      await scenario.land(scenario.seed);
    }, STORY_MS);
    afterAll(() => scenario.close());

    test('primary and backup change places: it is told, both keep the same copies, and nothing is deleted', {
      timeout: STORY_MS,
    }, async () => {
      const [before, gone] = [await copiesIn(US), deletionsFrom()];
      const cloud = computeNow();
      const swapped = withFleet(
        scenario.seed,
        'primary: us-west1/gke-us\n    backup: europe-north1/gke-eu',
        'primary: europe-north1/gke-eu\n    backup: us-west1/gke-us',
      );
      const { commit: proposed } = await scenario.propose('swap', swapped);
      expect(await words(proposed)).toContain(`${EU} is to be the primary`);
      const commit = await scenario.land(swapped);
      expect((await scenario.github.newestCheck(commit, APPLY)).conclusion).toBe('success');
      expect([await copiesIn(US), await copiesIn(EU)]).toEqual([before, before]);
      await scenario.land(scenario.seed);
      expect([await copiesIn(US), await copiesIn(EU)]).toEqual([before, before]);
      expect(computeNow()).toEqual(cloud);
      expect(gone()).toEqual([]);
      expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual(NOTHING);
    });

    test('what another manager wrote into our fields is put back and told, and its own fields stay', {
      timeout: STORY_MS,
    }, async () => {
      const gone = deletionsFrom();
      const foo = `${COPIES}/foo?fieldManager=editor`;
      const asked = await inCluster(EU, 'PATCH', foo, {
        metadata: { annotations: { 'example.com/note': 'mine' } },
        spec: { template: { spec: { selector: { app: 'nobody' } } } },
      });
      expect(asked.status).toBe(200);
      const selector = async (): Promise<string> => (await inCluster(EU, 'GET', `${COPIES}/foo`)).text();
      await ticksUntil(async () => !(await selector()).includes('"app":"nobody"'));
      expect(await selector()).toContain('"example.com/note":"mine"');
      const told = [...(await scenario.github.driftIssues('closed')), ...(await scenario.github.driftIssues('open'))];
      expect(told).toContain('Drift in prod/blue');
      expect(gone()).toEqual([]);
      await inCluster(EU, 'PATCH', foo, { metadata: { annotations: { 'example.com/note': null } } });
      expect(await copiesIn(EU)).toEqual(await copiesIn(US));
      expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual(NOTHING);
    });

    test('an object of somebody else that has the name is left alone and told, until it goes', {
      timeout: STORY_MS,
    }, async () => {
      const theirs = {
        apiVersion: 'networking.gke.io/v1',
        kind: 'MultiClusterService',
        metadata: { name: 'taken', namespace: 'blue' },
        spec: {
          template: { spec: { selector: { app: 'theirs' }, ports: [{ name: 'web', port: 1, protocol: 'TCP' }] } },
        },
      };
      expect((await inCluster(US, 'POST', COPIES, theirs)).status).toBe(201);
      onTestFinished(async () => void (await inCluster(US, 'DELETE', `${COPIES}/taken`)));
      const text = (scenario.seed['manifests/blue/services.yaml'] ?? '').split('---\n')[1] ?? '';
      const tree: Tree = { ...scenario.seed, 'manifests/blue/taken.yaml': text.replace('name: foo', 'name: taken') };
      const gone = deletionsFrom();
      const commit = await scenario.land(tree, { mayWait: true });
      expect(await words(commit)).toMatch(/taken/);
      expect((await scenario.github.newestCheck(commit, APPLY)).conclusion).not.toBe('success');
      expect(await (await inCluster(US, 'GET', `${COPIES}/taken`)).json()).toMatchObject({ spec: theirs.spec });
      expect(gone()).toEqual([]);
      await inCluster(US, 'DELETE', `${COPIES}/taken`);
      await ticksUntil(async () => (await inCluster(US, 'GET', `${COPIES}/taken`)).status === 200);
      expect((await scenario.github.newestCheck(commit, APPLY)).conclusion).toBe('success');
      expect(await copiesIn(US)).toEqual(await copiesIn(EU));
      await scenario.land(scenario.seed);
      expect(await copiesIn(US)).toEqual(await copiesIn(EU));
    });

    test('a namespace that ends and is held by a finalizer is told, and what was in it comes back with it', {
      timeout: STORY_MS,
    }, async () => {
      const green = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'green' } };
      const services = '/api/v1/namespaces/green/services';
      for (const link of [US, EU, ASIA])
        expect((await inCluster(link, 'POST', '/api/v1/namespaces', green)).status).toBe(201);
      const text = (scenario.seed['manifests/blue/services.yaml'] ?? '').split('---\n')[1] ?? '';
      const tree: Tree = {
        ...scenario.seed,
        'manifests/green/foo.yaml': `${text.replace('namespace: blue', 'namespace: green')}---\n${GREEN_INGRESS}`,
      };
      const commit = await scenario.land(tree);
      expect((await scenario.github.newestCheck(commit, APPLY)).conclusion).toBe('success');
      const derived = async () =>
        (await objectsIn(clusterOf(scenario.cloud, ASIA), services)).map(({ spec }) => spec['selector']);
      expect(await derived()).toEqual([{ app: 'foo' }]);

      const held = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'held', finalizers: ['example.com/hold'] },
      };
      expect((await inCluster(ASIA, 'POST', '/api/v1/namespaces/green/configmaps', held)).status).toBe(201);
      expect((await inCluster(ASIA, 'DELETE', '/api/v1/namespaces/green')).status).toBe(200);
      await ticksUntil(async () => (await derived()).length === 0);
      const gone = deletionsFrom();
      await scenario.tick();
      const told = [...(await scenario.github.driftIssues('open')), ...(await scenario.github.driftIssues('closed'))];
      expect(told).toContain('Drift in prod/green');
      const failed = scenario.log.findLast(({ message }) => message === 'a step failed');
      expect(failed?.fields['step']).toContain(`apply clusters/${ASIA}/core/namespaces/green/services/`);
      expect(failed?.fields['error']).toMatchObject({ code: 'not-ready' });
      // The other clusters and the other namespaces go on.
      const vip = (await vipIn(scenario.cloud, US, 'foobar-ingress')) ?? '';
      await expectServed(scenario, 'foo', vip, 'foo.example.com');
      expect(gone()).toEqual([]);

      const configMap = '/api/v1/namespaces/green/configmaps/held';
      expect((await inCluster(ASIA, 'PATCH', configMap, { metadata: { finalizers: null } })).status).toBe(200);
      await ticksUntil(async () => (await inCluster(ASIA, 'GET', '/api/v1/namespaces/green')).status === 404);
      expect((await inCluster(ASIA, 'POST', '/api/v1/namespaces', green)).status).toBe(201);
      await ticksUntil(async () => (await derived()).length === 1);
      expect(await derived()).toEqual([{ app: 'foo' }]);
      expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual(NOTHING);

      // Its address goes with an approval alone; until then no check of whatever is merged next could be a success.
      const { say, leave } = await personAt(scenario);
      onTestFinished(leave);
      const back = await scenario.land(scenario.seed, { mayWait: true });
      const [, said] = await say('apply', 'green');
      const digest = /rangelight approve ([0-9a-f]+)/.exec(said)?.[1] ?? 'none named';
      expect(await say('approve', digest)).toEqual([0, expect.stringContaining('is approved')]);
      await scenario.settled();
      expect((await scenario.github.newestCheck(back, APPLY)).conclusion).toBe('success');
      // The controller deletes the groups of a Service that is gone later.
      const left = (): string => JSON.stringify(computeNow());
      await vi.waitFor(() => expect(left()).not.toContain('-green-'), { timeout: HANGS_MS / 2, interval: 250 });
    });

    test('what would give up an address waits for an approval: until then all stands and serves', {
      timeout: STORY_MS,
    }, async () => {
      const [before, cloud, gone] = [await copiesIn(US), computeNow(), deletionsFrom()];
      const vip = (await vipIn(scenario.cloud, US, 'foobar-ingress')) ?? '';
      const commit = await scenario.land(without(scenario.seed, 'manifests/blue/foobar.yaml'), { mayWait: true });
      await scenario.tick();
      expect(await scenario.github.newestCheck(commit, APPLY)).toMatchObject({ conclusion: 'action_required' });
      expect(gone()).toEqual([]);
      expect(computeNow()).toEqual(cloud);
      expect([await copiesIn(US), await copiesIn(EU)]).toEqual([before, before]);
      await expectServed(scenario, 'foo', vip, 'foo.example.com');
      await scenario.land(scenario.seed);
      expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual(NOTHING);
    });
  },
);
