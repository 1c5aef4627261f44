// `rangelight plan` against emulators on sockets, as a process and in this one: what it finds, how it ends, that it
// only reads.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LocalCloud, startCloud } from '../../infra/local/cloud.ts';
import { NAME, REPOSITORY, TOKENS } from '../../infra/local/layout.ts';
import type { Plan, Revision } from '../../lib/plan/index.ts';
import { writeKubeconfig } from '../../infra/local/rangelight.ts';
import { testCertificate } from '../contract/certificates.ts';
import { CANARY, logLine } from '../generated/log.ts';
import { rangelight, rangelightProcess } from './cli-process.ts';
import { runAction } from './support/action.ts';
import { githubView } from './support/github-view.ts';
import { beginRepository, edited, type Repository, seedTree, type Tree } from './support/repository.ts';
import { clusterOf, request } from './support/state.ts';
import { FOOBAR } from './support/trees.ts';

const SEED = join(import.meta.dirname, '../../infra/local/seed');

let directory: string;
let cloud: LocalCloud;
let endpoints: string;
let kubeconfig: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rangelight-plan-'));
  cloud = await startCloud({
    directory,
    speed: 10,
    seed: 1,
    operations: 'instant',
    propagation: 'none',
    webhookUrl: () => undefined,
  });
  kubeconfig = join(directory, 'kubeconfig');
  endpoints = join(directory, 'endpoints.json');
  await writeFile(kubeconfig, cloud.kubeconfig);
  await writeFile(endpoints, JSON.stringify({ compute: cloud.urls.compute, gkehub: cloud.urls.gkehub, kubeconfig }));
});
afterAll(async () => {
  await cloud.close();
  await rm(directory, { recursive: true });
});

/** Requests for changes, without those of the emulated pods and controllers. */
function writes(): number {
  const inClusters = cloud.clusters.flatMap((cluster) => cluster.api.journal.mutations());
  const byRangelight = inClusters.filter(
    ({ method, path }) => method === 'DELETE' || /fieldManager=rangelight/.test(path),
  );
  return cloud.compute.journal.mutations().length + byRangelight.length;
}

const ADDRESS = 'rl1-ip-gone-0123456789';

