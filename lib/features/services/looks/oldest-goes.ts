// The oldest export of a name goes while others stay: another one decides from then on. Source: KEP-1645, "Constraints
// and Conflict Resolution"; making an export anew is no way back, for then it is the youngest.
import { compareText } from '../../../core/index.ts';
import type { Finding, UnitAtHand } from '../../../live/index.ts';
import { type ObservedState, refKey } from '../../../model/index.ts';
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
      const owner = ownerOf(units, refKey(oldest.ref));
      if (owner === undefined) return [];
      const message = `the oldest export of ${name} goes, in ${oldest.ref.cluster}: that in ${next.ref.cluster} is expected to decide from then on`;
      return [{ ...diagnostic('oldest-export-goes', message), owner, path: [] }];
    });
}

function oldestOf(all: ReturnType<typeof standingExports>) {
  const [first] = byAge(all.map(({ ref, since }) => ({ cluster: ref.cluster, since, service: 'unknown' })));
  return all.find(({ ref }) => ref.cluster === first?.cluster);
}

function ownerOf(units: readonly UnitAtHand[], key: string) {
  const changes = units.flatMap((unit) => unit.changes);
  return changes.find((change) => change.key === key)?.owners[0];
}
