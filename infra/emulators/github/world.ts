// What every route shares: the repository, the state beside it, time, and the way out for events.
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import type { Account, Accounts } from './accounts.ts';
import type { Git } from './git.ts';
import type { Installation } from './installations.ts';
import type { Links } from './links.ts';
import type { State } from './state.ts';

/** One repository. */
export interface World {
  /** As GitHub numbers repositories. */
  readonly id: number;
  readonly owner: string;
  readonly repo: string;
  /** Moves when it is renamed. */
  defaultBranch: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly git: Git;
  readonly state: State;
  readonly links: Links;
  readonly accounts: Accounts;
  /** Logins by the slug of a team of the owner. */
  readonly teams: ReadonlyMap<string, readonly string[]>;
  /** Emulated time as GitHub writes it: ISO 8601 to the second. */
  now(): string;
  /** Sends a webhook; repository and sender are added to the payload. */
  emit(event: string, payload: Readonly<Record<string, unknown>>, sender: Account): void;
  /** Whether events go to an app's hook, which hears of the repositories that the app sees alone. */
  readonly hasApp: boolean;
  /** Of the app on this repository, if there is one. */
  readonly installation: Installation | undefined;
  /** Says that a check or status has changed: the merge queue may move on. */
  reported(sender: Account): Promise<void>;
  /** Does something that nobody waits for but whoever waits until the emulator is idle. */
  inBackground(work: () => Promise<void>): void;
  /** Runs a change of refs in turn with every other one, then announces what it moved. */
  changeRefs<T>(sender: Account, change: () => Promise<T>): Promise<T>;
}

/** ISO 8601 to the second, from milliseconds since the epoch. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
