// What tells the managed control planes of a fleet to know each other's endpoints: one entry of a ConfigMap in each
// cluster of the mesh. The ConfigMap may be somebody else's; what else is in it stays.
import type { CompiledPart, CompileInput } from '../../../compile/index.ts';
import { type ControlPlane, lacksNamespace } from '../../../fleet/index.ts';
import {
  type ClusterLink,
  type DesiredResource,
  FLEET_UNIT,
  MANAGED_BY,
  OWNER_ANNOTATION,
  ownershipMark,
  refInCluster,
} from '../../../model/index.ts';
import { notInstalled } from '../findings/control-plane-findings.ts';
import { meshOptions } from '../kinds/mesh-options.ts';
import { clustersOfMesh, type MeshSection } from '../section.ts';

/** Nothing of a cluster without a control plane: there is nobody to read it. */
export function meshOptionsOf(
  { fleet, installation, facts }: CompileInput,
  section: MeshSection,
): Pick<CompiledPart, 'resources' | 'diagnostics'> {
  const wanted = clustersOfMesh(fleet, section)
    .map(({ link }) => link)
    .filter((link) => isConnected(section, facts.controlPlanes?.[link]));
  const { namespace } = meshOptions.observed.which;
  const without = wanted.filter((link) => lacksNamespace(facts, link, namespace));
  const mark = ownershipMark({ installation, fleet: fleet.name }, FLEET_UNIT);
  const made = wanted.filter((link) => !without.includes(link)).map((link) => optionsIn(link, mark));
  const diagnostics = without.map((link) => notInstalled(link, fleet, facts));
  return { resources: made.length === 0 ? new Map() : new Map([[FLEET_UNIT, made]]), diagnostics };
}

/** Where the fleet file leaves it open, what Google runs is connected, and it alone. */
function isConnected({ discovery }: MeshSection, plane: ControlPlane | undefined): boolean {
  return discovery === 'connected' || (discovery === 'auto' && plane?.implementation !== undefined);
}

function optionsIn(cluster: ClusterLink, mark: string): DesiredResource {
  const { namespace, name } = meshOptions.observed.which;
  return {
    ref: refInCluster(meshOptions, cluster, name, namespace),
    body: {
      metadata: { name, namespace, labels: MANAGED_BY, annotations: { [OWNER_ANNOTATION]: mark } },
      data: { multicluster_mode: 'connected' },
    },
    maker: 'rangelight',
    owners: [],
    dependsOn: [],
  };
}
