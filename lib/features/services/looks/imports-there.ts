// What stands already where a name is to be imported: an import that belongs to somebody else than GKE, and a Service
// behind the name that is called otherwise than GKE's are.
import { compareText, textAt } from '../../../core/index.ts';
import { factsOf } from '../../../fleet/index.ts';
import type { Finding, FleetAtHand, Look, UnitAtHand } from '../../../live/index.ts';
import { type ClusterRef, isClusterRef, type ObjectKey } from '../../../model/index.ts';
import { diagnostic } from '../codes.ts';
import { DERIVED_SERVICE, IMPORTER } from '../groups.ts';
import { serviceExport } from '../kinds/service-export.ts';
import { derivedServiceName } from '../predict/derived-name.ts';
import { nameKey } from '../predict/from-git.ts';
import { IMPORTS } from './apis.ts';
import { movedNames } from './standing-exports.ts';

interface Moved {
  readonly ref: ClusterRef;
  readonly owner: ObjectKey;
}

/** One of each sort for each name. A cluster that cannot be read has nothing to say. */
export async function importsThere(
  units: readonly UnitAtHand[],
  look: Look,
  { input }: FleetAtHand,
): Promise<readonly Finding[]> {
  const moved = exportsOf(units);
  const namespaces = [...new Set([...moved.values()].map(({ ref }) => ref.namespace ?? ''))].sort(compareText);
  const places = input.fleet.clusters.flatMap(({ link }) =>
    namespaces
      .filter((one) => factsOf(input.facts, link).namespaces.includes(one))
      .map((one) => ({ link, namespace: one })),
  );
  const found = places.map(async ({ link, namespace }) => {
    const imports = (await look.read(link, IMPORTS, { namespace })) ?? [];
    return imports.flatMap((body) => {
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

function finding(code: 'import-of-others' | 'derived-name-differs', { owner }: Moved, message: string): Finding {
  return { ...diagnostic(code, message), owner, path: ['metadata', 'name'] };
}
