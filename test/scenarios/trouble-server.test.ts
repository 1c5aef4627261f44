// Trouble of an API server: it is killed or stopped, its etcd is gone, its certificate is of another authority, a token
// is revoked. A real one suffers it, and the functions reach it directly; ours behaves as one that does. Runs with `npm
// run conformance -- trouble`.
import { rename, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLocalAuthority } from '../../infra/emulators/kubernetes/index.ts';
import { peerServers } from '../../infra/local/api-servers/peers.ts';
import type { RunningCluster } from '../../infra/local/cluster.ts';
import { clusterTokenOf } from '../../infra/local/cluster-rights.ts';
import type { FunctionName } from '../../infra/deploy/contract.ts';
import { CLUSTERS } from '../../infra/local/layout.ts';
import { kubeconfig, type PeerCluster, untilReady } from '../peers/index.ts';
import type { Tree } from './support/repository.ts';
import { functionAnswers, refusal, type Respond } from './support/function-answers.ts';
import { APPLY, EU, IN_TROUBLE, ON_PEERS, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, objectsIn } from './support/state.ts';
import { expectServed, INGRESSES, SERVICES, vipIn } from './support/traffic.ts';
import { withHost } from './support/trees.ts';
import { STORY_MS } from '../limits.ts';

/** A server that does not answer costs each call this much. */
const CALL_TIMEOUT_SECONDS = '2';
const MOST_TICKS = 6;

interface Trouble {
  readonly title: string;
  readonly link: typeof US | typeof EU;
  readonly begin: (peer: PeerCluster) => Promise<void>;
  /** Puts everything back. */
  readonly end: (peer: PeerCluster) => Promise<void>;
  /** What our own server does meanwhile. */
  readonly ours: Respond | 'another authority';
  /** What the plan's check says of the cause. */
  readonly told: RegExp;
}

const answers = functionAnswers();
let peers: readonly PeerCluster[];
let scenario: Scenario;
/** Hosts only come: taking one away would need an approval. */
let tree: Tree;
let mend: (() => Promise<void>) | undefined;
/** Aborted when what our server suffers ends. */
let mended = new AbortController();

const program = (peer: PeerCluster, name: string) => {
  const found = peer.started.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`${peer.name} has no ${name}`);
  return found;
};
const ready = (peer: PeerCluster): Promise<void> => untilReady(peer.url, peer.token, peer.started);
const signal = (peer: PeerCluster, name: string, what: NodeJS.Signals): Promise<void> =>
  Promise.resolve(void process.kill(program(peer, name).pid, what));
const restarted = async (peer: PeerCluster, name: string): Promise<void> => {
  await program(peer, name).restart();
  await ready(peer);
};

const certificates = ({ folder }: PeerCluster): readonly [string, string] => [
  join(folder, 'certificates'),
  join(folder, 'certificates-before'),
];
const tokens = ({ folder }: PeerCluster): string => join(folder, 'tokens.csv');
let allTokens = '';

const TROUBLES: readonly Trouble[] = [
  {
    title: 'the primary is killed',
    link: US,
    begin: (peer) => signal(peer, 'kube-apiserver', 'SIGKILL'),
    end: (peer) => restarted(peer, 'kube-apiserver'),
    ours: () => Response.error(),
    told: /cannot be read/,
  },
  {
    title: 'the backup is stopped, and answers nothing',
    link: EU,
    begin: (peer) => signal(peer, 'kube-apiserver', 'SIGSTOP'),
    end: (peer) => signal(peer, 'kube-apiserver', 'SIGCONT').then(() => ready(peer)),
    ours: () => new Promise((answered) => mended.signal.addEventListener('abort', () => answered(Response.error()))),
    told: /cannot be read/,
  },
  {
    title: 'the etcd of the backup is gone',
    link: EU,
    begin: (peer) => signal(peer, 'etcd', 'SIGKILL'),
    end: (peer) => restarted(peer, 'etcd'),
    ours: () => refusal(500, 'InternalError', 'Internal error occurred: etcdserver: request timed out'),
    told: /cannot be read/,
  },
  {
    title: 'the certificate of the backup is of another authority',
    link: EU,
    async begin(peer) {
      await rename(...certificates(peer));
      await restarted(peer, 'kube-apiserver');
    },
    async end(peer) {
      const [now, before] = certificates(peer);
      await rename(now, `${now}-of-another-${Date.now()}`);
      await rename(before, now);
      await restarted(peer, 'kube-apiserver');
    },
    ours: 'another authority',
    told: /certificate/i,
  },
  {
    title: 'the tokens of the functions are revoked at the primary',
    link: US,
    async begin(peer) {
      allTokens = await readFile(tokens(peer), 'utf8');
      await writeFile(tokens(peer), allTokens.replaceAll(/^.*,rangelight-.*\n/gm, ''));
      await restarted(peer, 'kube-apiserver');
    },
    async end(peer) {
      await writeFile(tokens(peer), allTokens);
      await restarted(peer, 'kube-apiserver');
    },
    ours: () => refusal(401, 'Unauthorized', 'Unauthorized'),
    told: /Unauthorized|credential/,
  },
];

