// The oldest export of a name goes while others stay: another one decides from then on. Source: KEP-1645, "Constraints
// and Conflict Resolution"; making an export anew is no way back, for then it is the youngest.
import { compareText } from '../../../core/index.ts';
import type { Finding, UnitAtHand } from '../../../live/index.ts';
import { type ObjectKey, type ObservedState, refKey, type RefKey } from '../../../model/index.ts';
import { diagnostic } from '../codes.ts';
import { byAge } from '../predict/exporters.ts';
import { nameKey } from '../predict/from-git.ts';
import { comingExports, goingExports, standingExports } from './standing-exports.ts';

export function oldestGoes(units: readonly UnitAtHand[], observed: ObservedState): readonly Finding[] {
  const going = goingExports(units);
  if (going.size === 0) return [];
  const standing = standingExports(observed);
  const staying = Map.groupBy(comingExports(units, standing, observed), ({ ref }) => nameKey(ref));
  return [...Map.groupBy(standing, ({ ref }) => nameKey(ref))]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([name, ones]) => {
      const oldest = oldestOf(ones);
      const next = oldestOf(staying.get(name) ?? []);
      if (oldest === undefined || next === undefined || !going.has(refKey(oldest.ref))) return [];
      // What goes has no line any more: it is told at the one that decides from then on, where that is in Git.
      const owner = ownerOf(units, refKey(next.ref)) ?? ownerOf(units, refKey(oldest.ref));
      if (owner === undefined) return [];
      const message = `the oldest export of ${name} goes, in ${oldest.ref.cluster}: that in ${next.ref.cluster} is expected to decide from then on`;
      return [{ ...diagnostic('oldest-export-goes', message), owner, path: ['metadata', 'name'] }];
    });
}

function oldestOf(all: ReturnType<typeof standingExports>) {
  const [first] = byAge(all.map(({ ref, since }) => ({ cluster: ref.cluster, since, service: 'unknown' })));
  return all.find(({ ref }) => ref.cluster === first?.cluster);
}

function ownerOf(units: readonly UnitAtHand[], key: RefKey): ObjectKey | undefined {
  const wanted = units.flatMap(({ desired }) => desired.resources).find(({ ref }) => refKey(ref) === key);
  const changed = units.flatMap(({ changes }) => changes).find((change) => change.key === key);
  return (wanted ?? changed)?.owners[0];
}
