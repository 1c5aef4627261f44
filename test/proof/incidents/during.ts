// A rollout while an incident of the table happens, on a virtual clock. What counts is what fails by our own doing:
// what an edge answers that is empty or lost would fail whatever anybody configured, and is counted apart.
import { play } from '../../../infra/local/incidents/play.ts';
import { type Act, type Incident, INCIDENTS } from '../../../infra/local/incidents/table.ts';
import { retirements } from '../../../lib/state/index.ts';
import type { Clients } from '../harness/clients.ts';
import { DEPLOYED_TIMINGS } from '../harness/functions.ts';
import type { ProofOptions, ProofWorld } from '../harness/world.ts';
import { RARE_MS, SEEN_MS, SELDOM_MS, type TrafficResult, trafficDuring } from '../traffic.ts';
import type { Rollout } from './rollouts.ts';

const MINUTE_MS = 60_000;
/** Two hours after requests were led to it anything is old enough (ADR 0098), and somebody has looked. */
const OLD_ENOUGH_MINUTES = 126;
/** Until the newest requests to the old are old enough, and somebody has looked. */
const AFTER_MINUTES = 35;

/** Those in which nobody who changes something should lose a request. */
export const PREVENTABLE: readonly Incident[] = INCIDENTS.filter(({ unpreventable }) => unpreventable !== true);

export interface IncidentResult extends TrafficResult {
  readonly incident: string;
  /** What stood to be retired when the metric was still wrong an hour after the push, and at most before that. */
  readonly stood: { readonly atMost: number; readonly whileWrong: number };
  /** What is wrong with it, in words; empty: nothing. */
  readonly wrong: readonly string[];
}

/** Keys of what stands to be retired now. */
export function retiringIn({ store }: ProofWorld): readonly string[] {
  const { items } = (store.contents()[retirements.at('prod', 'blue').key] ?? { items: {} }) as { items: object };
  return Object.keys(items);
}

/**
 * @param options.isCurtailed it is over with the first request that fails by our own doing, and nothing is waited for.
 */
export async function incidentDuring(
  clients: Clients,
  rollout: Rollout,
  incident: Incident,
  options: Pick<ProofOptions, 'tamper' | 'timings' | 'seed'> & { readonly isCurtailed?: true } = {},
): Promise<IncidentResult> {
  const { isCurtailed, ...rest } = options;
  const stood = { atMost: 0, whileWrong: 0 };
  const until = Math.max(incident.overMinutes + AFTER_MINUTES, OLD_ENOUGH_MINUTES);
  const wrongUntil = Math.max(0, ...incident.acts.filter(isOfMetric).map((act) => act.fromMinutes + act.forMinutes));
  const traffic = await trafficDuring(clients, rollout, {
    timings: DEPLOYED_TIMINGS,
    ...rest,
    incident: async (world, failed) => {
      play(incident, { clock: world.clock, ...world.cloud });
      for (let minute = 0; minute < until; minute += 1) {
        if (isCurtailed === true && failed()) return;
        if (rollout.next?.afterMinutes === minute) world.push(rollout.next.tree);
        if (minute === wrongUntil) stood.whileWrong = retiringIn(world).length;
        if (minute <= wrongUntil) stood.atMost = Math.max(stood.atMost, retiringIn(world).length);
        await world.clock.advance(MINUTE_MS);
      }
    },
  });
  const result = { ...traffic, incident: incident.name, stood };
  return { ...result, wrong: wrongWith(result, incident, rollout) };
}

function wrongWith(
  { failed, reasons, retiring, outages, stood }: Omit<IncidentResult, 'wrong'>,
  incident: Incident,
  rollout: Rollout,
): readonly string[] {
  const expected = rollout.routes.reduce((sum, { isSeldom }) => sum + outagesWithoutUs(incident, isSeldom), 0);
  return [
    ...(failed === 0 ? [] : [`failed by our own doing: ${JSON.stringify(reasons)}`]),
    ...(retiring === 0 ? [] : ['what was replaced is there still']),
    ...(outages === expected ? [] : [`${outages} requests met a broken edge, and ${expected} would without us`]),
    ...(stood.whileWrong === stood.atMost
      ? []
      : [`the metric was wrong, and ${stood.atMost - stood.whileWrong} were retired on it`]),
  ];
}

/** Of the requests that are sent at even intervals for one route: how many meet an edge that answers nothing itself. */
function outagesWithoutUs({ acts }: Incident, isSeldom = false): number {
  const regions = { everywhere: 3, 'one region': 1 };
  const broken = acts.flatMap((act) => ('edges' in act && isBroken(act) ? [act] : []));
  const everyMs = isSeldom ? RARE_MS : SELDOM_MS;
  const sentBefore = (minutes: number): number => Math.ceil((SEEN_MS + minutes * MINUTE_MS) / everyMs);
  const each = broken.map(
    ({ fromMinutes, forMinutes, where }) =>
      (sentBefore(fromMinutes + forMinutes) - sentBefore(fromMinutes)) * regions[where],
  );
  return each.reduce((sum, one) => sum + one, 0);
}

function isBroken({ edges }: Extract<Act, { readonly edges: object }>): boolean {
  return edges.type === 'empty' || edges.type === 'lost';
}

function isOfMetric(act: Act): boolean {
  return 'metric' in act;
}
