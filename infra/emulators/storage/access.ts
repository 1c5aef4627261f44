// Who may do what with the objects of a bucket, as IAM grants it: permissions of an identity on objects whose names
// begin with a prefix. Source: Cloud Storage, "IAM permissions for JSON methods"; IAM conditions on `resource.name`.
import { StorageError } from './errors.ts';

export type ObjectPermission = 'get' | 'list' | 'create' | 'delete';

export interface Grant {
  /** What the identity is called in a refusal. */
  readonly identity: string;
  readonly bucket: string;
  /** '' is every object. A list is granted for the bucket as a whole. */
  readonly prefix: string;
  readonly permissions: readonly ObjectPermission[];
}

/** Bearer token → what it may do. */
export type Access = ReadonlyMap<string, readonly Grant[]>;

/** Throws 401 without a known token, and 403 for what it may not do. `object`: undefined for a list. */
export function checkAccess(
  access: Access | undefined,
  request: Request,
  permission: ObjectPermission,
  bucket: string,
  object: string | undefined,
): void {
  if (access === undefined) return;
  const token = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
  const grants = token === undefined ? undefined : access.get(token);
  const name = `storage.objects.${permission}`;
  if (grants === undefined) {
    const message = `Anonymous caller does not have ${name} access to the Google Cloud Storage object.`;
    throw new StorageError(401, 'required', message, 'Authorization');
  }
  const isGranted = grants.some(
    (grant) =>
      grant.bucket === bucket &&
      grant.permissions.includes(permission) &&
      (object === undefined || object.startsWith(grant.prefix)),
  );
  if (isGranted) return;
  const identity = grants[0]?.identity ?? 'somebody';
  const message = `${identity} does not have ${name} access to the Google Cloud Storage object. Permission '${name}' denied on resource (or it may not exist).`;
  throw new StorageError(403, 'forbidden', message);
}
