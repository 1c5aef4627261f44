// Exports as they stand in clusters, anybody's, with their age; and as they will be once plans are carried out.
import { textAt, textMembersAt } from '../../../core/index.ts';
import type { UnitAtHand } from '../../../live/index.ts';
import {
  type ClusterRef,
  isClusterRef,
  isUnknown,
  type ObservedState,
  refKey,
  type RefKey,
} from '../../../model/index.ts';
import { serviceExport } from '../kinds/service-export.ts';
import { type Labels } from '../predict/exported-service.ts';
import type { Exporter } from '../predict/exporters.ts';
import { nameKey } from '../predict/from-git.ts';

export interface StandingExport {
  readonly ref: ClusterRef;
  readonly since: Exporter['since'];
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

/**
 * One for each cluster and name: where both groups have one, the older. What is about to be deleted by somebody stands
 * no more.
 */
export function standingExports({ resources }: ObservedState): readonly StandingExport[] {
  const all = [...resources.values()].flatMap(({ ref, body }): readonly StandingExport[] => {
    if (!isClusterRef(ref) || ref.kind !== serviceExport.id) return [];
    if (textAt(body, 'metadata', 'deletionTimestamp') !== undefined) return [];
    const made = Date.parse(textAt(body, 'metadata', 'creationTimestamp') ?? '');
    const labels = textMembersAt(body, 'spec', 'exportedLabels');
    const annotations = textMembersAt(body, 'spec', 'exportedAnnotations');
    return [{ ref, since: Number.isNaN(made) ? 'unknown' : made, labels, annotations }];
  });
  return onePerPlace(all.sort((a, b) => ageOf(a) - ageOf(b)));
}

/** @param standing as above: what stands and is not taken away stays. */
export function comingExports(
  units: readonly UnitAtHand[],
  standing: readonly StandingExport[],
  observed: ObservedState,
): readonly StandingExport[] {
  const going = goingExports(units);
  const staying = standing.filter(({ ref }) => !going.has(refKey(ref)));
  const wanted = units.flatMap(({ desired }) =>
    desired.resources.flatMap(({ ref }): readonly StandingExport[] =>
      isClusterRef(ref) && ref.kind === serviceExport.id
        ? [{ ref, since: isUnknown(observed, ref) ? 'unknown' : 'new' }]
        : [],
    ),
  );
  return onePerPlace([...staying, ...wanted.filter(({ ref }) => !going.has(refKey(ref)))]);
}

export function goingExports(units: readonly UnitAtHand[]): ReadonlySet<RefKey> {
  return new Set(changesOf(units, ['delete']).map(refKey));
}

/** Names of which an export comes or goes, `namespace/name`. */
export function movedNames(units: readonly UnitAtHand[]): ReadonlySet<string> {
  return new Set(changesOf(units, ['create', 'adopt', 'delete', 'replace']).map(nameKey));
}

function changesOf(units: readonly UnitAtHand[], kinds: readonly string[]): readonly ClusterRef[] {
  return units.flatMap(({ changes }) =>
    changes.flatMap(({ ref, kind }) =>
      kinds.includes(kind) && isClusterRef(ref) && ref.kind === serviceExport.id ? [ref] : [],
    ),
  );
}

function ageOf({ since }: StandingExport): number {
  return typeof since === 'number' ? since : Number.MAX_SAFE_INTEGER;
}

/** The first one of each. */
function onePerPlace(all: readonly StandingExport[]): readonly StandingExport[] {
  const byPlace = Map.groupBy(all, ({ ref }) => `${ref.cluster} ${nameKey(ref)}`);
  return [...byPlace.values()].flatMap(([first]) => first ?? []);
}
