// What the manifests of a commit say of a mesh: the Services, workloads and rules that lie in the folders of clusters.
import type { CompileInput } from '../../../compile/index.ts';
import { objectAt } from '../../../core/index.ts';
import { factsOf, regionOf } from '../../../fleet/index.ts';
import { isOfKind, type Manifest } from '../../../manifest/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import { CALLER_KINDS, manifestsAround, NAMESPACE, SERVICE } from '../../common/index.ts';
import type { RuleManifest } from '../manifests.ts';
import { type PlacedRule, placedRules } from '../placement/placed-rules.ts';
import { clustersOfMesh, type MeshSection } from '../section.ts';
import type { MeshLabels } from '../world/labels.ts';
import type { MeshRule } from '../world/mesh-rule.ts';
import type { PlaceIn } from '../world/place-in.ts';
import { meshSettings } from '../world/mesh-settings.ts';
import { meshRoots } from '../world/mesh-roots.ts';
import { meshService } from '../world/mesh-service.ts';
import { meshWorkload } from '../world/mesh-workload.ts';
import type { MeshCluster, MeshWorld } from '../world/mesh-world.ts';

/** Settings that workloads are given: no workload, and part of what they call. */
const CONFIG_MAP = 'ConfigMap';

export interface MeshInGit extends MeshWorld {
  readonly configMaps: ReadonlyMap<ClusterLink, readonly Manifest[]>;
}

export function meshInGit(
  { fleet, facts, manifests: read }: Pick<CompileInput, 'fleet' | 'facts' | 'manifests'>,
  section: MeshSection,
): MeshInGit {
  const byCluster = Map.groupBy(manifestsAround(read), ({ cluster }) => cluster);
  const members = clustersOfMesh(fleet, section);
  // What others apply stands where its folder says, or nobody knows where.
  const ofOthers = read.ofOthers.manifests.filter(({ cluster }) => cluster !== undefined);
  const rules = placedRules([...ofOthers, ...read.manifests], fleet, facts, section);
  const placed = Map.groupBy(rules, ({ cluster }) => cluster);
  const ofCluster = (link: ClusterLink): readonly Manifest[] => byCluster.get(link) ?? [];
  return {
    clusters: members.map(({ link }): MeshCluster => {
      const said = section.clusters[link];
      const [location = ''] = link.split('/');
      return {
        link,
        region: said?.region ?? regionOf(location),
        zones: factsOf(facts, link).zones,
        network: said?.network,
        settings: meshSettings(ofCluster(link)),
        roots: meshRoots(said?.roots, facts.meshes?.[link]?.roots),
        ...inCluster(ofCluster(link), placed.get(link) ?? [], factsOf(facts, link).namespaces),
      };
    }),
    discovers: () => section.discovery !== 'none',
    configMaps: new Map(members.map(({ link }) => [link, ofCluster(link).filter((one) => one.kind === CONFIG_MAP)])),
  };
}

function inCluster(
  manifests: readonly Manifest[],
  placed: readonly PlacedRule[],
  standing: readonly string[],
): Pick<MeshCluster, 'namespaces' | 'services' | 'workloads' | 'rules'> {
  const namespaces = new Map<string, MeshLabels>(
    manifests.filter((one) => isOfKind(NAMESPACE, one)).map(({ name, labels }) => [name, labels]),
  );
  const workloads = manifests.filter(
    (one) => one.kind !== CONFIG_MAP && CALLER_KINDS.some((kind) => isOfKind(kind, one)),
  );
  return {
    namespaces: new Set([...namespaces.keys(), ...standing]),
    services: new Map(
      manifests
        .filter((one) => isOfKind(SERVICE, one))
        .map((one) => [`${one.namespace}/${one.name}`, meshService(one.namespace, one.name, one.body, placesOf(one))]),
    ),
    workloads: Map.groupBy(
      workloads.map((one) =>
        meshWorkload(one.kind, one.namespace, one.name, one.body, namespaces.get(one.namespace), placesOf(one)),
      ),
      ({ namespace }) => namespace,
    ),
    rules: Map.groupBy(
      placed.map(({ manifest }) => ruleOf(manifest)),
      ({ kind }) => kind,
    ),
  };
}

function ruleOf(rule: RuleManifest): MeshRule {
  const { kind, namespace, name, body } = rule;
  return { kind, namespace, name, spec: objectAt(body, 'spec'), at: placesOf(rule) };
}

function placesOf(manifest: Manifest): PlaceIn {
  return (path) => manifest.at(path);
}
