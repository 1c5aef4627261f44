// Traffic: requests on every route that is there before and after, from each region, between any two outgoing calls and
// at each second, while edges lag behind by up to two minutes; every few seconds one that takes 10 s. Nothing is ever
// retried. In process a connection is no more than its requests, so new and kept-alive ones are one.
import { isOutage } from '../../infra/emulators/compute/data-plane/index.ts';
import type { Clients } from './harness/clients.ts';
import { type Route, vipOf } from './harness/invariants.ts';
import type { Tree } from './harness/repository.ts';
import { createProofWorld, type ProofOptions, type ProofWorld } from './harness/world.ts';
import type { Scenario } from './scenarios.ts';

export interface TrafficResult {
  readonly scenario: string;
  readonly sent: number;
  readonly long: number;
  /** Not by an edge that is broken. */
  readonly failed: number;
  /** Met an edge that is broken, of those that are sent at even intervals and take no time. */
  readonly outages: number;
  /** Units of which something replaced still stands at the end. */
  readonly retiring: number;
  /** How often each kind of failure was seen. */
  readonly reasons: Readonly<Record<string, number>>;
}

const SECOND = 1_000;
/** For hours. */
export const SELDOM_MS = 10_000;
/** For routes that are seldom visited. */
export const RARE_MS = 5 * 60_000;
const LONG_MS = 10_000;
const LONG_EVERY = 5;
/** What a planner without a guard does may have no end to wait for. */
const UNGUARDED_MS = 20 * 60_000;
/** Until a whole minute of requests is visible in the metric: for so long they are sent before an incident begins. */
export const SEEN_MS = 4 * 60_000;
/** Longer than an edge lags behind. */
const TAKEN_UP_MS = 5 * 60_000;

export async function trafficDuring(
  clients: Clients,
  scenario: Scenario,
  options: Pick<ProofOptions, 'tamper' | 'timings' | 'seed'> & {
    readonly tree?: (tree: Tree) => Tree;
    /** What goes wrong from the push on; over when it is settled. `failed`: whether a request has failed by now. */
    readonly incident?: (world: ProofWorld, failed: () => boolean) => Promise<void>;
  } = {},
): Promise<TrafficResult> {
  let between = (): void => {};
  const { tamper, incident, tree: adapt = (tree: Tree): Tree => tree, ...rest } = options;
  const world = await createProofWorld(clients, {
    ...rest,
    ...(tamper && { tamper }),
    ...(scenario.zones && { zones: scenario.zones }),
    propagation: 'long',
    operations: 'fast',
    // For hours: reads change nothing.
    onCall: ({ write }) => (write || incident === undefined ? between() : undefined),
  });
  // Drift would mend what a planner without a guard leaves out, again and again.
  const pushed = (tree: Tree): string => world.push(adapt(tamper === undefined ? tree : withoutHealing(tree)));
  const settle = (): Promise<void> => (tamper === undefined ? world.untilIdle() : world.clock.advance(UNGUARDED_MS));
  try {
    await scenario.prepare?.(world);
    if (scenario.before !== undefined) pushed(scenario.before);
    await settle();
    await world.clock.advance(TAKEN_UP_MS);
    const prober = probe(world, scenario.routes, incident === undefined ? SECOND : SELDOM_MS);
    between = prober.between;
    // Who comes now came before, too: a metric that is stuck from the push on has seen them.
    if (incident !== undefined) await world.clock.advance(SEEN_MS);
    await scenario.disturb?.(world);
    pushed(scenario.after);
    await (incident === undefined ? settle() : incident(world, () => prober.result().failed > 0));
    await world.clock.advance(TAKEN_UP_MS);
    between = () => {};
    prober.stop();
    await world.clock.advance(2 * LONG_MS);
    const retiring = world.store.state.keys().filter((key) => key.startsWith('retirements/')).length;
    return { scenario: scenario.name, retiring, ...prober.result() };
  } finally {
    await world.close();
  }
}

function withoutHealing(tree: Tree): Tree {
  const fleet = tree['rangelight.yaml'] ?? '';
  return { ...tree, 'rangelight.yaml': fleet.replace('"drift":"heal"', '"drift":"report"') };
}

/** Sends requests until it is stopped. */
export function probe(world: ProofWorld, routes: readonly Route[], everyMs: number) {
  const { clock, cloud } = world;
  const vips = routes.map((route) => ({ ...route, vip: vipOf(world, route.ingress, route.port) ?? 'none' }));
  const regions = cloud.dataPlane.edges().map(({ region }) => region);
  const reasons: Record<string, number> = {};
  let sent = 0;
  let long = 0;
  let failed = 0;
  let outages = 0;
  let rounds = 0;
  let cancel = (): void => {};
  const count = (status: number, reason: string, isEven: boolean): void => {
    if (status === 200) return;
    if (isOutage(reason)) {
      if (isEven) outages += 1;
      return;
    }
    failed += 1;
    const told = `${status} ${reason}`;
    reasons[told] = (reasons[told] ?? 0) + 1;
  };
  const often = vips.filter(({ isSeldom }) => isSeldom !== true);
  const send = (to: typeof vips, takes: number, isEven = false): void => {
    for (const { vip, host, port = 80, path = '/' } of to) {
      for (const region of regions) {
        sent += 1;
        if (takes > 0) long += 1;
        const { now, answer } = cloud.dataPlane.send({ region, vip, port, host, path, takes });
        if (now !== undefined) count(now.status, now.reason, isEven);
        else void answer.then(({ status, reason }) => count(status, reason, false));
      }
    }
  };
  const round = (): void => {
    cancel = clock.after(everyMs, round);
    send((rounds * everyMs) % RARE_MS === 0 ? vips : often, 0, true);
    rounds += 1;
    if (rounds % LONG_EVERY === 0) send(often, LONG_MS);
  };
  round();
  return {
    between: () => send(often, 0),
    stop: () => cancel(),
    result: () => ({ sent, long, failed, outages, reasons }),
  };
}
