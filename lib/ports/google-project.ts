// What Google Cloud says of what stands in it: services, roles, buckets, subscriptions, quotas, the fleet and, through
// Connect Gateway, its clusters. Read and never changed.
import type { JsonObject } from '../core/index.ts';

export type GoogleService =
  | 'cloudresourcemanager'
  | 'cloudscheduler'
  | 'compute'
  | 'connectgateway'
  | 'gkehub'
  | 'iam'
  | 'pubsub'
  | 'run'
  | 'secretmanager'
  | 'serviceusage'
  | 'storage';

export interface GoogleProject {
  /**
   * What a resource is, as its REST API answers; undefined when there is none. Fails with `denied`, `unavailable` and
   * the other codes of Google's APIs; with `not-found` when the way to a cluster is what is not there.
   * @param path with its version, such as `v1/projects/P/roles/R`.
   */
  read(service: GoogleService, path: string, signal: AbortSignal): Promise<JsonObject | undefined>;
}
