// What is planned of a commit, read together for a report.
import pLimit from 'p-limit';
import { type Occasion, occasionName, type Plan, type Revision } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import type { CommitPlans, FleetPlan } from '../../report/index.ts';
import { type CommitRecord, plans, revisions } from '../../state/index.ts';

const CONCURRENCY = 8;

/** Fleets that are not planned yet, and those whose plan is damaged, are told apart. */
export async function readCommitPlans(
  store: Store,
  { occasion, fleets, diagnostics, unmerged, changed }: CommitRecord,
  signal: AbortSignal,
): Promise<CommitPlans> {
  const planned: FleetPlan[] = [];
  const coming: string[] = [];
  const unreadable: string[] = [];
  for (const fleet of fleets) {
    const reading = await revisions.at(fleet, occasion.commit, occasionName(occasion)).look(store, signal);
    if ('damage' in reading) unreadable.push(fleet);
    else if (reading.found === undefined) coming.push(fleet);
    else {
      const revision = reading.found.value;
      const plans = await readPlans(store, revision, signal);
      planned.push({ revision, plans, ...(await readBase(store, fleet, occasion, signal)) });
    }
  }
  return {
    commit: occasion.commit,
    fleets: planned,
    coming,
    unreadable,
    diagnostics,
    ...(unmerged === undefined ? {} : { unmerged }),
    ...(changed === undefined ? {} : { changed }),
  };
}

/** What the branch's own plan found, where that is known: only of what a pull request would be merged into. */
async function readBase(
  store: Store,
  fleet: string,
  occasion: Occasion,
  signal: AbortSignal,
): Promise<Pick<FleetPlan, 'base'>> {
  if (occasion.type !== 'pull-request') return {};
  const reading = await revisions.at(fleet, occasion.base, 'head').look(store, signal);
  const found = 'found' in reading ? reading.found?.value : undefined;
  return found === undefined ? {} : { base: { commit: occasion.base, diagnostics: found.diagnostics } };
}

/** By digest: of its units, and those that were approved in their place. */
export async function readPlans(
  store: Store,
  revision: Revision,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Plan>> {
  const limit = pLimit(CONCURRENCY);
  const named = revision.units.flatMap(({ plan, overtaken }) => [plan ?? [], overtaken?.plan ?? []].flat());
  const read = await Promise.all(
    [...new Set(named)].map((digest) => limit(() => plans.at(revision.fleet, digest).look(store, signal))),
  );
  const found = read.flatMap((reading) => ('found' in reading && reading.found ? [reading.found.value] : []));
  return new Map(found.map((plan) => [plan.digest, plan]));
}
