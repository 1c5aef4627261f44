// A pull request with the whole fleet is merged: what stands in Compute and in the clusters then, who is served by
// whom, and that doing it again does nothing.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { writeKubeconfig } from '../../infra/local/rangelight.ts';
import { logLine } from '../generated/log.ts';
import { rangelight } from './cli-process.ts';
import { APPLY, ASIA, EU, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, objectsIn, resources } from './support/state.ts';
import { afterHealthChanges, INGRESSES, SERVICES, vipIn, whoServes } from './support/traffic.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const [CALLER, FOOBAR] = ['sample-caller-ingress', 'foobar-ingress'];

const SEED = join(import.meta.dirname, '../../infra/local/seed');

let scenario: Scenario;
let merged: string;

beforeAll(async () => {
  scenario = await startScenario();
  const { number } = await scenario.propose('add-ingress', scenario.seed);
  merged = await scenario.github.merge(number);
  await scenario.settled();
  // Health checks have seen every endpoint once.
  const vip = (await vipIn(scenario.cloud, US, FOOBAR)) ?? '';
  await afterHealthChanges(scenario, async () => (await whoServes(scenario, 'us-west1', vip)).status === 200);
});
afterAll(() => scenario.close());

async function vipOf(ingress: string): Promise<string> {
  return (await vipIn(scenario.cloud, US, ingress)) ?? 'none';
}

test('each unit with a change gets its task, ordered by its unit', () => {
  // More than once where a worker had to leave something to a tick: the run is published again.
  const first = scenario.cloud.pubsub.record.publishes
    .filter(({ topic }) => topic.endsWith('/rangelight-tasks'))
    .map(({ message }) => [message.orderingKey, (JSON.parse(String(message.data)) as { seq: number }).seq] as const)
    .filter(([, seq]) => seq === 1);
  expect([...new Set(first.map(([key]) => key))].sort()).toEqual(['prod/_fleet', 'prod/blue', 'prod/istio-apps']);
});

test('all that follows from the merge is one trace, from the webhook to the reporter', () => {
  const published = scenario.cloud.pubsub.record.publishes.map(({ topic, message }) => {
    const { type, commit } = JSON.parse(String(message.data)) as Record<string, string>;
    const [, trace] = /^00-([0-9a-f]{32})-/.exec(message.attributes['traceparent'] ?? '') ?? [];
    return { topic: topic.split('/').at(-1), type, commit, trace };
  });
  // What a tick wakes belongs to the tick; the first of each follows from the delivery that told of the merge first.
  const first = ['revision', 'run', 'run'].map((type, at) =>
    published.find((one) => one.commit === merged && one.type === type && one.topic === AFTER_HINT[at]),
  );
  const hints = published.filter(({ type }) => type === 'push' || type === 'pull-request').map(({ trace }) => trace);
  expect(new Set(first.map((one) => one?.trace)).size).toBe(1);
  expect(hints).toContain(first[0]?.trace);
  expect(hints).not.toContain(undefined);
  expect(new Set(hints).size).toBeGreaterThan(1);
});
const AFTER_HINT = ['rangelight-reports', 'rangelight-tasks', 'rangelight-reports'];

test('each plan, run and report is a line with counts and how long it took', () => {
  const tookMs = expect.any(Number) as number;
  const fields = (message: string) =>
    scenario.log.filter((line) => line.message === message).map((line) => line.fields);
  expect(fields('a revision is planned')).toContainEqual(
    expect.objectContaining({ fleet: 'prod', commit: merged, units: 3, changes: expect.any(Number) as number, tookMs }),
  );
  const runs = fields('a run ended');
  expect(runs).toContainEqual(expect.objectContaining({ unit: 'blue', result: 'succeeded', tookMs }));
  for (const { steps, done } of runs) expect(done).toBe(steps);
  expect(fields('a report is shown')).toContainEqual(
    expect.objectContaining({ about: 'run', unit: 'blue', checks: expect.any(Number) as number, tookMs }),
  );
});

test('the CRDs are made in both config clusters and nowhere else', async () => {
  const made = await Promise.all(
    [US, EU, ASIA].map(async (link) =>
      (await objectsIn(clusterOf(scenario.cloud, link), CRDS))
        .map(({ metadata }) => metadata.name)
        .filter((name) => name.startsWith('multicluster')),
    ),
  );
  const both = ['multiclusteringresses.networking.gke.io', 'multiclusterservices.networking.gke.io'];
  expect(made).toEqual([both, both, []]);
});

test('derived Services are made in the clusters that a MultiClusterService selects, and only there', async () => {
  const byCluster = await Promise.all(
    [US, EU, ASIA].map(async (link) =>
      (await objectsIn(clusterOf(scenario.cloud, link), '/api/v1/services'))
        // An API server of Kubernetes has one of its own, default/kubernetes; that of the producer is somebody's.
        .filter(({ metadata }) => metadata.namespace !== 'default' && metadata.name !== 'sample-producer')
        .map(
          ({ metadata, spec }) =>
            `${metadata.namespace} ${JSON.stringify(spec['selector'])} ${String(spec['clusterIP'])}`,
        )
        .sort(),
    ),
  );
  const blue = ['bar', 'default-backend', 'foo'].map((app) => `blue {"app":"${app}"} None`);
  const caller = 'istio-apps {"app":"sample-caller","version":"v1"} None';
  expect(byCluster).toEqual([[...blue, caller], [...blue, caller], blue]);
});

