// A rule of Istio, as it stands in one cluster. Its spec stays as it is: what is asked of it is read where it counts.
import type { JsonObject } from '../../../core/index.ts';
import type { PlaceIn } from './place-in.ts';

export type RuleKind =
  | 'VirtualService'
  | 'DestinationRule'
  | 'ServiceEntry'
  | 'Sidecar'
  | 'PeerAuthentication'
  | 'AuthorizationPolicy';

/** Where the control plane itself stands: its rules are for the whole mesh. Source: Istio, `rootNamespace`. */
export const ROOT_NAMESPACE = 'istio-system';

export interface MeshRule {
  readonly kind: RuleKind;
  readonly namespace: string;
  readonly name: string;
  readonly spec: JsonObject;
  readonly at: PlaceIn;
}