/** What a namespace leaves behind that Git no longer names; gives what takes it away again. */
async function reserveAddress(): Promise<() => Promise<void>> {
  const collection = `${cloud.urls.compute}/compute/v1/projects/demo-project/global/addresses`;
  const body = JSON.stringify({ name: ADDRESS, description: 'rangelight/v2 installation=acme fleet=prod unit=gone' });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKENS.person}` };
  const answer = await fetch(collection, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  return async () => {
    await fetch(`${collection}/${ADDRESS}`, { method: 'DELETE', headers });
  };
}

describe('plan', () => {
  it('shows what is pending, as text, and only reads', async () => {
    const before = writes();
    const { code, stdout, stderr } = await rangelightProcess(['plan', SEED, '--local', endpoints]);
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout).toMatch(/^unit blue {2}plan [0-9a-f]{12}$/m);
    expect(stdout).toMatch(
      /route foo\.example\.com\/\* → blue\/foo in asia-east1\/gke-asia \([1-9]\d* ready\), .*: new/,
    );
    expect(writes()).toBe(before);
  });

  it('gives revision and plans as JSON, with addresses as options', async () => {
    const servers = ['--compute-endpoint', cloud.urls.compute, '--gkehub-endpoint', cloud.urls.gkehub];
    const { code, stdout, stderr } = await rangelight(['plan', SEED, '--json', '--kubeconfig', kubeconfig, ...servers]);
    expect([code, stderr]).toEqual([2, '']);
    const { revision, plans } = JSON.parse(stdout) as { revision: Revision; plans: Plan[] };
    expect(revision).toMatchObject({ fleet: 'prod', occasion: { type: 'head' }, diagnostics: [] });
    expect(plans.map((plan) => plan.digest)).toEqual(revision.units.flatMap((unit) => unit.plan ?? []));
  });

  it('goes on without a cluster that it cannot reach, and says how to reach it', async () => {
    const asia = await rangelight(['plan', SEED, '--local', endpoints]);
    await writeFile(`${kubeconfig}-two`, cloud.kubeconfig.replaceAll('asia-east1_gke-asia', 'elsewhere'));
    const env = { KUBECONFIG: `${kubeconfig}-two` };
    const servers = ['--compute-endpoint', cloud.urls.compute, '--gkehub-endpoint', cloud.urls.gkehub];
    const without = await rangelightProcess(['plan', SEED, ...servers], env);
    expect(without.stderr).toMatch(
      /no context for asia-east1\/gke-asia: give one with --context asia-east1\/gke-asia=/,
    );
    expect(without.stdout).toMatch(/warning cluster-unreachable cluster asia-east1\/gke-asia/);
    expect(without.code).toBe(2);
    const named = await rangelightProcess(
      ['plan', SEED, ...servers, '--context', 'asia-east1/gke-asia=elsewhere'],
      env,
    );
    expect(named).toEqual(asia);
  });

  it('shows a change that needs approval with its gate', async () => {
    onTestFinished(await reserveAddress());
    const { code, stdout, stderr } = await rangelight(['plan', SEED, '--local', endpoints]);
    expect([code, stderr]).toEqual([3, '']);
    expect(stdout).toMatch(new RegExp(`gate vip-release would release the VIP held by ${ADDRESS}`));
  });
});

describe('the action of a job on GitHub', () => {
  let repository: Repository;
  let base: string;
  let jobs = 0;

  beforeAll(async () => {
    const origin = cloud.github.repository(NAME);
    repository = await beginRepository(origin.gitUrl(), join(directory, `${REPOSITORY}.git`), join(directory, 'work'));
    base = await repository.push('main', {});
  });

  interface Pull {
    readonly number: number;
    readonly commit: string;
  }

  /** What one test writes there another one does not see. */
  async function open(branch: string): Promise<Pull> {
    const commit = await repository.push(branch, await seedTree(), 'main');
    return { number: await githubView(cloud.urls.github).openPullRequest(branch), commit };
  }

  /** A job of a pull request, with these files checked out. */
  async function job(
    { number, commit }: Pull,
    files: Tree,
    inputs: Readonly<Record<string, string>>,
    token: string = TOKENS.githubJob,
  ) {
    const temporary = join(directory, `job-${++jobs}`);
    const workspace = join(temporary, 'repository');
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(workspace, path)), { recursive: true });
      await writeFile(join(workspace, path), text);
    }
    const event = join(temporary, 'event.json');
    await writeFile(event, JSON.stringify({ pull_request: { number, head: { sha: commit }, base: { sha: base } } }));
    const env = {
      TOKEN: token,
      GITHUB_REPOSITORY: NAME,
      GITHUB_API_URL: cloud.urls.github,
      GITHUB_EVENT_PATH: event,
    };
    const given = { arguments: `--local\n${endpoints}`, ...inputs };
    return runAction('.github/actions/plan', { inputs: given, env, workspace, temporary });
  }

  it('says the plan in one comment and one check, and on the page of the job', async () => {
    const pull = await open('add');
    const ran = await job(pull, await seedTree(), {});
    expect([ran.code, ran.used, ran.outputs]).toEqual([0, ['actions/checkout'], { 'exit-code': '2' }]);
    expect(ran.log).toMatch(/^unit blue {2}plan [0-9a-f]{12}$/m);
    const view = githubView(cloud.urls.github);
    expect(await view.check(pull.commit, 'rangelight/plan')).toMatchObject({ conclusion: 'success' });
    await job(pull, await seedTree(), {});
    const [comment, ...others] = await view.comments(pull.number);
    expect(others).toEqual([]);
    expect(comment?.body).toContain('foo.example.com');
    expect(ran.summary).toContain('foo.example.com');
  });

  it('plans what a command renders, and puts findings on the template that it came from', async () => {
    const seed = await seedTree();
    const templates = Object.fromEntries(Object.entries(seed).map(([path, text]) => [`chart/${path}`, text]));
    const render =
      "mkdir -p out/prod && cp -r chart/. out/prod && sed -i 's/foo.example.com/FOO..example/; 1i # Source: shop/manifests/blue/foobar.yaml' out/prod/manifests/blue/foobar.yaml";
    const pull = await open('render');
    const ran = await job(pull, templates, { render, directory: 'out/prod' });
    expect([ran.code, ran.outputs]).toEqual([1, { 'exit-code': '1' }]);
    const place =
      /^out\/prod\/manifests\/blue\/foobar\.yaml:\d+:\d+ \(from shop\/manifests\/blue\/foobar\.yaml\) error /m;
    expect(ran.log).toMatch(place);
    const check = await githubView(cloud.urls.github).check(pull.commit, 'rangelight/plan');
    expect(check.conclusion).toBe('failure');
    const template = 'chart/manifests/blue/foobar.yaml';
    expect(check.annotations.map(({ path, line }) => [path, line])).toContainEqual([template, 1]);
    const [comment] = await githubView(cloud.urls.github).comments(pull.number);
    expect(comment?.body).toContain(`, from \`${template}\``);
  });

  it('says what would become of the requests of a log, and nothing else of it', async () => {
    const pull = await open('log');
    const line = logLine({ url: `http://foo.example.com/x?t=${CANARY}`, forwardingRule: 'another' });
    const ran = await job(pull, { ...(await seedTree()), 'requests.jsonl': `${line}\n` }, { log: 'requests.jsonl' });
    expect([ran.code, ran.outputs]).toEqual([0, { 'exit-code': '2' }]);
    const [comment] = await githubView(cloud.urls.github).comments(pull.number);
    expect(comment?.body).toContain('left out, for other load balancers: 1');
    expect([ran.log, ran.summary, comment?.body].join()).not.toContain(CANARY);
  });

  it('of a fork has no right to write there: the page of the job has the plan', async () => {
    const ran = await job(await open('fork'), await seedTree(), {}, TOKENS.githubForkJob);
    expect([ran.code, ran.outputs]).toEqual([0, { 'exit-code': '2' }]);
    expect(ran.log).toContain("the job's token may not write the check and the comment");
    expect(ran.summary).toContain('foo.example.com');
  });

  it('ends with the step that renders, when that fails', async () => {
    const ran = await job(await open('broken'), await seedTree(), { render: 'false' });
    expect([ran.code, ran.outputs]).toEqual([1, { 'exit-code': '' }]);
  });

  it('is run outside of a pull request by mistake', async () => {
    const { code, stderr } = await rangelightProcess(['plan', SEED, '--github', '--local', endpoints]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('run it in a job for pull_request')]);
  });
});