test("the cluster's own controller makes and fills NEGs in two clusters, the worker in the third", () => {
  const { view } = scenario.cloud.compute;
  const pods = scenario.cloud.clusters.flatMap((cluster) => cluster.workloads.pods());
  const negs = view.list('networkEndpointGroups');
  const madeIn = (zones: string): readonly string[] =>
    negs.filter(({ path }) => path.includes(`/zones/${zones}`)).map(({ resource }) => String(resource['description']));
  // Three services in one zone; four services in two zones of two clusters.
  expect(madeIn('asia-east1').length).toBe(3);
  expect(madeIn('asia-east1').every((text) => text.startsWith('rangelight/v2 installation='))).toBe(true);
  expect([...madeIn('us-west1'), ...madeIn('europe-north1')].length).toBe(16);
  expect([...madeIn('us-west1'), ...madeIn('europe-north1')].some((text) => text.startsWith('rangelight'))).toBe(false);
  const served = negs.flatMap(({ path }) => view.endpoints(path).map(({ ipAddress }) => ipAddress));
  const selected = pods.filter(
    ({ app, zone }) => app !== 'sample-producer' && (app !== 'sample-caller' || zone !== 'asia-east1-a'),
  );
  expect([...served].sort()).toEqual(selected.map(({ ip }) => ip).sort());
});

test('the check is green and names the VIPs, which both config clusters show in status', async () => {
  const check = await scenario.github.check(merged, APPLY);
  expect(check.conclusion).toBe('success');
  const addresses = resources(scenario.cloud, 'addresses').map(({ address }) => String(address));
  for (const ingress of [CALLER, FOOBAR]) {
    const vips = await Promise.all([US, EU].map((link) => vipIn(scenario.cloud, link, ingress)));
    expect(addresses).toContain(vips[0]);
    expect(vips[1]).toBe(vips[0]);
    expect(check.summary).toContain(vips[0]);
  }
});

test('primary and backup hold identical copies', async () => {
  const copies = await Promise.all(
    [US, EU].map(async (link) => {
      const cluster = clusterOf(scenario.cloud, link);
      const objects = [...(await objectsIn(cluster, INGRESSES)), ...(await objectsIn(cluster, SERVICES))];
      return objects.map(({ metadata: { namespace, name, annotations }, spec, status }) => ({
        namespace,
        name,
        annotations,
        spec,
        status,
      }));
    }),
  );
  expect(copies[0]).toHaveLength(6);
  expect(copies[1]).toEqual(copies[0]);
});

test('clients are served by the cluster of their region', async () => {
  const vip = await vipOf(CALLER);
  await Promise.all(
    [
      ['us-west1', 'gke-us'],
      ['europe-north1', 'gke-eu'],
    ].map(async ([region = '', cluster]) => {
      const body = { payload: 'dummy payload', delay: '100', responseCode: 200 };
      const answer = await scenario.ask(region, `http://${vip}/caller/messages`, { method: 'POST', body });
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toMatchObject({ cluster, received: 'dummy payload' });
    }),
  );
});

test('each host finds its service, and the others find the default backend', async () => {
  const vip = await vipOf(FOOBAR);
  const apps = ['foo.example.com', 'bar.example.com', 'unknown.example.org'].map(
    async (host) => (await whoServes(scenario, 'us-west1', vip, host)).app,
  );
  expect(await Promise.all(apps)).toEqual(['foo', 'bar', 'default-backend']);
});

test('a dead pod is not asked any more, a dead cluster is stood in for, and both come home', async () => {
  const vip = await vipOf(CALLER);
  const { workloads } = clusterOf(scenario.cloud, US);
  const served = async (): Promise<readonly string[]> => {
    const answers = [];
    for (let n = 0; n < 8; n += 1) answers.push(await whoServes(scenario, 'us-west1', vip));
    return [...new Set(answers.map(({ status, pod, cluster }) => (pod === undefined ? status : `${cluster} ${pod}`)))]
      .map(String)
      .sort();
  };
  const pods = workloads.pods().filter(({ app }) => app === 'sample-caller');
  const [first, second] = pods.map(({ name }) => name);
  const home = [`gke-us ${first}`, `gke-us ${second}`].sort();
  await afterHealthChanges(scenario, async () => String(await served()) === String(home));
  workloads.crash(first ?? '');
  await afterHealthChanges(scenario, async () => String(await served()) === `gke-us ${second}`);
  workloads.crash(second ?? '');
  await afterHealthChanges(scenario, async () =>
    (await served()).every((pod) => pod.startsWith('gke-eu sample-caller')),
  );
  for (const { name } of pods) await workloads.recover(name);
  await afterHealthChanges(scenario, async () => String(await served()) === String(home));
});

