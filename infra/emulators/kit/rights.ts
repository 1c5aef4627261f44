// Who may do what, as IAM grants it on a project: a bearer token stands for an account, and an account has permissions.

export interface Rights {
  /**
   * Bearer token → the account that it is of. A request without a token is of `allUsers`, as IAM calls whoever it is.
   */
  readonly accounts: ReadonlyMap<string, string>;
  /** By account; `owner` may do everything. */
  readonly granted: ReadonlyMap<string, Granted>;
}

export type Granted = 'owner' | ReadonlySet<string>;

export const EVERYBODY = 'allUsers';

/** Undefined for a token that nobody has. */
export function accountOf({ accounts }: Pick<Rights, 'accounts'>, { headers }: Request): string | undefined {
  const token = tokenOf(headers);
  return token === undefined ? EVERYBODY : accounts.get(token);
}

export function tokenOf(headers: Headers): string | undefined {
  return /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1];
}

export function isGranted({ granted }: Rights, account: string, permission: string): boolean {
  const own = granted.get(account);
  return own === 'owner' || own?.has(permission) === true;
}
