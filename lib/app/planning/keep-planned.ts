// What planning a fleet leaves behind: facts, desired states, plans and the revision, and a report of it.
import pLimit from 'p-limit';
import type { Facts, Fleet } from '../../fleet/index.ts';
import { occasionName, type Revision } from '../../plan/index.ts';
import { factsByDigest, keeperOfDesired, plans, revisions } from '../../state/index.ts';
import type { FleetRevision } from './fleet-revision.ts';
import type { UnitPlan } from './plan-units.ts';
import type { World } from '../world.ts';

/** Documents that are on their way at once. */
const CONCURRENCY = 32;

/** Also where they were lost since they were read first. */
export async function keepFacts(
  { store }: World,
  { name }: Fleet,
  digest: string,
  facts: Facts,
  signal: AbortSignal,
): Promise<void> {
  await factsByDigest.at(name, digest).create(store, facts, signal);
}

/** Plans and desired states are named by their digests: one that is there already asks for the same work. */
export async function keepPlans(
  { store }: World,
  fleet: Fleet,
  units: readonly UnitPlan[],
  signal: AbortSignal,
): Promise<void> {
  const keep = keeperOfDesired(store);
  const limit = pLimit(CONCURRENCY);
  const states = new Map(
    units.flatMap(({ desired, meanwhile, envelope, isUnderWay }) => [
      ...(isUnderWay ? [] : [[envelope.desired, desired] as const]),
      ...(meanwhile === undefined || envelope.meanwhile === undefined
        ? []
        : [[envelope.meanwhile, meanwhile] as const]),
    ]),
  );
  await Promise.all([
    ...[...states.values()].map((state) => limit(() => keep(state, signal))),
    ...units.map(({ plan }) =>
      limit(async () => plan && plans.at(fleet.name, plan.digest).create(store, plan, signal)),
    ),
  ]);
}

export async function keepRevision(
  { store }: World,
  { name, occasion }: FleetRevision,
  revision: Revision,
  signal: AbortSignal,
): Promise<void> {
  await revisions.at(name, occasion.commit, occasionName(occasion)).update(store, () => revision, signal);
}

/** A comment that cannot be written never blocks the result. */
export async function tell({ publisher }: World, { occasion }: FleetRevision, signal: AbortSignal): Promise<void> {
  const { repository, commit } = occasion;
  const pull = occasion.type === 'pull-request' ? { pullRequest: occasion.number } : {};
  await publisher.publishReport({ type: 'revision', repository, commit, ...pull }, signal);
}
