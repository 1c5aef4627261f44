// `policy.apply: never` with credentials that may only look: plans and reports, and never so much as asks to write.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { NAME, PROJECT, TOKENS } from '../../infra/local/layout.ts';
import { writeKubeconfig } from '../../infra/local/rangelight.ts';
import { type ActionRun, runAction } from './support/action.ts';
import type { Tree } from './support/repository.ts';
import { APPLY, EU, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, request } from './support/state.ts';
import { withFleet, withHost } from './support/trees.ts';

const FRONT_FILE = 'manifests/istio-apps/front.yaml';
let scenario: Scenario;

beforeAll(async () => {
  scenario = await startScenario({ clusterRole: 'viewer' });
});
afterAll(() => scenario.close());

/** Requests to write, answered in whatever way, by anybody but the clusters' own controllers. */
function attempts(): readonly string[] {
  const { compute, clusters } = scenario.cloud;
  const asked = clusters.flatMap(({ api }) => api.journal.entries.filter(({ mutation }) => mutation));
  return [
    ...compute.journal.entries.filter(({ mutation, path }) => mutation && !path.includes('/networkEndpointGroups')),
    ...asked.filter(({ path, status }) => path.includes('fieldManager=rangelight') || status === 403),
  ].map(({ method, path }) => `${method} ${path}`);
}

test('the token may indeed not write', async () => {
  const cluster = clusterOf(scenario.cloud, US);
  const answer = await request(cluster, 'DELETE', '/api/v1/namespaces/blue', undefined, undefined, 'viewer');
  expect(answer.status).toBe(403);
});

test('a pull request and a merge are planned and reported, and nothing is written', async () => {
  const observing = withFleet(scenario.seed, 'apply: merge', 'apply: never');
  const before = attempts();
  const { number, commit } = await scenario.propose('observe', withHost(observing, 'seen.example.com'));
  const check = await scenario.github.check(commit, PLAN);
  expect([check.conclusion, check.title]).toEqual(['success', expect.stringContaining('observe only') as string]);
  const [comment] = await scenario.github.comments(number);
  for (const part of ['seen.example.com', US, EU]) expect(comment?.body).toContain(part);
  const merged = await scenario.github.merge(number);
  await scenario.quiet();
  await scenario.tick();
  expect((await scenario.github.check(merged, PLAN)).conclusion).toBe('success');
  expect((await scenario.github.check(merged, APPLY)).conclusion).not.toBe('failure');
  expect(attempts()).toEqual(before);
  const tasks = scenario.cloud.pubsub.record.publishes
    .filter(({ topic }) => topic.endsWith('/rangelight-tasks'))
    .map(({ message }) => (JSON.parse(message.data.toString()) as { type: string }).type);
  // The worker is asked to look which revision is finished, and never to carry anything out.
  expect(new Set(tasks)).toEqual(new Set(['finish']));
});

test('a pull request of a hosted fleet shows what it does to the hosted load balancers (case 59)', async () => {
  const object = (kind: string, name: string, spec: object) => ({
    apiVersion: 'networking.gke.io/v1',
    kind,
    metadata: { name, namespace: 'istio-apps' },
    spec,
  });
  const selector = { app: 'sample-caller', version: 'v1' };
  const callers = object('MultiClusterService', 'callers', {
    template: { spec: { selector, ports: [{ name: 'web', protocol: 'TCP', port: 8080, targetPort: 8080 }] } },
    clusters: [{ link: US }],
  });
  const backend = { serviceName: 'callers', servicePort: 8080 };
  const front = object('MultiClusterIngress', 'front', { template: { spec: { backend } } });
  const cluster = clusterOf(scenario.cloud, US);
  await scenario.cloud.hosted.sync();
  for (const [plural, one] of [
    ['multiclusterservices', callers],
    ['multiclusteringresses', front],
  ] as const) {
    const path = `/apis/networking.gke.io/v1/namespaces/istio-apps/${plural}/${one.metadata.name}?fieldManager=kubectl`;
    expect((await request(cluster, 'PATCH', path, one, 'apply-patch+yaml')).status).toBe(201);
  }
  await scenario.cloud.hosted.sync();
  const { compute } = scenario.cloud;
  expect(compute.view.list('urlMaps').map(({ path }) => path)).toContain(
    `projects/${PROJECT}/global/urlMaps/mci-8se3df-istio-apps-front`,
  );
  const before = attempts();
  const hosted = withFleet(
    withFleet(scenario.seed, 'apply: merge', 'apply: never'),
    'controller: rangelight',
    'controller: gke',
  );
  const proposed = {
    ...hosted,
    [FRONT_FILE]: `${JSON.stringify(callers, undefined, 2).replace(US, EU)}\n---\n${JSON.stringify(front, undefined, 2)}\n`,
  };
  const { number, commit } = await scenario.propose('hosted', proposed);
  const check = await scenario.github.check(commit, PLAN);
  const [comment] = await scenario.github.comments(number);
  expect([check.conclusion, check.title]).toEqual(['success', expect.stringContaining('observe only') as string]);
  expect(comment?.body).toContain('Load balancers of the hosted controller, now → after the merge');
  expect(comment?.body).toContain(`istio-apps/callers:8080: clusters`);
  // At the line that says it, on the pull request and in the action of a job, which looks for itself.
  const line = proposed[FRONT_FILE]?.split('\n').findIndex((text) => text.includes(EU)) ?? -2;
  const place = { path: FRONT_FILE, line: line + 1 };
  const told = expect.objectContaining({
    ...place,
    message: expect.stringMatching(/callers:8080: clusters.*gke-us.* now/s),
  });
  expect(check.annotations).toContainEqual(told);
  const ran = await job(number, commit, proposed);
  expect(ran.outputs).toEqual({ 'exit-code': expect.stringMatching(/^[02]$/) });
  expect(ran.log).toMatch(new RegExp(`^${FRONT_FILE}:${line + 1}:\\d+ warning hosted-changes `, 'm'));
  expect(ran.summary).toContain('`istio-apps/callers:8080: clusters');
  expect((await scenario.github.newestCheck(commit, PLAN)).title).toContain('observe only');
  expect(attempts()).toEqual(before);
});

/** The action's job of a pull request, with these files checked out. */
async function job(number: number, commit: string, files: Tree): Promise<ActionRun> {
  const temporary = await mkdtemp(join(tmpdir(), 'rangelight-job-'));
  onTestFinished(() => rm(temporary, { recursive: true }));
  const workspace = join(temporary, 'repository');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
  const [event, endpoints] = [join(temporary, 'event.json'), join(temporary, 'endpoints.json')];
  const { urls } = scenario.cloud;
  const kubeconfig = await writeKubeconfig(scenario.cloud, 'planner', temporary);
  await writeFile(event, JSON.stringify({ pull_request: { number, head: { sha: commit }, base: { sha: commit } } }));
  await writeFile(endpoints, JSON.stringify({ compute: urls.compute, gkehub: urls.gkehub, kubeconfig }));
  const env = {
    TOKEN: TOKENS.githubJob,
    GITHUB_REPOSITORY: NAME,
    GITHUB_API_URL: urls.github,
    GITHUB_EVENT_PATH: event,
  };
  const inputs = { arguments: `--local\n${endpoints}` };
  return runAction('.github/actions/plan', { inputs, env, workspace, temporary });
}
