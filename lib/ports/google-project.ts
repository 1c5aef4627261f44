// What Google Cloud says of a project itself: its services, roles, buckets, subscriptions. Read and never changed.
import type { JsonObject } from '../core/index.ts';

export type GoogleService = 'serviceusage' | 'iam' | 'cloudresourcemanager' | 'run' | 'storage' | 'pubsub';

export interface GoogleProject {
  /**
   * What a resource is, as its REST API answers; undefined when there is none. Fails with `denied`, `unavailable` and
   * the other codes of Google's APIs.
   * @param path with its version, such as `v1/projects/P/roles/R`.
   */
  read(service: GoogleService, path: string, signal: AbortSignal): Promise<JsonObject | undefined>;
}
