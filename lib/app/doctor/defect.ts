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
  | 'bucket-soft-delete'
  | 'bucket-unlocked-audit'
  | 'bucket-unversioned'
  | 'permission-missing'
  | 'permission-not-used'
  | 'role-missing'
  | 'role-not-bound'
  | 'service-audience'
  | 'service-identity'
  | 'service-missing'
  | 'service-shares'
  | 'service-timeout'
  | 'subscription-ack-deadline'
  | 'subscription-audience'
  | 'subscription-back-off'
  | 'subscription-dead-letters'
  | 'subscription-expires'
  | 'subscription-missing'
  | 'subscription-path'
  | 'subscription-unordered'
  | 'unreadable';

/** Of whatever the module makes: who applies it mends it. */
export const APPLY = 'terraform apply with the module of this version';
