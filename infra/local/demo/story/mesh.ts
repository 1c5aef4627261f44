// 11. A mesh: nodeapp3 in one cluster calls nodeapp1, which has a version in each, and nodeapp2, whose Service only the
//     other cluster has. By a pull request Rangelight makes that Service, and connects the control planes by one entry
//     of a ConfigMap that somebody else has. A pull request that would break the call is stopped with the reason.
import { TOKENS } from '../../layout.ts';
import { ask } from '../client.ts';
import { expect, until } from '../expect.ts';
import { type Chapter, type Context, US } from './context.ts';
import { annotationsOf, completedCheck, merge, openPullRequest, planComment } from './github-view.ts';
import {
  EU_LINK,
  fileOf,
  type Manifest,
  NAMESPACE,
  service,
  STANDS,
  UNHELPED,
  US_LINK,
  withMesh,
} from './mesh-files.ts';

const PATIENCE_MS = 60_000;
const FLEET = 'rangelight.yaml';
const CALLER = `${NAMESPACE}/nodeapp3`;

const SYSTEM = '/api/v1/namespaces/istio-system';
const OPTIONS = `${SYSTEM}/configmaps/asm-options`;
const LACKED = `/api/v1/namespaces/${NAMESPACE}/services/nodeapp2`;
const [STUB, STUB_OF] = ['rangelight.dev/stub', 'rangelight.dev/stub-of'];

type Api = Context['local']['cloud']['clusters'][number]['api'];
interface Marks {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export const mesh: Chapter = {
  title: 'A mesh: a call across clusters, the Service it lacks, and a change that would break it',
  async tell(context) {
    const { copy, say } = context;
    await toMain(context);
    await copy.edit(FLEET, withMesh);
    for (const [link, manifests] of Object.entries(STANDS))
      for (const one of manifests) await copy.write(fileOf(link, one), JSON.stringify(one, undefined, 2));
    const judged = await copy.publish('main', 'Have the calls of the mesh judged');
    // Somebody else's pipeline applies them; Rangelight reads them.
    for (const [link, manifests] of Object.entries(STANDS))
      for (const one of manifests) await apply(context, link, one);
    for (const link of [US_LINK, EU_LINK]) await installMesh(context, link);
    const predicted = await completedCheck(context, judged, 'rangelight/apply (prod)');
    expect(
      predicted.conclusion === 'failure',
      `rangelight/apply ended with ${predicted.conclusion}: ${predicted.title}`,
    );
    const before = await call(context, 'http://nodeapp2/');
    expect(before.body.includes('NXDOMAIN'), `nodeapp2 has a name already: ${before.status} ${before.body}`);
    const alone = await call(context, 'http://nodeapp1/');
    expect(alone.cluster === 'gke-us', `nodeapp1 is answered by ${alone.cluster} although nobody is connected`);
    say(`${CALLER} in ${US} → http://nodeapp2/: ${before.status}, ${before.body.trim()}`);
    const foretold = (await annotationsOf(context, await completedCheck(context, judged, 'rangelight/plan')))
      .map(({ message }) => message)
      .find((message) => message.includes('nodeapp2'));
    expect(foretold !== undefined, 'no line of the check says that the call to nodeapp2 fails');
    say(`  as the check said: ${foretold}`);
    say(
      `${CALLER} in ${US} → http://nodeapp1/: answered by ${alone.cluster} alone, for the clusters are not connected`,
    );

    const made = await makeWhatIsLacked(context);
    const by = await until('calls to both versions', PATIENCE_MS, () => bothVersions(context));
    say(`http://nodeapp2/ is answered by gke-eu; http://nodeapp1/ by ${by.join(' and ')}, which are connected now`);
    const options = await read(context, US_LINK, OPTIONS);
    expect(options.includes('"ASM_OPTS":"LOGGING=on"'), `the entry of somebody else is gone: ${options}`);

    const check = await breakIt(context);
    await copy.git('checkout', '--quiet', 'main');
    return { before: before.status, made, by, check };
  },
};

/** A pull request that lets Rangelight help: its comment says which Service will be made. */
async function makeWhatIsLacked(context: Context): Promise<string> {
  const { copy, say } = context;
  await copy.git('checkout', '--quiet', '-b', 'let-calls-cross');
  await copy.edit(FLEET, (text) => text.replace(UNHELPED, '{}'));
  const title = 'Connect the mesh, and make the Services that callers lack';
  const head = await copy.publish('let-calls-cross', title);
  const number = await openPullRequest(context, 'let-calls-cross', title);
  const check = await completedCheck(context, head, 'rangelight/plan');
  expect(check.conclusion === 'success', `rangelight/plan ended with ${check.conclusion}: ${check.title}`);
  const comment = await planComment(context, number);
  const told = comment.split('\n').find((line) => line.includes('through a Service that is made')) ?? '';
  expect(told.includes('nodeapp2'), `the comment does not say that a Service will be made:\n${comment}`);
  const [caller, target, answer] = told
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
  say(`in a pull request: ${caller} → ${target}: ${answer}`);

  await applied(context, await merge(context, number));
  const { metadata } = JSON.parse(await read(context, US_LINK, LACKED)) as { readonly metadata?: Marks };
  const { labels, annotations } = metadata ?? {};
  const marks = `${STUB}=${labels?.[STUB]}, ${STUB_OF}=${annotations?.[STUB_OF]}`;
  expect(marks === `${STUB}=true, ${STUB_OF}=${EU_LINK}`, `the Service is not marked: ${marks}`);
  say(`merged: Rangelight has made the Service ${NAMESPACE}/nodeapp2 in gke-us (${marks})`);
  await until('a call to the other cluster', PATIENCE_MS, async () =>
    (await call(context, 'http://nodeapp2/')).cluster === 'gke-eu' ? true : undefined,
  );
  return marks;
}

/** A pull request with a Service of one's own in its place, whose port has another name than in the other cluster. */
async function breakIt(context: Context): Promise<string> {
  const { copy, say } = context;
  await toMain(context);
  await copy.git('checkout', '--quiet', '-b', 'own-service');
  const own = service('nodeapp2', 'web');
  await copy.write(fileOf(US_LINK, own), JSON.stringify(own, undefined, 2));
  const head = await copy.publish('own-service', 'Write the Service of nodeapp2 ourselves');
  const number = await openPullRequest(context, 'own-service', 'Write the Service of nodeapp2 ourselves');
  const check = await completedCheck(context, head, 'rangelight/plan');
  expect(check.conclusion === 'failure', `rangelight/plan ended with ${check.conclusion}: ${check.title}`);
  const comment = await planComment(context, number);
  const told = comment.split('\n').find((line) => line.startsWith('- 🔴')) ?? '';
  expect(told.includes('nodeapp2'), `the comment does not say which call breaks:\n${comment}`);
  say(`in another one, stopped: ${told.slice('- '.length)}`);
  const reason = comment.split('\n').find((line) => line.startsWith('- ⛔') && line.includes('port called web')) ?? '';
  expect(reason !== '', `the comment does not say why:\n${comment}`);
  say(`  ${reason.slice('- '.length)}`);
  return check.title;
}

async function toMain({ copy }: Context): Promise<void> {
  await copy.git('checkout', '--quiet', 'main');
  await copy.git('pull', '--quiet', 'origin', 'main');
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
