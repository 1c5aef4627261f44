// Pushes one scene after the other in a world whose calls take as long as in life, and tells when traffic had moved.
import { SERVICES } from '../../../infra/deploy/services.ts';
import { sleep } from '../../../infra/emulators/kit/clock.ts';
import { createPushWindow, type PushWindow } from '../../../infra/emulators/pubsub/push-window.ts';
import { createClients, type RatesOf } from '../../proof/harness/clients.ts';
import { createProofWorld, type ProofWorld } from '../../proof/harness/world.ts';
import { approveAll } from '../../proof/story.ts';
import { finishedRevisions, revisions } from '../../../lib/state/index.ts';
import { asInLife } from '../../proof/harness/as-in-life.ts';
import { type Graph, type Times, timesOf } from './lower-bound.ts';
import { namespacesOf, type Scene, scenesOf, type Size } from './scenes.ts';
import { graphBetween, referencesOf, snapshotOf } from './snapshot.ts';

export interface Measured extends Times {
  readonly balancers: number;
  readonly isSpread: boolean;
  readonly scene: string;
  /** Seconds from the push until the last operation ended that leads requests. */
  readonly moved: number;
  readonly ratio: number;
  /** Seconds from the push until the revision was finished. */
  readonly finished: number;
  /** What the API took while that happened. */
  readonly writes: number;
  readonly steps: number;
  /** Calls of the worker to the buckets. */
  readonly storageCalls: number;
  readonly graph: Graph;
}

const TICK_MS = 60_000;
const LOOK_MS = 1_000;
const LONGEST_MS = 3 * 3_600_000;

/** What one instance of a function may ask of Compute in a minute, as it is deployed, times so many. */
function ratesOf(name: keyof RatesOf, instances: number): RatesOf[keyof RatesOf] {
  const { shares, mostInstances } = SERVICES[name];
  const each = (share: number): number => Math.floor(share / mostInstances) * Math.min(instances, mostInstances);
  return {
    readsPerMinute: each(shares.COMPUTE_READS_PER_MINUTE),
    writesPerMinute: each(shares.COMPUTE_WRITES_PER_MINUTE),
  };
}

/** Of one delivery to the planner at a time, and of the sweep of each minute. */
const ONE = 1;

/** As many as all instances take at once, and few at first. */
function windowOf(name: 'worker' | 'reporter'): PushWindow {
  const { concurrency, mostInstances } = SERVICES[name];
  return createPushWindow(concurrency * mostInstances);
}

/** Quotas of a project with room for all of it. */
const ROOM = Object.fromEntries(
  ['STATIC_ADDRESSES', 'FORWARDING_RULES', 'GLOBAL_EXTERNAL_MANAGED_FORWARDING_RULES', 'TARGET_HTTP_PROXIES']
    .concat(['URL_MAPS', 'BACKEND_SERVICES', 'HEALTH_CHECKS', 'NETWORK_ENDPOINT_GROUPS'])
    .map((metric) => [metric, 10_000]),
);

/** @param told hears of each as it is measured */
export async function measure(size: Size, wanted: RegExp, told: (one: Measured) => void): Promise<void> {
  // Runs of one namespace have one instance; those of many have all.
  const instances = size.isSpread && size.balancers > 1 ? SERVICES.worker.mostInstances : 1;
  const rates = {
    planner: ratesOf('planner', ONE),
    worker: ratesOf('worker', instances),
    drift: ratesOf('drift', ONE),
  };
  const clients = await createClients(rates);
  const world = await createProofWorld(clients, {
    operations: 'realistic',
    turn: asInLife(1),
    namespaces: namespacesOf(size),
    quotas: ROOM,
    windows: { tasks: windowOf('worker'), reports: windowOf('reporter') },
    // What comes after traffic has moved is not what is measured.
    timings: { settleMs: 10_000, bakeMs: 10_000 },
  });
  try {
    const beginning = world.clock.now();
    for (const scene of scenesOf(size)) {
      const intoTick = (world.clock.now() - beginning) % TICK_MS;
      await world.clock.advance((TICK_MS - intoTick + scene.phaseMs) % TICK_MS);
      const one = await measured(world, size, scene, rates.worker.writesPerMinute);
      if (wanted.test(scene.name)) told(one);
    }
  } finally {
    await world.close();
    clients.close();
  }
}

