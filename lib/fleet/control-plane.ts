// What the fleet says of the control plane of a mesh in a cluster. Source: GKE Hub, features.get of `servicemesh`,
// membershipStates[].servicemesh.controlPlaneManagement.

export interface ControlPlane {
  /** `TRAFFIC_DIRECTOR`, `ISTIOD`, `UPDATING`; absent where Google runs none. */
  readonly implementation?: string;
  /** `ACTIVE`, `PROVISIONING`, `FAILED_PRECONDITION` and others. */
  readonly state: string;
}
