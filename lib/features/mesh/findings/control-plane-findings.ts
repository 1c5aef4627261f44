// What the fleet says of control planes that the fleet file's discovery does not get on with.
import type { CompileInput } from '../../../compile/index.ts';
import type { Diagnostic } from '../../../core/index.ts';
import { type Facts, type Fleet, lacksNamespace, placeInFleet } from '../../../fleet/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import { diagnostic } from '../codes/index.ts';
import { ROOT_NAMESPACE } from '../world/mesh-rule.ts';
import type { MeshWorld } from '../world/mesh-world.ts';
import { clustersOfMesh, MESH, type MeshSection } from '../section.ts';

/** Of a cluster that has nowhere to tell a control plane anything, with what the fleet says of it. */
export function notInstalled(link: ClusterLink, fleet: Fleet, { controlPlanes }: Facts): Diagnostic {
  const { state } = controlPlanes?.[link] ?? {};
  const said = state === undefined ? '' : `; the fleet says ${state} of it`;
  const message = `there is no namespace ${ROOT_NAMESPACE} in ${link}: no control plane of a mesh is installed there${said}`;
  return diagnostic('mesh-not-installed', message, placeInFleet(fleet, [MESH, 'discovery']));
}

/** Nothing where the fleet could not be asked. A cluster that has none yet is told by itself. */
export function controlPlaneFindings(
  { fleet, facts }: Pick<CompileInput, 'fleet' | 'facts'>,
  section: MeshSection,
): readonly Diagnostic[] {
  const { controlPlanes } = facts;
  if (controlPlanes === undefined || section.discovery === 'none') return [];
  const place = placeInFleet(fleet, [MESH, 'discovery']);
  return clustersOfMesh(fleet, section).flatMap(({ link }): readonly Diagnostic[] => {
    const { implementation, state } = controlPlanes[link] ?? {};
    if (section.discovery === 'secrets' && implementation === 'TRAFFIC_DIRECTOR') {
      const message = `the control plane of ${link} is Traffic Director, which reads no remote secrets: it knows no endpoints of other clusters`;
      return [diagnostic('mesh-secrets-unread', message, place)];
    }
    if (implementation === undefined || state === undefined || state === 'ACTIVE') return [];
    if (lacksNamespace(facts, link, ROOT_NAMESPACE)) return [];
    const message = `the control plane of ${link} is not active: the fleet says ${state}`;
    return [diagnostic('mesh-control-plane', message, place)];
  });
}

/** Source: istio/istio#61043: a remote secret that is written anew takes the endpoints of its cluster with it. */
const LOSES_ENDPOINTS: ReadonlySet<string> = new Set(['1.30.1', '1.30.2', '1.30.3']);

/** @param world versions that Git has; where it has none, those that run count. */
export function rotationFindings(
  { clusters }: MeshWorld,
  { fleet, facts }: Pick<CompileInput, 'fleet' | 'facts'>,
  { discovery }: MeshSection,
): readonly Diagnostic[] {
  if (discovery !== 'secrets') return [];
  return clusters.flatMap(({ link, settings }): readonly Diagnostic[] => {
    const versions = settings.versions.length > 0 ? settings.versions : (facts.meshes?.[link]?.istiod ?? []);
    const version = versions.find((one) => LOSES_ENDPOINTS.has(one));
    if (version === undefined) return [];
    const message = `istiod ${version} of ${link} loses the endpoints of a cluster whose remote secret is written anew, until it is started again`;
    return [diagnostic('mesh-rotation', message, placeInFleet(fleet, [MESH, 'discovery']))];
  });
}