async function copiesIn(link: string): Promise<readonly unknown[]> {
  const cluster = clusterOf(scenario.cloud, link);
  const objects = [...(await objectsIn(cluster, INGRESSES)), ...(await objectsIn(cluster, SERVICES))];
  return objects.map(({ metadata: { name, annotations }, spec, status }) => ({ name, annotations, spec, status }));
}

function deletions(): readonly string[] {
  const { compute, clusters } = scenario.cloud;
  return [...compute.journal.entries, ...clusters.flatMap((one) => one.api.journal.entries)]
    .filter(({ method, path }) => method === 'DELETE' || /detachNetworkEndpoints/.test(path))
    .map(({ method, path }) => `${method} ${path}`);
}

/** The way to the real servers. */
const kubeconfigOf = (name: FunctionName): string =>
  kubeconfig(
    CLUSTERS.map((layout) => {
      const { url, ca } = peerAt(layout.link);
      return { name: layout.link.replace('/', '_'), url, ca, token: clusterTokenOf(name) };
    }),
  );
const REAL = { apiServers: peerServers((clusters) => (peers = clusters)), kubeconfigOf };

const peerAt = (link: string): PeerCluster => {
  const found = peers.find(({ name }) => link.endsWith(`/${name}`));
  if (found === undefined) throw new TypeError(`there is no peer ${link}`);
  return found;
};

/** @returns what puts everything back. */
async function begun({ link, begin, end, ours }: Trouble): Promise<() => Promise<void>> {
  if (ON_PEERS) {
    await begin(peerAt(link));
    return () => end(peerAt(link));
  }
  if (ours === 'another authority') return renewed(clusterOf(scenario.cloud, link));
  mended = new AbortController();
  answers.set(link, ours);
  return () => {
    answers.set(link);
    mended.abort();
    return Promise.resolve();
  };
}

/** Shows a certificate of another authority, and the authority, as a real one does. */
async function renewed(cluster: RunningCluster): Promise<() => Promise<void>> {
  const other = await createLocalAuthority();
  const { key, cert } = await other.issue(cluster.layout.name);
  cluster.renewCertificate({ key, cert: `${cert}\n${other.caPem}` });
  return () => Promise.resolve(cluster.renewCertificate());
}

async function ticksUntil(look: () => Promise<boolean>): Promise<void> {
  for (let left = MOST_TICKS; left > 0 && !(await look()); left -= 1) await scenario.tick();
  expect(await look()).toBe(true);
}

const skipped = IN_TROUBLE ? '' : ' (skipped: it needs npm run conformance -- trouble)';
describe.skipIf(!IN_TROUBLE)(`trouble of a server${skipped}`, () => {
  beforeAll(async () => {
    const servers = ON_PEERS ? REAL : { apiServers: answers.apiServers };
    scenario = await startScenario({ ...servers, variables: { CALL_TIMEOUT_SECONDS } });
    tree = scenario.seed;
    await scenario.land(tree);
  }, STORY_MS);
  afterAll(() => scenario.close());
  afterEach(async () => {
    await mend?.();
    mend = undefined;
  });

  test.for(TROUBLES)(
    '$title: the load balancer is programmed, nothing is deleted, and later both are identical',
    { timeout: STORY_MS },
    async (trouble) => {
      const { title, link, told } = trouble;
      const up = link === US ? EU : US;
      const host = `trouble-${TROUBLES.findIndex((one) => one.title === title)}.example.com`;
      const vip = (await vipIn(scenario.cloud, up, 'foobar-ingress')) ?? '';
      const before = deletions();
      mend = await begun(trouble);
      tree = withHost(tree, host);
      const commit = await scenario.land(tree, { mayWait: true });
      const plan = await scenario.github.check(commit, PLAN);
      const words = plan.annotations.map(({ message }) => message).join('\n') + plan.summary;
      expect(words).toContain(link);
      expect(words).toMatch(told);
      // On a busy machine a call to the other one can time out as well, and is made again at a tick.
      await ticksUntil(async () => JSON.stringify(await copiesIn(up)).includes(host));
      await expectServed(scenario, 'foo', vip, host);
      // Not a success before both have it.
      expect((await scenario.github.newestCheck(commit, APPLY)).conclusion).not.toBe('success');

      await mend();
      mend = undefined;
      await ticksUntil(async () => (await scenario.github.newestCheck(commit, APPLY)).conclusion === 'success');
      expect(await copiesIn(link)).toEqual(await copiesIn(up));
      expect(JSON.stringify(await copiesIn(link))).toContain(host);
      expect(deletions()).toEqual(before);
      const written = await scenario.writesDuring(() => scenario.planAgain());
      expect(written).toEqual({ compute: [], kubernetes: [] });
    },
  );
});
