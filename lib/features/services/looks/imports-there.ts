// What stands already where a name is to be imported: an import that belongs to somebody else than GKE, endpoints that
// somebody else has put under the name, and a Service behind it that is called otherwise than GKE's are.
import { compareText, textAt } from '../../../core/index.ts';
import { factsOf } from '../../../fleet/index.ts';
import type { ObjectFinding, FleetAtHand, Look, UnitAtHand } from '../../../live/index.ts';
import { type ClusterRef, isClusterRef, type ObjectKey } from '../../../model/index.ts';
import { diagnostic } from '../codes.ts';
import { DERIVED_SERVICE, IMPORTER } from '../groups.ts';
import { serviceExport } from '../kinds/service-export.ts';
import { derivedServiceName } from '../predict/derived-name.ts';
import { nameKey } from '../predict/from-git.ts';
import { IMPORTED_NAME } from '../slice-labels.ts';
import { IMPORTS } from './apis.ts';
import { movedNames } from './standing-exports.ts';

const SLICE_MANAGER = 'endpointslice.kubernetes.io/managed-by';
/**
 * GKE's importer, whatever it calls itself on slices (Google does not say), and Kubernetes' own controllers, which
 * mirror what it writes.
 */
const NOT_STRANGE = /gke|\.k8s\.io$/;

interface Moved {
  readonly ref: ClusterRef;
  readonly owner: ObjectKey;
}

/** One of each sort for each name. A cluster that cannot be read has nothing to say. */
export async function importsThere(
  units: readonly UnitAtHand[],
  look: Look,
  { input }: FleetAtHand,
): Promise<readonly ObjectFinding[]> {
  const moved = exportsOf(units);
  const namespaces = [...new Set([...moved.values()].map(({ ref }) => ref.namespace ?? ''))].sort(compareText);
  const places = input.fleet.clusters.flatMap(({ link }) =>
    namespaces
      .filter((one) => factsOf(input.facts, link).namespaces.includes(one))
      .map((one) => ({ link, namespace: one })),
  );
  const found = places.map(async ({ link, namespace }) => {
    const [imports = [], slices = []] = await Promise.all([
      look.read(link, IMPORTS, { namespace }),
      look.read(link, 'endpointSlice', { namespace }),
    ]);
    const strange = slices.flatMap((body) => {
      const key = `${namespace}/${textAt(body, 'metadata', 'labels', IMPORTED_NAME)}`;
      const manager = textAt(body, 'metadata', 'labels', SLICE_MANAGER);
      const ours = moved.get(key);
      if (ours === undefined || manager === undefined || NOT_STRANGE.test(manager)) return [];
      const name = textAt(body, 'metadata', 'name');
      return [
        finding('import-of-others', ours, `the EndpointSlice ${name} of ${key} in ${link} belongs to ${manager}`),
      ];
    });
    const found = imports.flatMap((body) => {
      const key = `${namespace}/${textAt(body, 'metadata', 'name')}`;
      const ours = moved.get(key);
      if (ours === undefined) return [];
      const manager = textAt(body, 'metadata', 'labels', 'app.kubernetes.io/managed-by');
      const derived = textAt(body, 'metadata', 'annotations', DERIVED_SERVICE);
      const expected = derivedServiceName(ours.ref);
      if (manager !== undefined && manager !== IMPORTER)
        return [finding('import-of-others', ours, `the ServiceImport ${key} of ${link} belongs to ${manager}`)];
      if (derived === undefined || derived === expected) return [];
      return [
        finding(
          'derived-name-differs',
          ours,
          `the Service behind ${key} is called ${derived} in ${link}, and not ${expected}`,
        ),
      ];
    });
    return [...found, ...strange];
  });
  const all = (await Promise.all(found)).flat();
  return [...new Map(all.toReversed().map((one) => [`${one.code} ${one.owner}`, one])).values()].toReversed();
}

function exportsOf(units: readonly UnitAtHand[]): ReadonlyMap<string, Moved> {
  const moved = movedNames(units);
  const exports = units.flatMap(({ desired }) =>
    desired.resources.flatMap(({ ref, owners: [owner] }): readonly Moved[] =>
      isClusterRef(ref) && ref.kind === serviceExport.id && owner !== undefined ? [{ ref, owner }] : [],
    ),
  );
  return new Map(exports.filter(({ ref }) => moved.has(nameKey(ref))).map((one) => [nameKey(one.ref), one]));
}

function finding(code: 'import-of-others' | 'derived-name-differs', { owner }: Moved, message: string): ObjectFinding {
  return { ...diagnostic(code, message), owner, path: ['metadata', 'name'] };
}
