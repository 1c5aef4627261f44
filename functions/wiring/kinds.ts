// The kinds of resources of all features that are built in, as one registry.
import { INGRESS_KINDS } from '../../lib/features/ingress/kinds/index.ts';
import { MESH_KINDS } from '../../lib/features/mesh/kinds/index.ts';
import { SERVICES_KINDS } from '../../lib/features/services/kinds/index.ts';
import { kindsOf } from '../../lib/model/index.ts';

export const KINDS = kindsOf([...INGRESS_KINDS, ...SERVICES_KINDS, ...MESH_KINDS]);
