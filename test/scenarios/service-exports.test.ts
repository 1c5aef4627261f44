// Multi-cluster Services from Git: an export is shown before the merge, stands in its cluster alone, is put back when
// somebody edits it, and the last one of a name goes after an approval. Each test is a story with a merge in it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NAME } from '../../infra/local/layout.ts';
import { edited, type Tree, without } from './support/repository.ts';
import { APPLY, EU, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, type KubernetesObject, objectsIn, request } from './support/state.ts';
import { FLEET } from './support/trees.ts';

const OF_GKE = '/apis/net.gke.io/v1/serviceexports';
const OF_STANDARD = '/apis/multicluster.x-k8s.io/v1beta1/serviceexports';

/** So that no busy machine meets it. */
const STORY_MS = 240_000;

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
      .replace('  controller: rangelight\n', '$&  services: {}\n'),
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
