// The policy in force: of the last finished revision, so that no revision can loosen the rules that it is judged by.
// May import: fleet, ports.
import type { Fleet, Policy } from '../fleet/index.ts';
import type { Finished } from './documents.ts';
import { keys } from './state-keys.ts';
import type { World } from './world.ts';

/** A first revision, with nothing finished before it, brings its own policy. */
export async function policyInForce(world: Pick<World, 'store'>, fleet: Fleet, signal: AbortSignal): Promise<Policy> {
  const finished = await world.store.read<Finished>(keys.finished(fleet.name), signal);
  return finished?.value.fleet.policy ?? fleet.policy;
}
