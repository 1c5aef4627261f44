// What every route shares: the repository, the state beside it, time, and the way out for events.
// May import: accounts.ts, git.ts, installations.ts, links.ts, secondary-limits.ts, state.ts, ../kit.
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import type { Account, Accounts } from './accounts.ts';
import type { Git } from './git.ts';
import type { Installation } from './installations.ts';
import type { Links } from './links.ts';
import type { SecondaryLimits } from './secondary-limits.ts';
import type { State } from './state.ts';

export interface World {
  readonly owner: string;
  readonly repo: string;
  readonly defaultBranch: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly git: Git;
  readonly state: State;
  readonly links: Links;
  readonly accounts: Accounts;
  /** Logins by the slug of a team of the owner. */
  readonly teams: ReadonlyMap<string, readonly string[]>;
  readonly secondaryLimits: SecondaryLimits;
  /** Emulated time as GitHub writes it: ISO 8601 to the second. */
  now(): string;
  /** Sends a webhook; repository and sender are added to the payload. */
  emit(event: string, payload: Readonly<Record<string, unknown>>, sender: Account): void;
  /** The app that is installed, if there is one. */
  readonly installation: Installation | undefined;
  /** Says that a check or status has changed: the merge queue may move on. */
  reported(sender: Account): Promise<void>;
  /** Runs a change of refs in turn with every other one, then announces what it moved. */
  changeRefs<T>(sender: Account, change: () => Promise<T>): Promise<T>;
}

/** ISO 8601 to the second, from milliseconds since the epoch. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
