// Who a token belongs to.
import type { Account } from '../accounts.ts';
import { type Answer, ok } from '../answer.ts';
import { forbidden } from '../errors.ts';
import { accountView } from '../views/account.ts';
import type { SiteLinks } from '../links.ts';

/** GET /user: for people's tokens; an installation is nobody. */
export function whoAmI(links: SiteLinks, actor: Account): Answer {
  if (actor.scope !== undefined) throw forbidden('Resource not accessible by integration');
  return ok({ ...accountView(links, actor), name: actor.login, email: actor.email });
}
