// The last export of a name: with it the name stops being answered in every cluster of the fleet. Whoever calls it is
// not known here, so that a person has to say it.
import { oncePer, textAt } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { type ClusterRef, isClusterRef, type ObservedState, type RefKey } from '../../../model/index.ts';
import type { GateFinding, Surroundings } from '../../../plan/index.ts';
import { clustersetName } from '../clusterset-name.ts';
import { serviceExport } from '../kinds/service-export.ts';

type ExportChange = Change & { readonly ref: ClusterRef };

export function lastExportGates(changes: readonly Change[], { observed }: Surroundings): readonly GateFinding[] {
  const exports = changes.filter(isOfExport);
  const going = exports.filter(({ kind }) => kind === 'delete');
  const gone = new Set(going.map(({ key }) => key));
  return [...Map.groupBy(going, ({ ref }) => clustersetName(ref))].flatMap(([name, ones]) => {
    const [first] = ones;
    if (first === undefined || isExportedElsewhere(name, gone, observed)) return [];
    const coming = exports.find(({ kind, ref }) => kind === 'create' && clustersetName(ref) === name);
    const until =
      coming === undefined ? '' : ` until GKE has taken up the one in ${coming.ref.cluster}, which can take minutes`;
    const message = `would withdraw the last export of ${first.ref.namespace}/${first.ref.name}: ${name} is answered in no cluster any more${until}`;
    return [{ code: 'service-gone', message, key: first.key, owners: ones.flatMap(({ owners }) => owners), path: [] }];
  });
}

/** Anybody's export keeps a name alive; one that cannot be seen is not counted upon. */
function isExportedElsewhere(name: string, gone: ReadonlySet<RefKey>, observed: ObservedState): boolean {
  return (
    exportsIn(observed)
      .get(name)
      ?.some(([key]) => !gone.has(key)) ?? false
  );
}

/** By name, without those that are being deleted. */
const exportsIn = oncePer(
  ({ resources }: ObservedState): ReadonlyMap<string, readonly (readonly [RefKey, string])[]> => {
    const found = [...resources].flatMap(([key, { ref, body }]) =>
      isClusterRef(ref) && ref.kind === serviceExport.id && textAt(body, 'metadata', 'deletionTimestamp') === undefined
        ? [[key, clustersetName(ref)] as const]
        : [],
    );
    return Map.groupBy(found, ([, name]) => name);
  },
);

function isOfExport(change: Change): change is ExportChange {
  return change.ref.kind === serviceExport.id;
}
