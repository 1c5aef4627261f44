// Multi-cluster Services from Git: an export is shown before the merge, stands in its cluster alone, is put back when
// somebody edits it, and the last one of a name goes after an approval; a Service that is managed goes with its export,
// after it. Each test is a story with a merge in it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../../infra/local/demo/client.ts';
import { NAME } from '../../infra/local/layout.ts';
import { edited, type Tree, without } from './support/repository.ts';
import { APPLY, ASIA, EU, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, type KubernetesObject, objectsIn, request } from './support/state.ts';
import { FLEET } from './support/trees.ts';
import { STORY_MS } from '../limits.ts';

const OF_GKE = '/apis/net.gke.io/v1/serviceexports';
const OF_STANDARD = '/apis/multicluster.x-k8s.io/v1beta1/serviceexports';

let scenario: Scenario;
/** What is applied. */
let tree: Tree;

beforeAll(async () => {
  scenario = await startScenario();
  tree = edited(scenario.seed, FLEET, (text) =>
    text
      .replace(/ {2}clusters:\n((?: {4}.*\n)+)/, (_, members: string) => {
        const nested = members.replaceAll(/^/gm, '  ').trimEnd();
        return `  clusters:\n    folders: clusters/{location}/{name}/**\n    members:\n${nested}\n`;
      })
      .replace('    - manifests/**/*.yaml\n', '$&    - clusters/**/*.yaml\n')
      .replace('  controller: rangelight\n', '$&  services: {manage: [Service]}\n'),
  );
  // One for each test, whichever runs first.
  tree = { ...tree, [fileIn(EU)]: exportOf('going') };
  await scenario.land(tree);
});
afterAll(() => scenario.close());

const fileIn = (link: string): string => `clusters/${link}/istio-apps/exports.yaml`;

const exportOf = (name: string): string => `apiVersion: net.gke.io/v1
kind: ServiceExport
metadata:
  name: ${name}
  namespace: istio-apps
  labels: {team: istio}
`;

const exportsIn = (link: string, path = OF_GKE): Promise<readonly KubernetesObject[]> =>
  objectsIn(clusterOf(scenario.cloud, link), path);

const uidsIn = async (link: string): Promise<readonly unknown[]> =>
  (await exportsIn(link)).map(({ metadata }) => Reflect.get(metadata, 'uid'));

test(
  'an export goes from a pull request into its cluster alone, and is put back in place',
  async () => {
    const exported = { ...tree, [fileIn(US)]: exportOf('sample-caller') };
    let number = 0;
    const looked = await scenario.writesDuring(async () => {
      const proposed = await scenario.propose('export', exported);
      number = proposed.number;
      expect((await scenario.github.check(proposed.commit, PLAN)).conclusion).toBe('success');
      const [comment] = await scenario.github.comments(number);
      expect(comment?.body).toContain(
        `\`istio-apps/sample-caller\`: exported from \`${US}\` as \`sample-caller.istio-apps.svc.clusterset.local\``,
      );
      // Pods alone run in the local cloud.
      expect(comment?.body).toContain('has no Service istio-apps/sample-caller');
    });
    expect(looked).toEqual({ compute: [], kubernetes: [] });

    // The merge applies it there, by server-side apply, and nowhere else.
    const object = '/apis/net.gke.io/v1/namespaces/istio-apps/serviceexports/sample-caller';
    const written = await scenario.writesDuring(async () => {
      const merged = await scenario.github.merge(number);
      await scenario.settled();
      expect((await scenario.github.check(merged, APPLY)).conclusion).toBe('success');
    });
    tree = exported;
    expect(written).toEqual({ compute: [], kubernetes: [expect.stringContaining(`${US}: PATCH ${object}?`)] });
    expect(await exportsIn(US)).toMatchObject([
      { metadata: { name: 'sample-caller', labels: { team: 'istio', 'app.kubernetes.io/managed-by': 'rangelight' } } },
    ]);
    expect(await exportsIn(US, OF_STANDARD)).toEqual([]);
    expect(JSON.stringify(await exportsIn(EU))).not.toContain('sample-caller');

    // In place: its age decides conflicts.
    const uids = await uidsIn(US);
    await request(clusterOf(scenario.cloud, US), 'PATCH', object, { metadata: { labels: { team: 'other' } } });
    await scenario.tick();
    await scenario.settled();
    expect(await exportsIn(US)).toMatchObject([{ metadata: { labels: { team: 'istio' } } }]);
    expect(await uidsIn(US)).toEqual(uids);
  },
  STORY_MS,
);

test(
  'the last export of a name is withdrawn with an approval, and then nothing is left to do',
  async () => {
    const withdrawn = without(tree, fileIn(EU));
    const { number, commit } = await scenario.propose('withdraw', withdrawn);
    expect((await scenario.github.newestCheck(commit, PLAN)).title).toContain('withdraws the last export of a Service');
    const [shown] = await scenario.github.comments(number);
    expect(shown?.body).toContain(`\`istio-apps/going\`: withdrawn from \`${EU}\``);
    expect(shown?.body).toContain('going.istio-apps.svc.clusterset.local');
    const [command = ''] = /^\/rangelight approve ([0-9a-f]{12})$/m.exec(shown?.body ?? '') ?? [];
    const comment = await scenario.cloud.github.repository(NAME).acts.comment('reviewer', number, command);
    await scenario.quiet();
    expect(await scenario.github.reactions(comment)).toEqual(['eyes', 'rocket']);
    expect(await exportsIn(EU)).toHaveLength(1);
    await scenario.github.merge(number);
    await scenario.settled();
    tree = withdrawn;
    expect(await exportsIn(EU)).toEqual([]);
    const again = await scenario.writesDuring(() => scenario.planAgain());
    expect(again).toEqual({ compute: [], kubernetes: [] });
  },
  STORY_MS,
);

