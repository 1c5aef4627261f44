// What the doctor finds wrong with a deployment, and how it is mended.

export interface Defect {
  readonly code: DefectCode;
  /** The resource, as its API names it. */
  readonly where: string;
  readonly message: string;
  /** What to do. */
  readonly fix: string;
}

export type DefectCode =
  | 'api-disabled'
  | 'bucket-deletes-live'
  | 'bucket-in-one-region'
  | 'bucket-kept-back'
  | 'bucket-missing'
  | 'bucket-object-acls'
  | 'bucket-open'
  | 'bucket-reader-missing'
  | 'bucket-soft-delete'
  | 'bucket-unlocked-audit'
  | 'bucket-unversioned'
  | 'bucket-writer-missing'
  | 'bucket-writer-wide'
  | 'cluster-not-member'
  | 'cluster-not-reached'
  | 'cluster-role-beside'
  | 'cluster-role-missing'
  | 'cluster-role-narrow'
  | 'cluster-role-not-bound'
  | 'cluster-role-wide'
  | 'github-app-missing'
  | 'github-deliveries-fail'
  | 'github-event-missing'
  | 'github-hook-silent'
  | 'github-hook-unsafe'
  | 'github-hook-url'
  | 'github-key'
  | 'github-not-installed'
  | 'github-permission-missing'
  | 'github-permission-not-used'
  | 'hub-feature'
  | 'permission-missing'
  | 'permission-not-used'
  | 'publisher-missing'
  | 'quota-nearly-used'
  | 'quota-shares'
  | 'role-beside'
  | 'role-missing'
  | 'role-not-bound'
  | 'secret-empty'
  | 'secret-role-narrow'
  | 'secret-role-wide'
  | 'service-audience'
  | 'service-fleet-number'
  | 'service-identity'
  | 'service-instances'
  | 'service-invoker'
  | 'service-missing'
  | 'service-not-ready'
  | 'service-shares'
  | 'service-timeout'
  | 'signing-key-readable'
  | 'subscription-ack-deadline'
  | 'subscription-audience'
  | 'subscription-back-off'
  | 'subscription-caller'
  | 'subscription-dead-letters'
  | 'subscription-expires'
  | 'subscription-missing'
  | 'subscription-path'
  | 'subscription-unordered'
  | 'tick-missing'
  | 'tick-stopped'
  | 'unknown';

/** Of whatever the module makes: who applies it mends it. */
export const APPLY = 'terraform apply with the module of this version';

/** A section of the guide. */
export function guide(section: string): string {
  return `docs/deploy.md#${section}`;
}
