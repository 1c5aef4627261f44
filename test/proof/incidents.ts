// What may happen to the edges and to the metric while something is rolled out, and each guard of a retirement switched
// off. The edges are frozen as Google's were on 2021-11-16, for 84 minutes. Case 58.
import type { MetricTrouble } from '../../infra/emulators/monitoring/index.ts';
import type { World } from '../../lib/app/world.ts';
import { retirements } from '../../lib/state/index.ts';
import { treeOf } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';
import { BASE, type Scenario, TWO, WEB, WEB_ROUTES } from './scenarios.ts';
import type { trafficDuring } from './traffic.ts';
import { withoutRetiring } from './without-guard.ts';

const MINUTE_MS = 60_000;
export const FROZEN_MS = 84 * MINUTE_MS;
/** Until the newest requests to the old are old enough, and somebody has looked. */
const AFTER_MS = 30 * MINUTE_MS;
/** An hour after the routes have moved. */
const OLD_ENOUGH_MS = 75 * MINUTE_MS;

const [foo, bar, rest] = BASE.services;

/** A MultiClusterService is replaced, a cluster leaves, and a host moves to another service, in one push. */
export const THREE_CHANGES: Scenario = {
  name: 'a service replaced, a cluster removed, a host moved',
  before: treeOf(BASE),
  after: treeOf({
    ...TWO,
    services: [{ ...foo, port: 9090 }, bar, rest],
    ingresses: [{ ...WEB, hosts: { ...WEB.hosts, 'bar.example.com': rest.name } }],
  }),
  routes: WEB_ROUTES,
};

/** What the metric may be; each lasts longer than what is replaced has to wait. */
export const METRIC_TROUBLES: readonly { readonly name: string; readonly at: (now: number) => MetricTrouble }[] = [
  { name: 'missing', at: () => ({ type: 'missing' }) },
  { name: 'late', at: () => ({ type: 'delayed', byMs: 30 * MINUTE_MS }) },
  { name: 'stuck', at: (atMs) => ({ type: 'stuck', atMs }) },
  { name: 'not whole', at: () => ({ type: 'partial' }) },
  { name: 'of another load balancer', at: () => ({ type: 'forged', what: 'other-map' }) },
  { name: 'of the future', at: () => ({ type: 'forged', what: 'future' }) },
  { name: 'below zero', at: () => ({ type: 'forged', what: 'negative' }) },
];

type During = NonNullable<NonNullable<Parameters<typeof trafficDuring>[2]>['incident']>;

/** Keys of what stands to be retired now. */
export function retiringIn({ store }: ProofWorld): readonly string[] {
  const { items } = (store.contents()[retirements.at('prod', 'blue').key] ?? { items: {} }) as { items: object };
  return Object.keys(items);
}

/** The edges of all regions, or of the first one alone, are frozen for so long, and then it ends well. */
export function frozenFor(forMs: number, where: 'everywhere' | 'one region' = 'everywhere'): During {
  return async (world) => {
    const [first] = world.cloud.dataPlane.edges();
    world.cloud.dataPlane.freeze(forMs, where === 'everywhere' ? undefined : first?.region);
    await world.clock.advance(Math.max(forMs, OLD_ENOUGH_MS) + AFTER_MS);
  };
}

/** While they are frozen the metric is wrong in each way in turn. @param told hears what stands after each. */
export function frozenWith(troubles: typeof METRIC_TROUBLES, told: (name: string, retiring: number) => void): During {
  return async (world) => {
    const { dataPlane, monitoring } = world.cloud;
    dataPlane.freeze(FROZEN_MS);
    const eachMs = FROZEN_MS / (troubles.length + 1);
    await world.clock.advance(eachMs);
    for (const { name, at } of troubles) {
      monitoring.setTrouble(at(world.clock.now()));
      await world.clock.advance(eachMs);
      told(name, retiringIn(world).length);
    }
    monitoring.setTrouble(undefined);
    await world.clock.advance(AFTER_MS);
    told('at the end', retiringIn(world).length);
  };
}

export const INCIDENTS: ReadonlyMap<string, During> = new Map([
  ['frozen for 10 minutes', frozenFor(10 * MINUTE_MS)],
  ['frozen for 84 minutes', frozenFor(FROZEN_MS)],
  ['frozen for 90 minutes in one region', frozenFor(90 * MINUTE_MS, 'one region')],
  ['frozen for 84 minutes, and the metric wrong', frozenWith(METRIC_TROUBLES, () => {})],
]);

/** Until a request fails, or the edges take changes up again. */
function untilOneFails(trouble?: (now: number) => MetricTrouble): During {
  return async (world, failed) => {
    world.cloud.dataPlane.freeze(FROZEN_MS);
    world.cloud.monitoring.setTrouble(trouble?.(world.clock.now()));
    for (let at = 0; at < FROZEN_MS && !failed(); at += MINUTE_MS) await world.clock.advance(MINUTE_MS);
  };
}

/** Each guard of a retirement switched off: with any of them the prober must see failures. */
export const WITHOUT_EVIDENCE: readonly {
  readonly name: string;
  readonly tamper: (world: World) => World;
  readonly incident: During;
}[] = [
  { name: 'taken away by the run that replaces it', tamper: withoutRetiring, incident: untilOneFails() },
  { name: 'a clock alone', tamper: answering(() => 'unused'), incident: untilOneFails() },
  {
    name: 'nothing is known, and that is taken for no request',
    tamper: answering((answer) => (answer === 'unknown' ? 'unused' : answer)),
    incident: untilOneFails(() => ({ type: 'missing' })),
  },
];

type Answer = 'unused' | 'used' | 'unknown';

function answering(instead: (answer: Answer) => Answer): (world: World) => World {
  return (world) => ({
    ...world,
    runs: {
      ...world.runs,
      of(kind) {
        const run = world.runs.of(kind);
        const { usage } = run;
        if (usage === undefined) return run;
        return {
          ...run,
          async usage(...asked) {
            const found = await usage(...asked);
            return { ...found, answer: instead(found.answer) };
          },
        };
      },
    },
  });
}
