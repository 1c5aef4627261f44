// In which clusters an export stands: in that of its folder, else where `services.placement` of the fleet file says.
import type { Diagnostic } from '../../core/index.ts';
import { placesOfExport, saidPlaces } from '../common/export-places.ts';
import { diagnostic } from './codes.ts';
import { type Fleet, membersOf, placeInFleet } from '../../fleet/index.ts';
import { didYouMean, type Manifest } from '../../manifest/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import { SECTION } from './groups.ts';
import { isServiceExport, type ServiceExport } from './manifests.ts';

/** An export, and a cluster in which it stands. */
export interface Placed {
  readonly manifest: ServiceExport;
  readonly cluster: ClusterLink;
}

export interface Placements {
  readonly placed: readonly Placed[];
  /** Exports that stand nowhere. */
  readonly nowhere: readonly ServiceExport[];
  readonly found: readonly Diagnostic[];
}

export function placeExports(fleet: Fleet, manifests: readonly Manifest[]): Placements {
  const exports = manifests.filter(isServiceExport);
  const rules = saidPlaces(fleet);
  const members = membersOf(fleet);
  const at = (key: string) => placeInFleet(fleet, [SECTION, 'placement', key]);
  const strangers = [...rules].flatMap(([key, links]) =>
    links
      .filter((link) => !members.has(link))
      .map((link) =>
        diagnostic('unknown-cluster-link', `${link} is not in spec.clusters`, at(key), didYouMean(link, members)),
      ),
  );
  const free = exports.filter(({ cluster }) => cluster === undefined);
  const placedFree = new Set(free.map(keyOf));
  const idle = [...rules.keys()]
    .filter((key) => !placedFree.has(key))
    .map((key) => {
      const message = `no ServiceExport ${key} outside of the folders of clusters waits for a place`;
      return diagnostic('setting-without-effect', message, at(key));
    });
  const nowhere = free.filter((one) => !(rules.get(keyOf(one)) ?? []).some((link) => members.has(link)));
  return {
    placed: exports.flatMap((manifest) =>
      placesOfExport(manifest, rules, members).map((link) => ({ manifest, cluster: link })),
    ),
    nowhere,
    found: [...strangers, ...idle, ...nowhere.map(withoutCluster)],
  };
}

function withoutCluster(manifest: ServiceExport): Diagnostic {
  const message = `no folder says in which cluster ServiceExport ${keyOf(manifest)} stands`;
  const hint = `Move the file into the folder of a cluster, or write under spec.services of the fleet file: placement: {${keyOf(manifest)}: [LOCATION/CLUSTER]}`;
  return diagnostic('cluster-not-named', message, manifest.at([]), hint);
}

function keyOf({ namespace, name }: ServiceExport): string {
  return `${namespace}/${name}`;
}
