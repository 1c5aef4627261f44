// GKE Hub: who is a member, whether the hosted controller is on, and what a feature says of each member.
import type { JsonObject } from '../core/index.ts';
import type { ClusterLink } from '../model/index.ts';

export interface Membership {
  readonly name: string;
  readonly location: string;
  /** Link of its GKE cluster. */
  readonly link: ClusterLink;
}

/** What a feature says of one member. */
export interface MemberState {
  readonly name: string;
  readonly location: string;
  /** As its API answers it. */
  readonly state: JsonObject;
}

export interface FleetHub {
  memberships(fleetProject: string, signal: AbortSignal): Promise<readonly Membership[]>;
  /**
   * Location and name of the config membership of the `multiclusteringress` feature; undefined when it is not enabled.
   */
  hostedConfigMembership(
    fleetProject: string,
    signal: AbortSignal,
  ): Promise<{ readonly location: string; readonly name: string } | undefined>;
  /**
   * What a feature says of each member, in no order; undefined when it is not enabled.
   * @param feature `servicemesh`.
   */
  memberStates(fleetProject: string, feature: string, signal: AbortSignal): Promise<readonly MemberState[] | undefined>;
}
