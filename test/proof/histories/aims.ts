// What a history aims at, and what has to happen in it so that such calls are made at all.
import type { Random } from '../../../infra/emulators/kit/random.ts';
import { pick } from '../adversity/pick.ts';
import { type Cell, CELLS } from '../coverage.ts';
import type { Aim } from '../troubles.ts';
import { EACH } from './commits.ts';

/** What a history is made of, so that it makes the calls that it aims at. */
export interface Needs {
  /** The first tree of those with all clusters, or of those without the third. */
  readonly family: number;
  /** Clusters come and leave. */
  readonly membersChange: boolean;
  /** The third cluster is there from the beginning, and leaves. */
  readonly memberLeaves: boolean;
  /** Trees of a family between which it goes. */
  readonly choice: readonly number[];
  /** Nothing of the cloud changes. */
  readonly alike: boolean;
  /** Minutes that a push is given at least, before the next one. */
  readonly patienceMinutes: number;
  /** Minutes before troubles end after the last push. */
  readonly lingerMinutes: number;
  /** How likely somebody is to change something with a console after a push. */
  readonly handsOn: number;
  /** How likely a push is to be forced. */
  readonly forced: number;
}

/**
 * Cells aimed at by one history, and how far apart they are: coprime to their number, so that each is aimed at once in
 * a turn. Each turn begins one cell further on, so that no two are always together.
 */
const AIMS = 3;
const STRIDE = 275;
const WORKER_NEGS = /networkEndpointGroups|endpoints$/;
/**
 * The probes' firewall rule changes at once when a cluster joins; when one leaves, only after all that served there is
 * gone.
 */
const OF_MEMBERS = /change firewalls/;
/** What comes late in a run: the next push waits for it. */
const OF_ENDS = / (?:bake|drain)$/;
/** A backend service changes in place when a cluster leaves it, which drains, or when its rate does. */
const OF_DRAINS = / drain$/;
const OF_BACKENDS = /change backendServices/;
/**
 * The first rollout finishes once before anything is written, and once at its end; so does a commit that changes
 * nothing.
 */
const OF_NOTHING = 'worker: write finished';
/** What is seen only when somebody else changed something. */
const OF_HANDS = /^drift: (?:write|publish)/;
/** What was replaced goes on evidence, hours after something took over. */
const OF_RETIREMENTS = /clear retirements$/;
const HOURS_MINUTES = 150;
const OF_FORCE = /forced-pushes$/;

/**
 * Of one family: all; those between which a cluster is drained; backend services change in place; nothing may change.
 */
const ALL = Array.from({ length: EACH }, (_, index) => index);
const [DRAINING, IN_PLACE, ALIKE] = [
  [0, EACH - 2],
  [0, EACH - 2, EACH - 1],
  [0, 1],
];
const LONG_MINUTES = 8;

/**
 * Three cells for each seed, in turn, so that each is aimed at whatever the dice say; in every second turn at the first
 * call of its kind, because some are made once.
 */
export function aimsOf(seed: number, random: Random): readonly Aim[] {
  return Array.from({ length: AIMS }, (_, which) => {
    const position = seed * AIMS + which;
    const turn = Math.floor(position / CELLS.length);
    const { kind, trouble } = CELLS[(position * STRIDE + turn) % CELLS.length] as Cell;
    return { kind, trouble, nth: turn % 2 === 1 ? 1 : pick(random, [1, 1, 1, 2, 3]) };
  });
}

export function needsOf(seed: number, aims: readonly Aim[]): Needs {
  const aimsAt = (kinds: RegExp): boolean => aims.some(({ kind }) => kinds.test(kind));
  const alike = !aimsAt(OF_DRAINS) && !aimsAt(OF_BACKENDS) && aims.some(({ kind }) => kind === OF_NOTHING);
  return {
    family: aimsAt(WORKER_NEGS) || seed % 8 === 0 ? EACH : 0,
    membersChange: aimsAt(OF_MEMBERS) || seed % 8 === 1,
    memberLeaves: !aimsAt(OF_MEMBERS),
    choice: aimsAt(OF_DRAINS) ? DRAINING : aimsAt(OF_BACKENDS) ? IN_PLACE : alike ? ALIKE : ALL,
    alike,
    patienceMinutes: aimsAt(OF_ENDS) ? LONG_MINUTES : 0,
    lingerMinutes: aimsAt(OF_RETIREMENTS) ? HOURS_MINUTES : 0,
    handsOn: aimsAt(OF_HANDS) ? 1 : 0.15,
    forced: aimsAt(OF_FORCE) ? 1 : 0.15,
  };
}

/** The tree of the next commit; the first one when there is no last one. */
export function nextTree(random: Random, needs: Needs, last: number | undefined): number {
  const { family, membersChange, memberLeaves, choice, alike } = needs;
  if (membersChange) {
    const withThird = last === undefined ? memberLeaves : last < EACH;
    return (withThird ? EACH : 0) + pick(random, ALL);
  }
  return family + pick(random, alike ? choice : choice.filter((tree) => family + tree !== last));
}
