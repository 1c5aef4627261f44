// The installations of the app, one on each account, and the tokens that they hand out: narrowed on request, good for
// an hour. Source: docs.github.com, "Generating an installation access token for a GitHub App".
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import { type Account, accountOf, type TokenScope } from './accounts.ts';
import type { AppIdentity } from './app-jwt.ts';
import { type AppPermissions, appPermissions, covers, type Level } from './app-permissions.ts';
import { Problem } from './errors.ts';

/** A GitHub App. */
export interface AppOptions extends AppIdentity {
  /** `SLUG[bot]` is its login. */
  readonly slug: string;
  /** What it asks for; default: what its first installation was granted. */
  readonly permissions?: AppPermissions;
  /** What it hears of; default: everything. */
  readonly events?: readonly string[];
  /** Of its hook; default: JSON, with certificates looked at. */
  readonly hook?: { readonly contentType?: 'json' | 'form'; readonly insecureSsl?: '0' | '1' };
  readonly installations: readonly InstallationOptions[];
}

/** Where the app is installed: an account has one installation at most. */
export interface InstallationOptions {
  readonly id: number;
  /** Login of the account. */
  readonly owner: string;
  /** What the owner granted at installation; `metadata: read` comes with it. */
  readonly permissions: AppPermissions;
  /** Names of the repositories that the owner chose; default: all. */
  readonly repositories?: readonly string[];
}

export interface InstallationToken {
  readonly token: string;
  /** Emulated milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly permissions: AppPermissions;
}

export interface Installation {
  readonly id: number;
  readonly owner: string;
  /** The app as an author. */
  readonly bot: Account;
  readonly permissions: AppPermissions;
  readonly selection: 'all' | 'selected';
  readonly sees: TokenScope['sees'];
  /**
   * A new token; throws Problem 422 when more is asked for than was granted.
   * @param repositories names; undefined: all that the installation sees.
   */
  mint(
    asked: Readonly<Record<string, unknown>> | undefined,
    repositories: readonly string[] | undefined,
  ): InstallationToken;
}

/** The app with all its installations. */
export interface InstalledApp {
  readonly app: AppOptions;
  readonly bot: Account;
  readonly installations: readonly Installation[];
  byToken(token: string): Account | undefined;
}

const life = 60 * 60_000;

export function createInstalledApp(clock: Clock, random: Random, app: AppOptions): InstalledApp {
  const bot: Account = {
    ...accountOf({ login: `${app.slug}[bot]`, type: 'Bot', permission: 'write', association: 'NONE' }),
    appId: app.id,
  };
  const minted = new Map<string, { readonly scope: TokenScope; readonly expiresAt: number }>();
  const installationOf = ({ id, owner, repositories, ...granted }: InstallationOptions): Installation => {
    const permissions: AppPermissions = { ...granted.permissions, metadata: granted.permissions.metadata ?? 'read' };
    const sees = within(owner, repositories);
    return {
      id,
      owner,
      bot,
      permissions,
      selection: repositories === undefined ? 'all' : 'selected',
      sees,
      mint(asked, names) {
        const token = `ghs_${random.hex(36)}`;
        const kept = asked === undefined ? permissions : { ...narrowed(permissions, asked), metadata: 'read' as const };
        const expiresAt = clock.now() + life;
        minted.set(token, { expiresAt, scope: { id, owner, permissions: kept, sees: within(owner, names, sees) } });
        return { token, expiresAt, permissions: kept };
      },
    };
  };
  return {
    app,
    bot,
    installations: app.installations.map(installationOf),
    byToken(token) {
      const known = minted.get(token);
      if (known === undefined || known.expiresAt <= clock.now()) return undefined;
      return { ...bot, scope: known.scope };
    },
  };
}

/** True for these repositories of one owner; undefined: for all that `outer` lets through. */
function within(
  owner: string,
  names: readonly string[] | undefined,
  outer: TokenScope['sees'] = () => true,
): TokenScope['sees'] {
  const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
  return (of, repo) =>
    same(of, owner) && outer(of, repo) && (names === undefined || names.some((name) => same(name, repo)));
}

function narrowed(granted: AppPermissions, asked: Readonly<Record<string, unknown>>): AppPermissions {
  const kept: Partial<Record<(typeof appPermissions)[number], Level>> = {};
  for (const [name, level] of Object.entries(asked)) {
    const known = appPermissions.find((one) => one === name);
    const wanted = level === 'read' || level === 'write' ? level : undefined;
    if (known === undefined || wanted === undefined || !covers(granted[known], wanted)) {
      throw new Problem(422, 'The permissions requested are not granted to this installation.');
    }
    kept[known] = wanted;
  }
  return kept;
}
