// Where a fleet stands now, as the functions noted it last.
import type { Revision } from '../../plan/index.ts';
import type { Clock, Store } from '../../ports/index.ts';
import { type FleetStatus, stateOf, type Telling, type UnitStatus } from '../../report/index.ts';
import {
  type Damage,
  finishedRevisions,
  heads,
  latestFacts,
  LONGEST_GAP_MS,
  type OpenRun,
  type Place,
  retirements,
  revisions,
  stopsSeen,
  WHOLE_FLEET,
} from '../../state/index.ts';
import { openRunsIn } from '../records/open-run.ts';
import { inFreeze, readRunViews } from '../reporting/run-views.ts';
import { type StandingFreeze, standingFreeze } from '../words/freezes.ts';
import { activePause, pauseWords } from '../words/pauses.ts';
import { unitStatus } from './unit-status.ts';

export interface OncallWorld extends Telling {
  readonly store: Store;
  readonly clock: Clock;
}

/** What cannot be read of the documents is said in the answer; fails only where the bucket does. */
export async function readStatus(world: OncallWorld, fleet: string, signal: AbortSignal): Promise<FleetStatus> {
  const { store, clock } = world;
  const damaged: Damage[] = [];
  const read = async <T>(place: Place<T>): Promise<T | undefined> => {
    const reading = await place.look(store, signal);
    if (!('damage' in reading)) return reading.found?.value;
    damaged.push(reading.damage);
    return undefined;
  };
  const head = await read(heads.at(fleet));
  const finished = await read(finishedRevisions.at(fleet));
  const facts = await read(latestFacts.at(fleet));
  const swept = await read(stopsSeen.at(fleet));
  const revision = head && (await read(revisions.at(fleet, head.commit, 'head')));
  const freeze = await standingFreeze(world, fleet, signal);
  const pause = await activePause(world, fleet, WHOLE_FLEET, signal);
  const at = clock.now();
  return {
    fleet,
    at,
    ...(head && { head: { repository: head.repository, commit: head.commit, seq: head.seq } }),
    // Number 0 is the policy of the very first head, before anything of it is carried out.
    ...(finished && finished.seq > 0 && { finished: { commit: finished.commit, seq: finished.seq } }),
    ...(revision && { verdict: revision.verdict }),
    ...(swept && { sweptAt: swept.sweptAt }),
    isSweepLate: swept === undefined || at - swept.sweptAt > LONGEST_GAP_MS,
    ...(freeze && { freeze: freeze.why }),
    ...(pause && { pause: pauseWords(pause) }),
    clusters: Object.entries(facts?.clusters ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([link, { state, unread }]) => ({ link, state, ...(unread && { reason: unread.reason }) })),
    units: revision === undefined ? [] : await unitsOf(world, revision, freeze, signal),
    stops: swept?.stops ?? [],
    overrides: swept?.overrides ?? [],
    retiring: await retiringIn(world, fleet, signal),
    damaged: damaged.map(({ bucket, key, why }) => `${key} in the ${bucket} bucket ${why}`),
  };
}

async function retiringIn({ store }: OncallWorld, fleet: string, signal: AbortSignal) {
  const { found } = await retirements.list(store, [fleet], signal);
  return found.map(({ value: { unit, items, offered, asked = [] } }) => ({
    unit,
    count: Object.keys(items).length,
    since: Math.max(...Object.values(items).map((item) => item.since)),
    said: [...new Set(asked.filter(({ answer }) => answer !== 'unused').map(({ said }) => said))],
    ...(offered === undefined ? {} : { offered }),
  }));
}

async function unitsOf(
  world: OncallWorld,
  revision: Revision,
  freeze: StandingFreeze | undefined,
  signal: AbortSignal,
): Promise<readonly UnitStatus[]> {
  // Read first: what begins meanwhile is in the views, and so is what ends.
  const open = await openRunsIn(world.store, revision.fleet, signal);
  const views = inFreeze(await readRunViews(world, revision, undefined, signal), freeze);
  const shown = new Set(views.flatMap(({ runId }) => runId ?? []));
  const planned = revision.units.map(async (envelope): Promise<UnitStatus> => {
    const view = views.find(({ unit, plan }) => unit === envelope.unit && (plan ?? envelope.plan) === envelope.plan);
    return unitStatus(world, { revision, envelope, view, state: stateOf(revision, envelope, view) }, signal);
  });
  const others = [...open].flatMap(([unit, runs]) =>
    runs.filter(({ runId }) => !shown.has(runId)).map((run) => otherRun(unit, run)),
  );
  return [...(await Promise.all(planned)), ...others].sort((a, b) => (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : 0));
}

/** Of a plan that the head does not have: a repair, or an older one that goes on. */
function otherRun(unit: string, { plan, runId, paused, reason, wakeAt }: OpenRun): UnitStatus {
  const state = paused === undefined ? 'running' : 'paused';
  return { unit, plan, state, runId, why: reason, until: wakeAt, failures: [] };
}
