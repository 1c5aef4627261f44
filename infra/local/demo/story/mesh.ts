// 11. A mesh: nodeapp3 in one cluster calls nodeapp1, which has a version in each, and nodeapp2, which only the other
//     cluster has. Rangelight connects the control planes, by one entry of a ConfigMap that somebody else has. A pull
//     request that takes the Service of nodeapp2 out of the caller's cluster is stopped with the reason.
import { TOKENS } from '../../layout.ts';
import { ask } from '../client.ts';
import { expect, until } from '../expect.ts';
import { type Chapter, type Context, US } from './context.ts';
import { completedCheck, openPullRequest, planComment } from './github-view.ts';

const PATIENCE_MS = 60_000;
const FLEET = 'rangelight.yaml';
const NAMESPACE = 'mesh-story';
const CALLER = `${NAMESPACE}/nodeapp3`;
const [US_LINK, EU_LINK] = ['us-west1/gke-us', 'europe-north1/gke-eu'];

const SYSTEM = '/api/v1/namespaces/istio-system';
const OPTIONS = `${SYSTEM}/configmaps/asm-options`;

type Api = Context['local']['cloud']['clusters'][number]['api'];
type Manifest = Readonly<Record<string, unknown>> & {
  readonly kind: string;
  readonly metadata: { readonly name: string };
};

const namespace: Manifest = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: NAMESPACE, labels: { 'istio-injection': 'enabled' } } as Manifest['metadata'],
};
const service = (name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: NAMESPACE } as Manifest['metadata'],
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
});
const deployment = (name: string, app: string, calls = ''): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: NAMESPACE } as Manifest['metadata'],
  spec: {
    replicas: 1,
    selector: { matchLabels: { app } },
    template: {
      metadata: { labels: { app } },
      spec: {
        containers: [
          {
            name: 'main',
            image: 'app',
            ports: [{ containerPort: 8080 }],
            ...(calls === '' ? {} : { env: [{ name: 'PEERS', value: calls }] }),
          },
        ],
      },
    },
  },
});

const SERVICES = ['nodeapp1', 'nodeapp2', 'nodeapp3'].map(service);
const STANDS: Readonly<Record<string, readonly Manifest[]>> = {
  [US_LINK]: [
    namespace,
    ...SERVICES,
    deployment('nodeapp1-v1', 'nodeapp1'),
    deployment('nodeapp3', 'nodeapp3', 'http://nodeapp1/ http://nodeapp2/'),
  ],
  [EU_LINK]: [namespace, ...SERVICES, deployment('nodeapp1-v2', 'nodeapp1'), deployment('nodeapp2', 'nodeapp2')],
};

export const mesh: Chapter = {
  title: 'A mesh: a call across clusters, and a change that would break it',
  async tell(context) {
    const { copy, say } = context;
    await copy.git('checkout', '--quiet', 'main');
    await copy.git('pull', '--quiet', 'origin', 'main');
    await copy.edit(FLEET, withMesh);
    for (const [link, manifests] of Object.entries(STANDS))
      for (const one of manifests) await copy.write(fileOf(link, one), JSON.stringify(one, undefined, 2));
    const judged = await copy.publish('main', 'Have the calls of the mesh judged');
    // Somebody else's pipeline applies them; Rangelight reads them.
    for (const [link, manifests] of Object.entries(STANDS))
      for (const one of manifests) await apply(context, link, one);
    const predicted = await completedCheck(context, judged, 'rangelight/apply (prod)');
    expect(
      predicted.conclusion === 'failure',
      `rangelight/apply ended with ${predicted.conclusion}: ${predicted.title}`,
    );
    const before = await call(context, 'http://nodeapp2/');
    expect(before.status === 503, `nodeapp2 answered ${before.status} although nobody knows its endpoints`);
    say(
      `${CALLER} in ${US} → http://nodeapp2/: ${before.status}, as the check says: the control planes do not know each other`,
    );

    for (const link of [US_LINK, EU_LINK]) await installMesh(context, link);
    await copy.edit(FLEET, (text) => text.replace('{discovery: none, stubs: report}', '{stubs: report}'));
    await applied(context, await copy.publish('main', 'Let control planes that Google runs know each other'));
    await until('a call to the other cluster', PATIENCE_MS, async () =>
      (await call(context, 'http://nodeapp2/')).cluster === 'gke-eu' ? true : undefined,
    );
    const by = await until('calls to both versions', PATIENCE_MS, () => bothVersions(context));
    say(`connected: http://nodeapp2/ is answered by gke-eu, http://nodeapp1/ by ${by.join(' and ')}`);
    const options = await read(context, US_LINK, OPTIONS);
    expect(options.includes('"ASM_OPTS":"LOGGING=on"'), `the entry of somebody else is gone: ${options}`);

    await copy.git('checkout', '--quiet', '-b', 'tidy-up');
    await copy.git('rm', '--quiet', fileOf(US_LINK, service('nodeapp2')));
    const head = await copy.publish('tidy-up', 'Take out a Service without pods');
    const number = await openPullRequest(context, 'tidy-up', 'Take out a Service without pods');
    const check = await completedCheck(context, head, 'rangelight/plan');
    expect(check.conclusion === 'failure', `rangelight/plan ended with ${check.conclusion}: ${check.title}`);
    const comment = await planComment(context, number);
    const told = comment.split('\n').find((line) => line.startsWith('- 🔴')) ?? '';
    expect(told.includes('nodeapp2'), `the comment does not say which call breaks:\n${comment}`);
    say(`in the pull request: ${told.trim()}`);
    const place = /^- ⛔ `([^`]+)`/m.exec(comment)?.[1];
    expect(place !== undefined, `the comment has no line for the call:\n${comment}`);
    say(`at ${place}`);
    await copy.git('checkout', '--quiet', 'main');
    return { before: before.status, by, check: check.title };
  },
};

/** The clusters get folders, which say what stands where. */
function withMesh(text: string): string {
  const start = text.indexOf('  clusters:\n');
  const end = text.indexOf('  manifests:\n');
  const members = text
    .slice(start + '  clusters:\n'.length, end)
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
  const clusters = `  clusters:\n    folders: clusters/{location}/{name}/**\n    members:\n${members}`;
  const rest = text.slice(end).replace('  manifests:\n', '  manifests:\n    - clusters/**/*.yaml\n');
  return `${text.slice(0, start)}${clusters}${rest}  mesh: {discovery: none, stubs: report}\n`;
}

