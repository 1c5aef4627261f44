// The two commands of the README on folders as people have them, under the hosted controller (case 60): no file is
// moved, what stands is met, and a change is a finding at its line.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type LocalCloud, startCloud } from '../../infra/local/cloud.ts';
import { writeKubeconfig } from '../../infra/local/rangelight.ts';
import { type Files, mci, mcs, RECIPES } from '../generated/recipes.ts';
import { rangelight } from './cli-process.ts';
import { clusterOf, request } from './support/state.ts';

const US = 'us-west1/gke-us';
const RENDERED = join(import.meta.dirname, '../../schemas/examples/rendered');
const PLURALS: Readonly<Record<string, string>> = {
  MultiClusterIngress: 'networking.gke.io/v1 multiclusteringresses',
  MultiClusterService: 'networking.gke.io/v1 multiclusterservices',
  BackendConfig: 'cloud.google.com/v1 backendconfigs',
};

let directory: string;
let cloud: LocalCloud;
let endpoints: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rangelight-recipes-'));
  const options = { speed: 20, seed: 1, operations: 'instant', propagation: 'none' } as const;
  cloud = await startCloud({ ...options, directory, webhookUrl: () => undefined });
  const kubeconfig = await writeKubeconfig(cloud, 'planner', directory);
  endpoints = join(directory, 'endpoints.json');
  await writeFile(endpoints, JSON.stringify({ compute: cloud.urls.compute, gkehub: cloud.urls.gkehub, kubeconfig }));
  cloud.hub.setFeature('projects/demo-project/locations/us-west1/memberships/gke-us');
  for (const cluster of cloud.clusters)
    for (const name of ['store', 'shop']) {
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
      expect((await request(cluster, 'POST', '/api/v1/namespaces', namespace, 'json')).status).toBe(201);
    }
  await cloud.hosted.sync();
});
afterAll(async () => {
  await cloud.close();
  await rm(directory, { recursive: true });
});

interface Object {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const urlOf = ({ kind, metadata: { name, namespace = 'default' } }: Object): string => {
  const [group, plural] = (PLURALS[kind] ?? '').split(' ');
  return `/apis/${group}/namespaces/${namespace}/${plural}/${name}`;
};

/** As with kubectl, in the config cluster; gone again after the test. */
async function apply(files: Files): Promise<void> {
  const all = Object.values(files).flatMap((text) => (text.startsWith('#') ? [] : parseAllDocuments(text)));
  const objects = all.map((document) => document.toJS() as Object).filter(({ kind }) => PLURALS[kind] !== undefined);
  for (const one of objects) {
    const url = `${urlOf(one)}?fieldManager=kubectl`;
    const answer = await request(clusterOf(cloud, US), 'PATCH', url, one, 'apply-patch+yaml');
    expect(answer.ok, await answer.text()).toBe(true);
  }
  await cloud.hosted.sync();
  onTestFinished(async () => {
    for (const one of objects) await request(clusterOf(cloud, US), 'DELETE', urlOf(one));
    await cloud.hosted.sync();
  });
}

let count = 0;
async function folder(files: Files): Promise<string> {
  const root = join(directory, `folder-${(count += 1)}`);
  await write(root, files);
  return root;
}

async function write(root: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

const init = (root: string, ...more: readonly string[]) =>
  rangelight(['init', root, '--project', 'demo-project', '--memberships', '--write', ...more, '--local', endpoints]);

const ofPort = (text: string): string => text.replace('targetPort: 8080', 'targetPort: 9090');

/** Lines of findings about what changes of the hosted load balancers. */
async function changed(root: string, ...more: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await rangelight(['plan', root, ...more, '--local', endpoints]);
  expect([[0, 2].includes(code ?? 1), stderr], stdout).toEqual([true, '']);
  return stdout
    .split('\n')
    .filter((line) => / hosted-(?:changes|moves|stops|new) /.test(line) && line.includes('targetPort'));
}

it.each(Object.entries(RECIPES))('a folder with %s', async (_name, { files }) => {
  await apply(files);
  const root = await folder(files);
  expect(await init(root)).toMatchObject({ code: 0, stderr: '' });
  expect(await changed(root)).toEqual([]);
  const [path = '', text = ''] =
    Object.entries(files).find(([, one]) => one.includes('kind: MultiClusterService')) ?? [];
  await write(root, { [path]: ofPort(text) });
  const line =
    ofPort(text)
      .split('\n')
      .findIndex((one) => one.includes('targetPort: 9090')) + 1;
  const found = await changed(root);
  expect(found.length).toBeGreaterThan(0);
  for (const one of found) expect(one).toMatch(new RegExp(`^${path}:${line}:`));
  const there = await readdir(root, { recursive: true, withFileTypes: true });
  const names = there.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name).slice(root.length + 1));
  expect(names.sort()).toEqual([...Object.keys(files), 'rangelight.yaml'].sort());
});

it.each(['helm', 'kustomize'])('what %s renders', async (tool) => {
  const file = 'rendered/manifests/all.yaml';
  const text = await readFile(join(RENDERED, tool, file), 'utf8');
  await apply({ [file]: text });
  const root = await folder({ [file]: text });
  expect(await init(root)).toMatchObject({ code: 0, stderr: '' });
  expect(await changed(root)).toEqual([]);
  await write(root, { [file]: text.replace('targetPort: 8080', 'targetPort: 9090') });
  expect((await changed(root)).join('\n')).toMatch(/^rendered\/manifests\/all\.yaml:\d+:\d+ \(from .*targetPort/);
});

it('a repository with two fleets, each by its name', async () => {
  const of = (place: string): Files => ({
    [`${place}/mcs.yaml`]: mcs(place, 'store'),
    [`${place}/mci.yaml`]: mci(place, 'store', `${place}.example.com`, place),
  });
  await apply({ ...of('one'), ...of('two') });
  const root = await folder({ ...of('one'), ...of('two') });
  for (const name of ['one', 'two']) expect(await init(join(root, name), '--name', name)).toMatchObject({ code: 0 });
  await write(root, { 'one/mcs.yaml': ofPort(mcs('one', 'store')) });
  expect(await changed(root, '--fleet', 'one')).toEqual([expect.stringMatching(/^one\/mcs\.yaml:/)]);
  expect(await changed(root, '--fleet', 'two')).toEqual([]);
});
