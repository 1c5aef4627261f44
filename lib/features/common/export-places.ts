// In which clusters an export stands, and the names that nobody exports: for the feature that makes exports, and for
// one that reads who calls their names.
import { isJsonObject, textsAt } from '../../core/index.ts';
import { asksFor, type Fleet, membersOf } from '../../fleet/index.ts';
import type { Manifest } from '../../manifest/index.ts';
import type { ClusterLink } from '../../model/index.ts';

/** The section of the fleet file that switches multi-cluster Services on. */
export const EXPORTS_SECTION = 'services';
const EXPORT = 'ServiceExport';

/** `namespace/name` → the clusters where `services.placement` of the fleet file has it, known or not. */
export function saidPlaces(fleet: Fleet): ReadonlyMap<string, readonly ClusterLink[]> {
  const said = fleet.features?.[EXPORTS_SECTION]?.['placement'];
  return new Map(
    isJsonObject(said) ? Object.keys(said).map((key) => [key, [...new Set(textsAt(said, key))]] as const) : [],
  );
}

/** Members of the fleet: that of its folder, else those where the fleet file has it. */
export function placesOfExport(
  { cluster, namespace, name }: Pick<Manifest, 'cluster' | 'namespace' | 'name'>,
  said: ReadonlyMap<string, readonly ClusterLink[]>,
  members: ReadonlySet<ClusterLink>,
): readonly ClusterLink[] {
  const clusters = cluster === undefined ? (said.get(`${namespace}/${name}`) ?? []) : [cluster];
  return clusters.filter((link) => members.has(link));
}

/** Nothing is exported or not for a fleet without the section: its exports are for others. */
export function isUnexported(
  fleet: Fleet,
  manifests: readonly Manifest[],
): (service: Pick<Manifest, 'namespace' | 'name'>) => boolean {
  if (!asksFor(fleet, EXPORTS_SECTION)) return () => false;
  const [said, members] = [saidPlaces(fleet), membersOf(fleet)];
  const exported = new Set(
    manifests
      .filter((one) => one.kind === EXPORT && placesOfExport(one, said, members).length > 0)
      .map(({ namespace, name }) => `${namespace}/${name}`),
  );
  return ({ namespace, name }) => !exported.has(`${namespace}/${name}`);
}
