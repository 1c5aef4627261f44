// A cluster drained in all load balancers of a fleet, and given its requests back, as the worker does it for a person's
// word: the same floor, the same pace and the same order as on the command line.
import pLimit from 'p-limit';
import { compareText, isFailure, RangelightError } from '../../../core/index.ts';
import type { Draining, Drains, UndrainAsk } from '../../../live/index.ts';
import { refKey } from '../../../model/index.ts';
import type { Turned } from '../../../plan/index.ts';
import { type Drained, type DrainedService, drainOutlook, drainServices, toDrain } from '../drain/drain.ts';
import { leftText } from '../drain/drain-text.ts';
import { MOST_LOAD } from '../drain/floor.ts';
import { giveBack, type GivenBack } from '../drain/give-back.ts';
import { peaksOf } from '../drain/peaks.ts';
import { servicesOfCluster, type StandingService } from '../drain/standing-services.ts';
import { staysDrained } from './end-drain.ts';

const CONCURRENCY = 8;
const IN_GIT = 'the fleet file drains it (traffic.drained): take the line out there';

export const drainCluster: Drains = {
  async drain({ cluster, by, reason, until, isAsFarAsPossible }, draining, signal) {
    const { fleet, ports, clock } = draining;
    const { project } = fleet;
    const { compute, monitoring } = ports;
    const peakOf = monitoring && (await peaksOf({ compute, monitoring }, project, clock.now(), signal));
    const order = {
      project,
      cluster,
      fleet: fleet.name,
      drain: { by, until, reason },
      mostLoad: MOST_LOAD,
      ...(peakOf === undefined ? {} : { peakOf }),
    };
    const world = { ...draining, compute };
    const { services } = await drainOutlook(world, order, signal);
    const { possible, isRefused } = toDrain(services, isAsFarAsPossible);
    const done = isRefused ? [] : await drainServices(world, order, possible, signal);
    const byName = new Map(done.map((one) => [one.ref.name, one]));
    return services.map((service) => turnedOf(service, byName.get(service.ref.name))).sort(byUnit);
  },

  async undrain(order, draining, signal) {
    const { fleet, ports } = draining;
    const { services } = await servicesOfCluster(ports.compute, fleet.project, order.cluster, fleet.name, signal);
    const limit = pLimit(CONCURRENCY);
    const all = services.map((service) => limit(() => backIn(service, order, draining, signal)));
    return (await Promise.all(all)).flat().sort(byUnit);
  },
};

/** @param done what became of it; undefined where nothing was done. */
function turnedOf(service: DrainedService, done: Drained | undefined): Turned {
  const { ref, unit, floor } = service;
  const it = { unit, name: ref.name };
  if (done?.outcome === 'drained') return { ...it, outcome: 'drained', why: leftText(floor) };
  if (done !== undefined) return { ...it, outcome: done.outcome, why: done.why };
  if (floor.broken !== undefined) return { ...it, outcome: 'refused', why: floor.broken };
  return { ...it, outcome: service.isSaid ? 'drained' : 'held-back', why: leftText(floor) };
}

/** Nothing where no word stands on it. */
async function backIn(
  { ref, unit, backends }: StandingService,
  { cluster, isAtOnce, wantedOf }: UndrainAsk,
  draining: Draining,
  signal: AbortSignal,
): Promise<readonly Turned[]> {
  const { kinds, clock, requestId, ports } = draining;
  const it = { unit, name: ref.name };
  const isSaid = backends.some(({ mark }) => mark?.cluster === cluster && mark.drain !== undefined);
  const isOfGit = staysDrained(wantedOf(unit, refKey(ref)), cluster);
  if (!isSaid) return isOfGit ? [{ ...it, outcome: 'stays', why: IN_GIT }] : [];
  // Marks have whole seconds.
  const now = Math.floor(clock.now() / 1000) * 1000;
  const order = { cluster, now, isAtOnce, isOver: true, staysDrained: isOfGit };
  try {
    const step = await giveBack({ kinds, compute: ports.compute, clock, requestId }, ref, order, signal);
    return [isOfGit ? { ...it, outcome: 'stays', why: IN_GIT } : { ...it, ...wordsOf(step) }];
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError) || isFailure(error, 'unexpected')) throw error;
    return [{ ...it, outcome: 'failed', why: error.message }];
  }
}

function wordsOf(step: GivenBack): Pick<Turned, 'outcome' | 'why'> {
  switch (step.type) {
    case 'whole':
      return { outcome: 'whole' };
    case 'share':
      return { outcome: 'returns' };
    case 'sick':
      return { outcome: 'stays', why: step.why };
  }
}

function byUnit(a: Turned, b: Turned): number {
  return compareText(a.unit, b.unit) || compareText(a.name, b.name);
}