describe('Secrets that manifests name', () => {
  const RIGHT = 'does not let it be read, which takes the right to get secrets in namespace blue';
  let folder: string;
  let viewer: string;
  let keys: readonly string[];

  beforeAll(async () => {
    const planner = await writeKubeconfig(cloud, 'planner', directory);
    viewer = join(directory, 'endpoints-viewer.json');
    const urls = { compute: cloud.urls.compute, gkehub: cloud.urls.gkehub };
    await writeFile(viewer, JSON.stringify({ ...urls, kubeconfig: planner }));
    folder = join(directory, 'with-tls');
    const tree = edited(await seedTree(), FOOBAR, (text) =>
      text.replace('      rules:\n', '      tls: [{secretName: foo-tls}]\n      rules:\n'),
    );
    for (const [path, text] of Object.entries(tree)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const made = await Promise.all(['us-west1/gke-us', 'europe-north1/gke-eu'].map(putCertificate));
    keys = made.map(({ privateKey }) => privateKey.split('\n')[1] ?? '');
  });

  /** Another one in each cluster. */
  async function putCertificate(link: string) {
    const one = await testCertificate(['foo.example.com']);
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'foo-tls', namespace: 'blue' },
      type: 'kubernetes.io/tls',
      stringData: { 'tls.crt': one.certificate, 'tls.key': one.privateKey },
    };
    const path = '/api/v1/namespaces/blue/secrets/foo-tls?fieldManager=person&force=true';
    const answer = await request(clusterOf(cloud, link), 'PATCH', path, secret, 'apply-patch+yaml');
    expect(answer.ok).toBe(true);
    return one;
  }

  it('are unknown to a viewer, with the right that it takes, and what needs them stays as it is', async () => {
    const { code, stdout } = await rangelight(['plan', folder, '--local', viewer]);
    expect(code).toBe(2);
    expect(stdout).toMatch(
      new RegExp(
        `foobar.yaml:\\d+:\\d+ warning secret-unknown nothing is known of Secret foo-tls .*us-west1/gke-us ${RIGHT}$`,
        'm',
      ),
    );
    expect(stdout).toContain(`not known whether the same in both: Secret blue/foo-tls: us-west1/gke-us ${RIGHT}`);
    expect(stdout).not.toContain('certificate rl1-');
    const compared = await rangelight(['compare', folder, 'live', '--local', viewer]);
    expect(compared.stdout).not.toMatch(/blue\/foobar-ingress: only in/);
    const held = await rangelight(['parity', folder, '--local', viewer]);
    expect(held.stdout).toMatch(
      new RegExp(`^Secret blue/foo-tls {2}is not known: us-west1/gke-us ${RIGHT}; europe-`, 'm'),
    );
  });

  it('are planned with by whoever may read them, and told by the digest of a certificate', async () => {
    const { code, stdout } = await rangelight(['plan', folder, '--local', endpoints]);
    expect(code).toBe(2);
    expect(stdout).not.toContain('secret-unknown');
    expect(stdout).toMatch(/^ +create .*certificate rl1-/m);
    expect(stdout).toMatch(/Secret blue\/foo-tls: digest [0-9a-f]{12} ↔ digest [0-9a-f]{12}$/m);
    expect(stdout).toContain('warning secret-copies-differ');
    const whole = await rangelight(['plan', folder, '--json', '--local', endpoints]);
    expect(keys.filter((key) => key === '' || whole.stdout.includes(key))).toEqual([]);
  });
});
