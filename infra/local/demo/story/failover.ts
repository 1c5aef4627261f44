// 6. Failover: one of two pods stops answering, then all pods of a cluster; then they come back.
import type { RunningCluster } from '../../cluster.ts';
import { expect, StoryFailed, until } from '../expect.ts';
import { type Chapter, type Context, EU, US } from './context.ts';
import { vipOf } from './merge.ts';

const PATIENCE_MS = 60_000;
const REQUESTS = 20;

export const failover: Chapter = {
  title: 'Failover: one pod stops answering, then a whole cluster; then they come back',
  async tell(context) {
    const { say } = context;
    const us = clusterOf(context, 'gke-us');
    const [first, ...others] = us.workloads.pods().filter((pod) => pod.app === 'sample-caller');
    if (first === undefined) throw new StoryFailed('gke-us has no sample-caller pod');
    us.workloads.crash(first.name);
    await settledOn(context, US, 'gke-us');
    const served = await servedBy(context, US);
    expect(!served.pods.has(first.name), `${first.name} was still asked after the health threshold`);
    say(`${first.name} is dead: ${REQUESTS} of ${REQUESTS} requests were served by ${[...served.pods].join(', ')}`);
    for (const pod of others) us.workloads.crash(pod.name);
    await settledOn(context, US, 'gke-eu');
    await settledOn(context, EU, 'gke-eu');
    say('all pods of gke-us are dead: gke-eu serves both regions');
    for (const pod of [first, ...others]) await us.workloads.recover(pod.name);
    await settledOn(context, US, 'gke-us');
    say('they are back: us-west1 is served by gke-us again');
    return { killed: first.name, servedBy: [...served.pods], failedOverTo: 'gke-eu', cameHomeTo: 'gke-us' };
  },
};

function clusterOf(context: Context, name: string): RunningCluster {
  const cluster = context.local.cloud.clusters.find((one) => one.layout.name === name);
  if (cluster === undefined) throw new StoryFailed(`no cluster ${name}`);
  return cluster;
}

/** Waits until a whole burst of requests from a region is answered by one cluster, without a failure. */
async function settledOn(context: Context, region: string, cluster: string): Promise<void> {
  await until(`${region} is served by ${cluster} alone`, PATIENCE_MS, async () => {
    const served = await servedBy(context, region);
    return served.failed === 0 && served.clusters.size === 1 && served.clusters.has(cluster) ? true : undefined;
  });
}

interface Served {
  readonly clusters: ReadonlySet<string>;
  readonly pods: ReadonlySet<string>;
  readonly failed: number;
}

async function servedBy(context: Context, region: string): Promise<Served> {
  const clusters = new Set<string>();
  const pods = new Set<string>();
  let failed = 0;
  for (let n = 0; n < REQUESTS; n += 1) {
    const answer = await context.ask(region, `http://${vipOf(context, 'caller')}/who`);
    if (answer.status !== 200) {
      failed += 1;
      continue;
    }
    const { cluster, pod } = JSON.parse(answer.body) as { readonly cluster: string; readonly pod: string };
    clusters.add(cluster);
    pods.add(pod);
  }
  return { clusters, pods, failed };
}
