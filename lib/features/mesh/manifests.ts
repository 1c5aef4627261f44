// The kinds that the mesh reads in the folders of clusters: Istio's rules, and what stands around calls. Others apply
// them.
import type { ManifestKind } from '../../manifest/index.ts';
import { callersAndServices, readKind } from '../common/index.ts';
import { MESH } from './section.ts';

const NETWORKING = ['v1', 'v1beta1', 'v1alpha3'];
const SECURITY = ['v1', 'v1beta1'];

export const RULES_READ: readonly ManifestKind[] = [
  ...['VirtualService', 'DestinationRule', 'ServiceEntry', 'Sidecar'].map((kind) =>
    readKind('networking.istio.io', kind, NETWORKING),
  ),
  ...['PeerAuthentication', 'AuthorizationPolicy'].map((kind) => readKind('security.istio.io', kind, SECURITY)),
];

export const MESH_MANIFESTS: readonly ManifestKind[] = [
  ...RULES_READ.map((kind) => ({ ...kind, section: MESH })),
  ...callersAndServices(MESH),
];
