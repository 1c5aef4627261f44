// What stands of a fleet, whoever made it: everything is read, nothing is written. Fewer rights are enough than for a
// plan: those of a viewer.
import { RangelightError, type Tree } from '../../core/index.ts';
import type { Facts, Fleet } from '../../fleet/index.ts';
import { type Look, lookInto, type Looks } from '../../live/index.ts';
import type { Kinds, ObservedState } from '../../model/index.ts';
import { observe } from '../../observe/index.ts';
import { readFacts, readParts } from '../cloud/index.ts';
import { readFleetFile } from '../following/fleet-files.ts';
import { NO_INSTALLATION } from '../planning/compile-fleet.ts';
import type { FleetPorts } from '../world.ts';
import { installationsIn } from './installations-in.ts';

export interface LookAtFleet {
  readonly kinds: Kinds;
  readonly looks: Looks;
  /** The tree that the fleet file is in. */
  readonly files: Tree;
  /** Needed when the tree has several. */
  readonly fleet: string | undefined;
  /** Whose resources are the fleet's own; default: those of the one installation whose marks name the fleet. */
  readonly installation: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface FleetLook {
  readonly fleet: Fleet;
  readonly facts: Facts;
  readonly observed: ObservedState;
  readonly look: Look;
  readonly ports: FleetPorts;
}

/**
 * @param open called once, with the fleet as its file says it.
 * Fails with `not-found` or `invalid` when no single fleet is meant, or several installations have it.
 */
export async function lookAtFleet(
  { kinds, looks, files, fleet: name, installation, now }: LookAtFleet,
  open: (fleet: Fleet, signal: AbortSignal) => Promise<FleetPorts>,
  signal: AbortSignal,
): Promise<FleetLook> {
  const { fleet, path } = readFleetFile(files, name);
  if (fleet === undefined) throw invalid(`${path} cannot be used: rangelight validate says why`);
  const ports = await open(fleet, signal);
  const [facts, readings] = await Promise.all([
    readFacts({ kinds, looks }, fleet, ports, undefined, now, signal),
    readParts(kinds, fleet, ports, signal),
  ]);
  const found = installation === undefined ? installationsIn(kinds, fleet, readings) : [installation];
  if (found.length > 1) {
    throw invalid(`several installations have a fleet ${fleet.name} here, ${found.join(', ')}: --installation ID`);
  }
  const owner = { installation: found[0] ?? NO_INSTALLATION, fleet: fleet.name };
  const observed = observe(kinds, owner, readings);
  return { fleet, facts, observed, look: lookInto(ports.clusters, signal), ports };
}

function invalid(message: string): RangelightError {
  return new RangelightError('invalid', 'directory', message);
}
