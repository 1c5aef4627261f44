// Two installations may each have a fleet of one name in one project: to each, what the other made looks like its own
// left over. Their marks tell them apart, and who comes second writes nothing. Pure.
import { compareText, type Diagnostic, diagnostic, type JsonObject } from '../../core/index.ts';
import type { Fleet } from '../../fleet/index.ts';
import {
  derivedMark,
  isComputeRef,
  keyText,
  type Kinds,
  type ObservedState,
  refKey,
  type ResourceRef,
} from '../../model/index.ts';

interface Seen {
  readonly ref: ResourceRef;
  readonly body: JsonObject;
}

/**
 * What carries this fleet's name in its mark: which resources, by installation. Undefined is version 1, which names
 * none.
 */
export function installationsOf(
  kinds: Kinds,
  fleet: Fleet,
  seen: Iterable<Seen>,
): ReadonlyMap<string | undefined, readonly string[]> {
  const found = new Map<string | undefined, string[]>();
  for (const { ref, body } of seen) {
    const mark = derivedMark(body);
    if (mark?.fleet !== fleet.name || !isContested(kinds, fleet, ref)) continue;
    found.set(mark.installation, [...(found.get(mark.installation) ?? []), keyText(refKey(ref))]);
  }
  return found;
}

/** In the project and the config clusters; what everybody shares (CRDs) is nobody's, whoever made it. */
function isContested(kinds: Kinds, { primary, backup }: Fleet, ref: ResourceRef): boolean {
  if (kinds.of(ref.kind).existing === 'shared') return false;
  return isComputeRef(ref) || ref.cluster === primary || ref.cluster === backup;
}

/** An error for each other installation that has a fleet of this name here: nothing may be written then. */
export function guardAgainstOthers(
  kinds: Kinds,
  fleet: Fleet,
  installation: string,
  observed: ObservedState,
): readonly Diagnostic[] {
  const others = [...installationsOf(kinds, fleet, observed.resources.values())].filter(([id]) => id !== installation);
  return others.map(([id, keys]) => {
    const whose = id === undefined ? 'an earlier version, whose marks name no installation,' : `installation ${id}`;
    const [example] = [...keys].sort(compareText);
    const message = `${whose} has a fleet ${fleet.name} here: ${counted(keys.length)} its mark, such as ${example}`;
    return diagnostic('fleet-of-another-installation', message, fleet.nameSource, wayOut(id));
  });
}

function counted(count: number): string {
  return count === 1 ? 'one resource carries' : `${count} resources carry`;
}

function wayOut(id: string | undefined): string {
  const renamed = 'Give this fleet another name, or have the other one removed first.';
  if (id === undefined) return renamed;
  return `${renamed} Where this is that installation with another bucket, set RANGELIGHT_INSTALLATION=${id}.`;
}
