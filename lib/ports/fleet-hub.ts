// GKE Hub: who is a member, and whether the hosted controller is on.
import type { ClusterLink } from '../model/index.ts';

export interface Membership {
  readonly name: string;
  readonly location: string;
  /** Link of its GKE cluster. */
  readonly link: ClusterLink;
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
}
