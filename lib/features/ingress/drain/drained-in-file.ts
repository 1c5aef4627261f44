// A drained cluster in the text of a fleet file: what else stands there stays as it is, comments too.
import { type JsonObject, objectAt, textAt } from '../../../core/index.ts';
import { fleetFileIn } from '../../../fleet/index.ts';
import { withObjects } from '../../../manifest/index.ts';
import type { ClusterLink } from '../../../model/index.ts';

export interface DrainedLine {
  readonly fleet: string;
  readonly cluster: ClusterLink;
  readonly reason: string;
}

/** Name of the file. */
export const FLEET_FILE = fleetFileIn('');

/** Undefined for what is not the fleet file of that fleet. */
export function drainedInFile(text: string, line: DrainedLine): string | undefined {
  return withObjects(text, (object) => drainedIn(object, line))?.text;
}

function drainedIn(object: JsonObject, { fleet, cluster, reason }: DrainedLine): JsonObject | undefined {
  if (textAt(object, 'kind') !== 'Fleet' || textAt(object, 'metadata', 'name') !== fleet) return undefined;
  const spec = objectAt(object, 'spec');
  const traffic = objectAt(spec, 'traffic');
  const drained = { ...objectAt(traffic, 'drained'), [cluster]: reason };
  return { ...object, spec: { ...spec, traffic: { ...traffic, drained } } };
}
