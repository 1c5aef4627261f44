// Who calls: accounts known by their tokens, as people (User) or as GitHub Apps (Bot).
// May import: node built-ins.
import { createHash } from 'node:crypto';

export interface TokenGrant {
  readonly login: string;
  readonly type: 'User' | 'Bot';
  readonly permission: 'read' | 'write' | 'admin';
}

export interface Account extends TokenGrant {
  /** Derived from the login, so that it is the same in every run. */
  readonly id: number;
  readonly email: string;
}

export interface Accounts {
  byToken(token: string): Account | undefined;
  byLogin(login: string): Account | undefined;
  byEmail(email: string): Account | undefined;
  /** The first person (or else the first account) who may push. */
  firstWriter(): Account | undefined;
}

export function createAccounts(tokens: ReadonlyMap<string, TokenGrant>): Accounts {
  const all = (): Account[] => [...tokens.values()].map(accountOf);
  return {
    byToken(token) {
      const grant = tokens.get(token);
      return grant === undefined ? undefined : accountOf(grant);
    },
    byLogin: (login) => all().find((account) => account.login.toLowerCase() === login.toLowerCase()),
    byEmail: (email) => all().find((account) => account.email === email),
    firstWriter() {
      const writers = all().filter((account) => account.permission !== 'read');
      return writers.find((account) => account.type === 'User') ?? writers[0];
    },
  };
}

function accountOf(grant: TokenGrant): Account {
  const id = Number.parseInt(createHash('sha256').update(grant.login).digest('hex').slice(0, 7), 16);
  return { ...grant, id, email: `${id}+${grant.login}@users.noreply.github.com` };
}