async function measured(
  world: ProofWorld,
  size: Size,
  { name, tree }: Scene,
  writesPerMinute: number,
): Promise<Measured> {
  const { clock, cloud, invocations } = world;
  const before = snapshotOf(cloud.compute.view);
  const [pushedAt, firstCall] = [clock.now(), invocations.calls.length];
  const commit = world.push(tree);
  await clock.until(finishes(world, commit));
  const finishedAt = clock.now();
  const graph = graphBetween(before, snapshotOf(cloud.compute.view), writesPerMinute);
  const times = timesOf(graph);
  const moved = (await movedAt(world, pushedAt)) - pushedAt;
  const calls = invocations.calls.slice(firstCall).filter(({ by }) => by === 'worker');
  return {
    ...size,
    scene: name,
    moved: moved / 1_000,
    ratio: moved / 1_000 / times.bound,
    finished: (finishedAt - pushedAt) / 1_000,
    writes: calls.filter(({ system, write }) => system === 'compute' && write).length,
    steps: stepsDone(world, pushedAt),
    storageCalls: calls.filter(({ system }) => system === 'storage').length,
    ...times,
    graph,
  };
}

/** Approves what meets a gate; ends when the commit is carried out. */
async function finishes(world: ProofWorld, commit: string): Promise<void> {
  const { clock, bus, store } = world;
  const until = clock.now() + LONGEST_MS;
  const revision = revisions.at('prod', commit, 'head').key;
  let isApproved = false;
  const isFinished = (): boolean => documentAt(world, finishedRevisions.at('prod').key)['commit'] === commit;
  while (!isFinished() || !bus.isQuiet() || store.state.keys().some((key) => key.startsWith('open/'))) {
    if (clock.now() > until) throw new RangeError(`${commit} is not finished after three hours`);
    await sleep(clock, LOOK_MS);
    if (!isApproved && store.state.textOf(revision) !== undefined) {
      await approveAll(world, commit);
      isApproved = true;
    }
  }
}

/** Nothing is as good as an empty one here. */
function documentAt({ store }: ProofWorld, key: string): Readonly<Record<string, unknown>> {
  return JSON.parse(store.state.textOf(key) ?? '{}') as Readonly<Record<string, unknown>>;
}

/** Of all runs since then. */
function stepsDone(world: ProofWorld, since: number): number {
  const keys = world.store.state.keys().filter((key) => key.startsWith('runs/'));
  type Entry = ReturnType<typeof documentAt>;
  const objects = keys.map((key) => documentAt(world, key));
  // Several that came together are one object.
  const entries = objects.flatMap((one): readonly Entry[] =>
    Array.isArray(one['entries']) ? (one['entries'] as readonly Entry[]) : [one],
  );
  return entries.filter(({ type, at }) => type === 'done' && Number(at) >= since).length;
}

interface Operation {
  readonly targetLink: string;
  readonly insertTime: string;
  readonly endTime?: string;
}

/** When the last operation ended on what a forwarding rule leads to. */
async function movedAt({ cloud }: ProofWorld, since: number): Promise<number> {
  const { compute } = cloud;
  const serving = new Set<string>();
  const visit = (path: string): void => {
    if (serving.has(path)) return;
    serving.add(path);
    const resource = compute.view.get(path);
    if (resource !== undefined) for (const other of referencesOf(resource)) visit(other);
  };
  for (const { path } of compute.view.list('forwardingRules')) visit(path);
  let last = since;
  for (let token = ''; ; ) {
    const path = `/compute/v1/projects/${compute.view.project}/global/operations?maxResults=500&pageToken=${token}`;
    const answer = await compute.handler(new Request(`http://compute.local${path}`));
    const page = (await answer.json()) as { readonly items?: readonly Operation[]; readonly nextPageToken?: string };
    for (const { targetLink, insertTime, endTime } of page.items ?? []) {
      const target = targetLink.replace(/^.*\/v1\//, '');
      if (endTime === undefined || Date.parse(insertTime) < since || !serving.has(target)) continue;
      last = Math.max(last, Date.parse(endTime));
    }
    if (page.nextPageToken === undefined) return last;
    token = page.nextPageToken;
  }
}
