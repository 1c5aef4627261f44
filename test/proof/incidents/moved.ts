// What the evidence costs until traffic has moved: each rollout twice on the virtual clock, with it and by a planner
// that takes the old away in the same run.
import type { Clients } from '../harness/clients.ts';
import { withoutRetiring } from '../without-guard.ts';
import { incidentDuring } from './during.ts';
import { ROLLOUTS } from './rollouts.ts';

/** Nothing is wrong, and it is over before anything is old enough to be retired. */
const CALM = { name: 'calm', happens: 'Nothing', source: { madeUp: 'nothing happens' }, acts: [], overMinutes: 0 };
const MOST_OF_100 = 5;
/** Those that replace what serves or move routes. */
const MOVING = /^(?:port change|selector change|cluster removed|host moved|service shared)/;

export async function movedWithAndWithout(
  clients: Clients,
): Promise<{ readonly tried: string; readonly failures: readonly string[] }> {
  const told: string[] = [];
  const failures: string[] = [];
  for (const rollout of ROLLOUTS.filter(({ name }) => MOVING.test(name))) {
    const { movedMs: ours } = await incidentDuring(clients, rollout, CALM);
    const { movedMs: bare } = await incidentDuring(clients, rollout, CALM, { tamper: withoutRetiring });
    const share = Math.round((ours / bare - 1) * 1_000) / 10;
    told.push(`${rollout.name} ${ours / 1_000} s (${share} %)`);
    if (bare === 0 || Math.abs(share) > MOST_OF_100) failures.push(`${rollout.name}: ${ours} ms with, ${bare} without`);
  }
  return { tried: told.join(', '), failures };
}
