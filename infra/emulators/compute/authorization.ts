// Who asks, and whether that account may: looked at as soon as it is known which method a request is, before anything
// is looked up.
import type { NoteCaller } from '../kit/front.ts';
import { accountOf, isGranted, type Rights, tokenOf } from '../kit/rights.ts';
import { forbidden, unauthenticated } from './errors.ts';
import { permissionsFor } from './permissions.ts';
import { parseJson } from './request-text.ts';
import type { Kind } from './resources/kind.ts';
import type { Route } from './routes.ts';
import type { Store } from './store.ts';

/** Gives the account. Throws 401 for a token that nobody has, and 403 for the permissions that are missing. */
export type Authorize = (request: Request, route: Route, text: string, noteCaller: NoteCaller) => string;

export interface AuthorizationOptions {
  readonly project: string;
  /** By collection. */
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly store: Store;
  /** Absent: everybody may do everything. */
  readonly rights: Rights | undefined;
  /** Bearer token → account, where there are no rights. Others are a service account's. */
  readonly users: ReadonlyMap<string, string>;
}

export function createAuthorization({ project, kinds, store, rights, users }: AuthorizationOptions): Authorize {
  const networkOf = (firewall: string): string | undefined => store.get(firewall)?.references[0];
  return (request, route, text, noteCaller) => {
    if (rights === undefined) return tokenAccount(users, request) ?? `emulator@${project}.iam.gserviceaccount.com`;
    const account = accountOf(rights, request);
    if (account === undefined) throw unauthenticated();
    const { method } = request;
    const kind = 'collection' in route ? kinds.get(route.collection) : undefined;
    const body = text.trim() === '' ? undefined : parseJson(text);
    const needed = permissionsFor({ project, method, route, kind, body, networkOf });
    noteCaller({ account, permissions: [...new Set(needed.map(({ permission }) => permission))] });
    const missing = needed.filter(({ permission }) => !isGranted(rights, account, permission));
    if (missing.length > 0) throw forbidden(missing);
    return account;
  };
}

function tokenAccount(users: ReadonlyMap<string, string>, { headers }: Request): string | undefined {
  const token = tokenOf(headers);
  return token === undefined ? undefined : users.get(token);
}
