// What is built in: the features of a fleet, in one order.
import type { Features } from '../../lib/compile/index.ts';
import { compileIngress, INGRESS_MANIFESTS, NEIGHBOURS } from '../../lib/features/ingress/index.ts';
import { compileMesh, MESH_MANIFESTS } from '../../lib/features/mesh/index.ts';
import { compileServices, SERVICE_MANIFESTS, SERVICE_NEIGHBOURS } from '../../lib/features/services/index.ts';
import { manifestKinds } from '../../lib/manifest/index.ts';

export const FEATURES: Features = {
  kinds: manifestKinds([...INGRESS_MANIFESTS, ...SERVICE_MANIFESTS, ...MESH_MANIFESTS], {
    ...NEIGHBOURS,
    ...SERVICE_NEIGHBOURS,
  }),
  compilers: [compileIngress, compileServices, compileMesh],
};
