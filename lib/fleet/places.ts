// Where each field of a fleet file stands, by its path in spec: so that what is said of a fleet points at the line to
// edit.
import { isJsonObject, type SourceRef } from '../core/index.ts';
import type { Located } from '../manifest/index.ts';
import type { Fleet } from './fleet.ts';

/**
 * Keys of `spec`; an item of a list goes by its link, or by what it is, else by its number from 0 on: `clusters`,
 * `europe-north1/gke-eu`, `negs`.
 */
export type FleetPath = readonly string[];

/** @param spec of a fleet file that its schema accepts. @returns places of keys and items, by path with dots. */
export function placesIn(spec: Located | undefined): Readonly<Record<string, SourceRef>> {
  return spec === undefined ? {} : Object.fromEntries(walk(spec, []));
}

function* walk(at: Located, path: FleetPath): Generator<[string, SourceRef]> {
  for (const [step, member] of at.members) {
    const key = at.keys.get(step);
    // The list of members counts as that of clusters, whichever way it is written.
    const isMembers = step === 'members' && path.length === 1 && path[0] === 'clusters';
    const here = isMembers ? path : [...path, key === undefined ? nameOf(member) || step : step];
    if (!isMembers) yield [here.join('.'), key ?? member.source];
    yield* walk(member, here);
  }
}

function nameOf({ value }: Located): string {
  const name = isJsonObject(value) ? value['link'] : value;
  return typeof name === 'string' ? name : '';
}

/** The place of a field; where it is not in the file, of what it would be in. */
export function placeInFleet({ sources = {}, source }: Pick<Fleet, 'sources' | 'source'>, path: FleetPath): SourceRef {
  for (let length = path.length; length > 0; length -= 1) {
    const found = sources[path.slice(0, length).join('.')];
    if (found !== undefined) return found;
  }
  return source;
}