function fileOf(link: string, { kind, metadata: { name } }: Manifest): string {
  return `clusters/${link}/${kind.toLowerCase()}-${name}.yaml`;
}

async function apply({ local }: Context, link: string, manifest: Manifest): Promise<void> {
  const group = manifest['apiVersion'] === 'v1' ? '/api/v1' : `/apis/${String(manifest['apiVersion'])}`;
  const where = manifest.kind === 'Namespace' ? '' : `/namespaces/${NAMESPACE}`;
  await send(local, link, `${group}${where}/${manifest.kind.toLowerCase()}s/${manifest.metadata.name}`, manifest);
}

async function applied(context: Context, commit: string): Promise<void> {
  const check = await completedCheck(context, commit, 'rangelight/apply (prod)');
  expect(check.conclusion === 'success', `rangelight/apply ended with ${check.conclusion}: ${check.title}`);
}

/** As whoever provisions Cloud Service Mesh does: the options hold an entry of his own. */
async function installMesh({ local }: Context, link: string): Promise<void> {
  const apiVersion = 'v1';
  await send(local, link, SYSTEM, { apiVersion, kind: 'Namespace', metadata: { name: 'istio-system' } });
  await send(local, link, OPTIONS, {
    apiVersion,
    kind: 'ConfigMap',
    metadata: { name: 'asm-options', namespace: 'istio-system' },
    data: { ASM_OPTS: 'LOGGING=on' },
  });
}

async function read({ local }: Context, link: string, path: string): Promise<string> {
  const headers = { authorization: `Bearer ${TOKENS.google}` };
  const answer = await apiOf(local, link)?.handler(new Request(`https://cluster${path}`, { headers }));
  return (await answer?.text()) ?? '';
}

function apiOf({ cloud }: Context['local'], link: string): Api | undefined {
  return cloud.clusters.find(({ layout }) => layout.link === link)?.api;
}

async function send(local: Context['local'], link: string, path: string, object: object): Promise<void> {
  const headers = { authorization: `Bearer ${TOKENS.google}`, 'content-type': 'application/apply-patch+yaml' };
  const url = `https://cluster${path}?fieldManager=team-pipeline&force=true`;
  const answer = await apiOf(local, link)?.handler(
    new Request(url, { method: 'PATCH', headers, body: JSON.stringify(object) }),
  );
  expect(answer?.ok === true, `${path} of ${link}: ${await answer?.text()}`);
}

function call({ local }: Context, url: string): ReturnType<typeof ask> {
  const proxy = local.cloud.clusters.find(({ layout }) => layout.location === US)?.meshProxy ?? '';
  return ask(proxy, url, { caller: CALLER });
}

/** A pod is drawn for each call: a few calls meet both. */
async function bothVersions(context: Context): Promise<readonly string[] | undefined> {
  const by = new Set<string>();
  for (let left = 10; left > 0; left -= 1) by.add((await call(context, 'http://nodeapp1/')).cluster ?? 'nobody');
  return by.size === 2 && !by.has('nobody') ? [...by].sort() : undefined;
}