test('the same delivery again writes nothing', async () => {
  const delivery = scenario.cloud.github
    .deliveries()
    .find(({ event, payload }) => event === 'push' && payload['after'] === merged);
  const written = await scenario.writesDuring(async () => {
    await scenario.cloud.github.redeliver(delivery?.id ?? '');
    await scenario.quiet();
  });
  expect(written).toEqual({ compute: [], kubernetes: [] });
  expect(await scenario.github.comments(1)).toHaveLength(1);
});

test('an empty commit writes nothing and is green', async () => {
  let commit = '';
  const written = await scenario.writesDuring(async () => {
    commit = await scenario.land(scenario.seed);
  });
  expect(written).toEqual({ compute: [], kubernetes: [] });
  const [plan, apply] = [await scenario.github.check(commit, PLAN), await scenario.github.check(commit, APPLY)];
  expect([plan.conclusion, plan.title, apply.conclusion]).toEqual(['success', 'nothing to do', 'success']);
});

test('planning the same commit again finds nothing to do', async () => {
  const written = await scenario.writesDuring(() => scenario.planAgain());
  expect(written).toEqual({ compute: [], kubernetes: [] });
  const planned = scenario.log.findLast(({ message }) => message === 'a revision is planned');
  expect(planned?.fields['verdict']).toBe('nothing-to-do');
});

/** With the demo's load balancers in three clusters; measured: 23, 25, 13 and 0. */
const MOST_OF_A_SWEEP = { compute: 25, storageReads: 30, storageLists: 15, storageWrites: 0 } as const;
/** What every tenth minute has besides, in which all documents are looked at; measured: 17 and 11. */
const MOST_OF_A_LOOK_AT_ALL = { storageReads: 20, storageLists: 12 } as const;

test('a sweep at rest asks for no more than it did', async () => {
  await scenario.tick();
  const { compute, storage } = scenario.cloud;
  const journals = [compute.journal, storage.journal];
  const starts = journals.map(({ entries }) => entries.length);
  const began = Date.now();
  await scenario.tick();
  const mayLookAtAll = [began, Date.now()].some((at) => Math.floor(at / 60_000) % 10 === 0);
  const [ofCompute = [], ofStorage = []] = journals.map(({ entries }, at) => entries.slice(starts[at]));
  const asked = (entries: typeof ofCompute, account: string): number =>
    entries.filter(({ caller }) => caller === undefined || caller.account.startsWith(account)).length;
  const lists = ofStorage.filter(({ method, path }) => method === 'GET' && /\/o(?:\?|$)/.test(path)).length;
  const writes = ofStorage.filter(({ mutation }) => mutation).length;
  const { storageReads, storageLists } = mayLookAtAll ? MOST_OF_A_LOOK_AT_ALL : { storageReads: 0, storageLists: 0 };
  expect(asked(ofCompute, 'rangelight-drift'), 'compute').toBeLessThanOrEqual(MOST_OF_A_SWEEP.compute);
  expect(ofStorage.length - lists - writes, 'reads').toBeLessThanOrEqual(MOST_OF_A_SWEEP.storageReads + storageReads);
  expect(lists, 'lists').toBeLessThanOrEqual(MOST_OF_A_SWEEP.storageLists + storageLists);
  expect(writes, 'writes').toBe(MOST_OF_A_SWEEP.storageWrites);
});

test('a tick over an untouched fleet finds no drift and writes nothing', async () => {
  const written = await scenario.writesDuring(() => scenario.tick());
  expect(written).toEqual({ compute: [], kubernetes: [] });
  expect(await scenario.github.driftIssues('open')).toEqual([]);
});

test('compare finds that the live load balancers serve as the commit asks, and traffic that nothing moves', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'rangelight-live-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const { cloud } = scenario;
  const kubeconfig = await writeKubeconfig(cloud, 'planner', directory);
  const [endpoints, log] = [join(directory, 'endpoints.json'), join(directory, 'requests.jsonl')];
  await writeFile(endpoints, JSON.stringify({ compute: cloud.urls.compute, gkehub: cloud.urls.gkehub, kubeconfig }));
  const compared = await rangelight(['compare', SEED, 'live', '--local', endpoints]);
  expect([compared.stderr, compared.stdout, compared.code]).toEqual([
    '',
    expect.stringMatching(/^they serve alike; /),
    0,
  ]);
  const forwardingRule = resources(cloud, 'forwardingRules').find(({ name }) => name.includes('foobar'))?.name ?? '';
  await writeFile(log, logLine({ url: 'http://foo.example.com/x', forwardingRule }));
  const counted = await rangelight(['traffic', log, SEED, '--local', endpoints]);
  expect(counted.stdout).toBe('Requests of the log, before → after: none of 1 would be answered otherwise\n');
});