const LEDGER = 'ledger.istio-apps.svc.clusterset.local';
const SERVICE_PATH = '/api/v1/namespaces/istio-apps/services/ledger';
const SLICES_PATH = '/apis/discovery.k8s.io/v1/endpointslices';
const ledgerIn = (link: string): string => `clusters/${link}/istio-apps/ledger.yaml`;
const LEDGER_FILE = `apiVersion: v1
kind: Service
metadata: {name: ledger, namespace: istio-apps}
spec: {selector: {app: sample-producer}, ports: [{name: http, port: 8080}]}
---
${exportOf('ledger')}`;

/** A pod of `EU` that calls the name, one call after the other. */
function probe() {
  const { proxy } = clusterOf(scenario.cloud, EU);
  const [answers, failures]: [string[], string[]] = [[], []];
  const one = async (): Promise<string> => {
    const { status, cluster = 'nobody', body } = await ask(proxy, `http://${LEDGER}:8080/`);
    if (status !== 200) failures.push(`${status} ${body}`);
    answers.push(cluster);
    return cluster;
  };
  const stopping = new AbortController();
  return {
    failures,
    /** Calls until each of these clusters has answered. */
    async hasHeard(...clusters: readonly string[]) {
      for (const missing = new Set(clusters); missing.size > 0; ) missing.delete(await one());
      failures.length = 0;
    },
    /** Calls while `work` goes on; who answered last. */
    async during(work: () => Promise<unknown>): Promise<ReadonlySet<string>> {
      const calls = (async () => {
        while (!stopping.signal.aborted) await one();
      })();
      try {
        await work();
      } finally {
        stopping.abort();
        await calls;
      }
      const last: string[] = [];
      while (last.length < 20) last.push(await one());
      return new Set(last);
    },
  };
}

const statusIn = async (link: string, path: string): Promise<number> =>
  (await request(clusterOf(scenario.cloud, link), 'GET', path)).status;

test(
  'a managed Service is put back in place, and goes after its export when no import leads to it, with no call lost',
  async () => {
    const both = { ...tree, [ledgerIn(US)]: LEDGER_FILE, [ledgerIn(ASIA)]: LEDGER_FILE };
    await scenario.land(both);
    tree = both;
    const prober = probe();
    await prober.hasHeard('gke-us', 'gke-asia');
    const uidOf = async (): Promise<unknown> => {
      const answer = await request(clusterOf(scenario.cloud, US), 'GET', SERVICE_PATH);
      const { metadata, spec } = (await answer.json()) as KubernetesObject;
      return { uid: Reflect.get(metadata, 'uid') as unknown, selector: spec['selector'] };
    };
    const before = await uidOf();
    await request(clusterOf(scenario.cloud, US), 'PATCH', SERVICE_PATH, { spec: { selector: { team: 'mine' } } });
    expect(await uidOf()).not.toEqual(before);
    await scenario.tick();
    await scenario.settled();
    expect(await uidOf()).toEqual(before);

    const withdrawn = without(both, ledgerIn(US));
    const { number, commit } = await scenario.propose('withdraw-ledger', withdrawn);
    expect((await scenario.github.newestCheck(commit, PLAN)).title).toContain('deletes a Service');
    const [shown] = await scenario.github.comments(number);
    const [command = ''] = /^\/rangelight approve ([0-9a-f]{12})$/m.exec(shown?.body ?? '') ?? [];
    await scenario.cloud.github.repository(NAME).acts.comment('reviewer', number, command);
    await scenario.quiet();

    // An importer that lags: endpoints of the withdrawn cluster stay in another one.
    const own = (await objectsIn(clusterOf(scenario.cloud, US), SLICES_PATH)).find(({ metadata: { name } }) =>
      name.startsWith('ledger-'),
    );
    const lagging = '/apis/discovery.k8s.io/v1/namespaces/istio-apps/endpointslices';
    const slice = {
      metadata: { name: 'lags', labels: { 'multicluster.kubernetes.io/service-name': 'ledger' } },
      addressType: 'IPv4',
      endpoints: Reflect.get(own ?? {}, 'endpoints') as unknown,
      ports: [],
    };
    expect((await request(clusterOf(scenario.cloud, EU), 'POST', lagging, slice, 'json')).status).toBe(201);

    const last = await prober.during(async () => {
      const merged = await scenario.github.merge(number);
      await scenario.quiet();
      // The export went at once, and the Service waits.
      expect(await statusIn(US, '/apis/net.gke.io/v1/namespaces/istio-apps/serviceexports/ledger')).toBe(404);
      expect(await statusIn(US, SERVICE_PATH)).toBe(200);
      const waiting = await scenario.github.newestCheck(merged, APPLY);
      expect(waiting.title).toContain(`istio-apps/ledger of ${US} is still imported: ${EU} has`);
      await request(clusterOf(scenario.cloud, EU), 'DELETE', `${lagging}/lags`);
      await scenario.settled();
      expect((await scenario.github.check(merged, APPLY)).conclusion).toBe('success');
    });
    tree = withdrawn;
    expect(prober.failures).toEqual([]);
    expect(last).toEqual(new Set(['gke-asia']));
    expect(await statusIn(US, SERVICE_PATH)).toBe(404);
    expect(await statusIn(ASIA, SERVICE_PATH)).toBe(200);
    expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual({ compute: [], kubernetes: [] });
  },
  STORY_MS,
);
