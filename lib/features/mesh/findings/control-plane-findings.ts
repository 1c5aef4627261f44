// What the fleet says of control planes that the fleet file's discovery does not get on with.
import type { CompileInput } from '../../../compile/index.ts';
import type { Diagnostic } from '../../../core/index.ts';
import { placeInFleet } from '../../../fleet/index.ts';
import { diagnostic } from '../codes.ts';
import { clustersOfMesh, MESH, type MeshSection } from '../section.ts';

/** Nothing where the fleet could not be asked. */
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
    const message = `the control plane of ${link} is not active: the fleet says ${state}`;
    return [diagnostic('mesh-control-plane', message, place)];
  });
}
