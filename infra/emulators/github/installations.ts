// The one installation of the app, and the tokens that it hands out: narrowed on request, good for an hour.
// Source: docs.github.com, "Generating an installation access token for a GitHub App".
// May import: accounts.ts, app-jwt.ts, app-permissions.ts, errors.ts, ../kit.
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import { type Account, accountOf } from './accounts.ts';
import type { AppIdentity } from './app-jwt.ts';
import { type AppPermissions, appPermissions, covers, type Level } from './app-permissions.ts';
import { Problem } from './errors.ts';

/** A GitHub App that is installed on the repository. */
export interface AppOptions extends AppIdentity {
  /** `SLUG[bot]` is its login. */
  readonly slug: string;
  readonly installationId: number;
  /** What the owner granted at installation; `metadata: read` comes with it. */
  readonly permissions: AppPermissions;
}

export interface InstallationToken {
  readonly token: string;
  /** Emulated milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly permissions: AppPermissions;
}

export interface Installation {
  readonly app: AppOptions;
  /** The app as an author. */
  readonly bot: Account;
  readonly permissions: AppPermissions;
  /** A new token; throws Problem 422 when more is asked for than was granted. */
  mint(asked: Readonly<Record<string, unknown>> | undefined): InstallationToken;
  byToken(token: string): Account | undefined;
}

const life = 60 * 60_000;

export function createInstallation(clock: Clock, random: Random, app: AppOptions): Installation {
  const permissions: AppPermissions = { ...app.permissions, metadata: app.permissions.metadata ?? 'read' };
  const bot: Account = {
    ...accountOf({ login: `${app.slug}[bot]`, type: 'Bot', permission: 'write', association: 'NONE' }),
    appId: app.id,
  };
  const minted = new Map<string, InstallationToken>();
  return {
    app,
    bot,
    permissions,
    mint(asked) {
      const token = `ghs_${random.hex(36)}`;
      const granted =
        asked === undefined ? permissions : { ...narrowed(permissions, asked), metadata: 'read' as const };
      const made = { token, expiresAt: clock.now() + life, permissions: granted };
      minted.set(token, made);
      return made;
    },
    byToken(token) {
      const known = minted.get(token);
      if (known === undefined || known.expiresAt <= clock.now()) return undefined;
      return { ...bot, permissions: known.permissions };
    },
  };
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
