// What the evidence costs until traffic has moved: each rollout twice, with it and by a planner that takes the old away
// in the same run. Calls take as long as in life, on the virtual clock: without that all of it happens at once.
import { asInLife } from '../harness/as-in-life.ts';
import type { Clients } from '../harness/clients.ts';
import { DEPLOYED_TIMINGS } from '../harness/functions.ts';
import { createProofWorld, type ProofOptions } from '../harness/world.ts';
import type { Scenario } from '../scenarios.ts';
import { withoutRetiring } from '../without-guard.ts';
import { ROLLOUTS } from './rollouts.ts';

const MOST_OF_100 = 5;
/** Calls take another time by each, so that no single call decides. */
const SEEDS = [1, 2, 3, 4, 5];
/** Until what was there before is rolled out, and all edges know it. */
const BEFORE_MS = 20 * 60_000;
/** Traffic moves within it, and nothing is old enough to be retired. */
const AFTER_MS = 20 * 60_000;
/** Those that replace what serves or move routes. */
const MOVING = /^(?:port change|selector change|cluster removed|host moved|service shared)/;

export async function movedWithAndWithout(
  clients: Clients,
): Promise<{ readonly tried: string; readonly failures: readonly string[] }> {
  const told: string[] = [];
  const failures: string[] = [];
  for (const rollout of ROLLOUTS.filter(({ name }) => MOVING.test(name))) {
    const ours = await meanMs(clients, rollout, {});
    const bare = await meanMs(clients, rollout, { tamper: withoutRetiring });
    const share = Math.round((ours / bare - 1) * 1_000) / 10;
    told.push(`${rollout.name} ${Math.round(ours) / 1_000} s (${share} %)`);
    if (!(Math.abs(share) <= MOST_OF_100)) failures.push(`${rollout.name}: ${ours} ms with, ${bare} without`);
  }
  return { tried: told.join(', '), failures };
}

async function meanMs(clients: Clients, scenario: Scenario, options: Pick<ProofOptions, 'tamper'>): Promise<number> {
  let sum = 0;
  for (const seed of SEEDS) sum += await movedMs(clients, scenario, { ...options, turn: asInLife(seed), seed });
  return sum / SEEDS.length;
}

/** From the push until the last change was asked of a URL map or a backend service that was there before. */
async function movedMs(
  clients: Clients,
  { prepare, disturb, before, after, zones }: Scenario,
  options: Pick<ProofOptions, 'tamper' | 'turn' | 'seed'>,
): Promise<number> {
  const world = await createProofWorld(clients, {
    ...options,
    ...(zones && { zones }),
    operations: 'realistic',
    timings: DEPLOYED_TIMINGS,
  });
  try {
    await prepare?.(world);
    if (before !== undefined) world.push(before);
    await world.clock.advance(BEFORE_MS);
    await disturb?.(world);
    const pushed = { at: world.clock.now(), writes: world.cloud.compute.journal.entries.length };
    world.push(after);
    await world.clock.advance(AFTER_MS);
    const moves = world.cloud.compute.journal
      .mutations(pushed.writes)
      .filter(({ path, method }) => method === 'PATCH' && /\/(?:urlMaps|backendServices)\//.test(path));
    return Math.max(pushed.at, ...moves.map(({ at }) => at)) - pushed.at;
  } finally {
    await world.close();
  }
}
