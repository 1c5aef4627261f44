// 10. Multi-cluster Services: an export makes a producer in one cluster callable from another one; a second export that
//     disagrees is told in
// its pull request; the first one is withdrawn while calls go on.
import { ask } from '../client.ts';
import { expect, until } from '../expect.ts';
import { type Chapter, type Context, EU } from './context.ts';
import { completedCheck, merge, openPullRequest, planComment } from './github-view.ts';
import { vipOf } from './merge.ts';

const PATIENCE_MS = 60_000;
const FLEET = 'rangelight.yaml';
const NAME = 'sample-producer.istio-apps.svc.clusterset.local';
const EXPORT = `apiVersion: net.gke.io/v1
kind: ServiceExport
metadata: {name: sample-producer, namespace: istio-apps}
`;
const [US_LINK, ASIA_LINK] = ['us-west1/gke-us', 'asia-east1/gke-asia'];

export const clusterset: Chapter = {
  title: 'Calls between clusters: an export, a conflict, and a withdrawal while calls go on',
  async tell(context) {
    const { copy, say } = context;
    await backToMain(context);
    await copy.write('manifests/istio-apps/export.yaml', EXPORT);
    await copy.edit(FLEET, (text) => `${text}  services: {placement: {istio-apps/sample-producer: [${US_LINK}]}}\n`);
    await applied(context, await copy.publish('main', 'Export sample-producer from gke-us'));
    const first = await until('a call through the VIP to the other cluster', PATIENCE_MS, () => chain(context));
    say(`client near ${EU} → VIP → ${first.caller} → ${NAME} → ${first.producer}`);
    expect(first.caller === 'gke-eu' && first.producer === 'gke-us', `${first.caller} called ${first.producer}`);

    const prober = probe(context);
    const conflict = await proposed(context, 'export-asia', `[${US_LINK}]`, `[${US_LINK}, ${ASIA_LINK}]`);
    const told = conflict.comment.split('\n').find((line) => line.includes('sessionAffinity')) ?? '';
    expect(told.includes(US_LINK), `the comment does not say who wins the conflict:\n${conflict.comment}`);
    say(`in the pull request: ${told.trim()}`);
    await applied(context, await merge(context, conflict.number));
    await until('both clusters answer', PATIENCE_MS, () => prober.answered(['gke-asia', 'gke-us']));

    const withdrawal = await proposed(context, 'withdraw-us', `[${US_LINK}, ${ASIA_LINK}]`, `[${ASIA_LINK}]`);
    await applied(context, await merge(context, withdrawal.number));
    await until('gke-asia alone answers', PATIENCE_MS, () => prober.answered(['gke-asia']));
    const { sent, failures } = await prober.stop();
    const last = await until('a call through the VIP', PATIENCE_MS, () => chain(context));
    expect(last.producer === 'gke-asia', `${last.caller} called ${last.producer}`);
    say(`withdrawn from gke-us: ${failures.length} of ${sent} requests failed, and gke-asia answers`);
    expect(failures.length === 0, `calls failed: ${failures.slice(0, 3).join('; ')}`);
    await backToMain(context);
    return { first, conflict: told.trim(), sent, failed: failures.length };
  },
};

interface Chain {
  readonly caller: string;
  readonly producer: string;
}

/** Undefined: the call is not answered to its end. */
async function chain(context: Context): Promise<Chain | undefined> {
  const answer = await context.ask(EU, `http://${vipOf(context, 'caller')}/caller/producer`);
  if (answer.status !== 200) return undefined;
  const { cluster, producer } = JSON.parse(answer.body) as { cluster: string; producer: { cluster: string } };
  return { caller: cluster, producer: producer.cluster };
}

/** Pods behind a name are drawn for each call: so many in a row are of one cluster only where there is no other. */
const RECENT = 12;

/** A pod of gke-eu that calls the name, one call after the other, until it is stopped. */
function probe({ local }: Context) {
  const proxy = local.cloud.clusters.find(({ layout }) => layout.location === EU)?.proxy ?? '';
  const failures: string[] = [];
  const producers: string[] = [];
  const stopping = new AbortController();
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      const { status, cluster = 'nobody', body } = await ask(proxy, `http://${NAME}:8080/`);
      if (status !== 200) failures.push(body);
      producers.push(cluster);
    }
  })();
  return {
    /** Whether these are the clusters that answered last. */
    answered(clusters: readonly string[]): Promise<true | undefined> {
      const recent = new Set(producers.slice(-RECENT));
      return Promise.resolve([...recent].sort().join() === clusters.join() ? true : undefined);
    },
    async stop() {
      stopping.abort();
      await ended;
      return { sent: producers.length, failures };
    },
  };
}

/** A pull request that changes where the producer is exported from, and what is told of it. */
async function proposed(context: Context, branch: string, before: string, after: string) {
  const { copy } = context;
  await backToMain(context);
  await copy.git('checkout', '--quiet', '-b', branch);
  await copy.edit(FLEET, (text) => text.replace(before, after));
  const commit = await copy.publish(branch, `Export sample-producer from ${after}`);
  const number = await openPullRequest(context, branch, `Export sample-producer from ${after}`);
  const plan = await completedCheck(context, commit, 'rangelight/plan');
  expect(plan.conclusion === 'success', `rangelight/plan ended with ${plan.conclusion}: ${plan.title}`);
  return { number, comment: await planComment(context, number) };
}

async function backToMain({ copy }: Context): Promise<void> {
  await copy.git('checkout', '--quiet', 'main');
  await copy.git('pull', '--quiet', 'origin', 'main');
}

async function applied(context: Context, commit: string): Promise<void> {
  const check = await completedCheck(context, commit, 'rangelight/apply (prod)');
  expect(check.conclusion === 'success', `rangelight/apply ended with ${check.conclusion}: ${check.title}`);
}
