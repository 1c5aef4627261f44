// What a plan is made against: facts, cloud and quotas of a fleet, read together. Of the branch's fleets the reading
// begins while GitHub still sends the commit, by the fleet file of the head before it: most of it is the same.
import type { Facts, Fleet } from '../../fleet/index.ts';
import type { ObservedState, Quotas } from '../../model/index.ts';
import { askedOnce } from '../cloud/asked-once.ts';
import { readCloudOf } from '../cloud/read-cloud.ts';
import { proposedFacts, refreshFacts } from '../cloud/read-facts.ts';
import { readQuotas } from '../cloud/read-quotas.ts';
import { headsOf } from '../records/known-fleets.ts';
import type { FleetPorts, PlannerWorld, World } from '../world.ts';

export interface PlanGround {
  readonly facts: Facts;
  readonly digest: string;
  readonly observed: ObservedState;
  readonly quotas: Quotas | undefined;
}

/** Ports of a fleet that know what was read early. */
export type EarlyLook = (fleet: Fleet, opened: FleetPorts) => FleetPorts;

/** Of a repository with more fleets than this each is read when it is its turn. */
const MOST_AT_ONCE = 3;

/** @param isHead whether the facts are those of the branch, which are kept for the next time. */
export async function readGround(
  world: World,
  fleet: Fleet,
  ports: FleetPorts,
  isHead: boolean,
  signal: AbortSignal,
): Promise<PlanGround> {
  const [{ facts, digest }, observed, quotas] = await Promise.all([
    (isHead ? refreshFacts : proposedFacts)(fleet, ports, world, signal),
    readCloudOf(world, fleet, ports, signal),
    readQuotas(fleet, ports, signal),
  ]);
  return { facts, digest, observed, quotas };
}

/** Begins to read what the fleets of a branch, as they were last, are planned against. Notes nothing. */
export async function lookEarly(world: PlannerWorld, signal: AbortSignal): Promise<EarlyLook> {
  const heads = [...(await headsOf(world.store, world.name, signal)).values()];
  const begun = new Map<string, Map<string, Promise<unknown>>>();
  for (const { fleet } of heads.length > MOST_AT_ONCE ? [] : heads) {
    const answers = new Map<string, Promise<unknown>>();
    begun.set(whereOf(fleet), answers);
    const opened = await world.open(fleet, signal);
    // Whatever fails is asked again by who needs it.
    readGround(world, fleet, askedOnce(opened, answers), false, signal).catch(() => undefined);
  }
  return (fleet, opened) => {
    const answers = begun.get(whereOf(fleet));
    return answers === undefined ? opened : askedOnce(opened, answers);
  };
}

/** Answers of other projects are not a fleet's. */
function whereOf({ name, project, fleetProject }: Fleet): string {
  return JSON.stringify([name, project, fleetProject]);
}
