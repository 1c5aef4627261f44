// Who calls: accounts known by their tokens, as people (User) or as GitHub Apps (Bot).
import { createHash } from 'node:crypto';
import type { AppPermissions } from './app-permissions.ts';
import { mayPush, type Role } from './roles.ts';

/** What a token of an installation reaches. */
export interface TokenScope {
  /** Of the installation: all its tokens share one rate. */
  readonly id: number;
  readonly owner: string;
  readonly permissions: AppPermissions;
  /** Whether a repository of the owner is within it. */
  readonly sees: (owner: string, repo: string) => boolean;
}

/** What GitHub says of an author beside a text of his. */
export type Association = 'COLLABORATOR' | 'CONTRIBUTOR' | 'FIRST_TIME_CONTRIBUTOR' | 'MEMBER' | 'NONE' | 'OWNER';

export interface TokenGrant {
  readonly login: string;
  readonly type: 'User' | 'Bot';
  /** `read` is a stranger unless the association says otherwise. */
  readonly permission: Role;
  /** Default: NONE for those who may only read, else COLLABORATOR. */
  readonly association?: Association;
}

export interface Account extends TokenGrant {
  /** Derived from the login, so that it is the same in every run. */
  readonly id: number;
  readonly email: string;
  /** Of a GitHub App that has an id of its own. */
  readonly appId?: number;
  /** Of an installation token: everything outside is refused. */
  readonly scope?: TokenScope;
}

export interface Accounts {
  byToken(token: string): Account | undefined;
  byLogin(login: string): Account | undefined;
  byEmail(email: string): Account | undefined;
  /** The first person (or else the first account) who may push. */
  firstWriter(): Account | undefined;
}

/** @param roles by login, in place of those of the grants. */
export function createAccounts(
  tokens: ReadonlyMap<string, TokenGrant>,
  roles: ReadonlyMap<string, Role>,
  ...apps: readonly Account[]
): Accounts {
  const here = (grant: TokenGrant): Account =>
    accountOf({ ...grant, permission: roles.get(grant.login) ?? grant.permission });
  const flow: Account = { ...accountOf({ login: 'web-flow', type: 'User', permission: 'read' }), email: webFlow.email };
  const all = (): Account[] => [...[...tokens.values()].map(here), ...apps];
  return {
    byToken(token) {
      const grant = tokens.get(token);
      return grant === undefined ? undefined : here(grant);
    },
    byLogin: (login) => all().find((account) => account.login.toLowerCase() === login.toLowerCase()),
    byEmail: (email) => [...all(), flow].find((account) => account.email === email),
    firstWriter() {
      const writers = all().filter(mayPush);
      return writers.find((account) => account.type === 'User') ?? writers[0];
    },
  };
}

/** GitHub itself, as committer of what is merged or edited on the site; its login is `web-flow`. */
export const webFlow = { name: 'GitHub', email: 'noreply@github.com' } as const;

/** The account of a login: id and address follow from it. */
export function accountOf(grant: TokenGrant): Account {
  const id = Number.parseInt(createHash('sha256').update(grant.login).digest('hex').slice(0, 7), 16);
  return { ...grant, id, email: `${id}+${grant.login}@users.noreply.github.com` };
}

export function associationOf({ association, permission }: TokenGrant): Association {
  return association ?? (permission === 'read' ? 'NONE' : 'COLLABORATOR');
}
