// A call from the pods of one workload in one cluster to a Service.
import type { ClusterLink } from '../../../model/index.ts';
import type { MeshWorkload } from '../world/mesh-workload.ts';
import type { ServiceName } from '../world/mesh-world.ts';

export interface MeshCall {
  /** Of the caller's pods. */
  readonly cluster: ClusterLink;
  readonly caller: MeshWorkload;
  readonly to: ServiceName;
  /** Undefined: not known; where the Service has one port, it is that. */
  readonly port: number | undefined;
}
