// What the features that are built in look up in clouds.
import { INGRESS_LOOKS } from '../../lib/features/ingress/looks/index.ts';
import { MESH_LOOKS } from '../../lib/features/mesh/looks/index.ts';
import { SERVICES_LOOKS } from '../../lib/features/services/looks/index.ts';
import { type FeatureLooks, type Looks, looksOf } from '../../lib/live/index.ts';

export const BUILT_IN: readonly FeatureLooks[] = [INGRESS_LOOKS, SERVICES_LOOKS, MESH_LOOKS];

export const LOOKS: Looks = looksOf(BUILT_IN);
