// A maintainer's word for one commit of a stranger's pull request: that very commit may be compared with what stands. A new
// push needs a new word. May import: core, ports.
import type { Clock, Log, PullRequest, Repository, StateStore } from '../ports/index.ts';
import { ALL_FLEETS, recordAct } from './audit.ts';
import { createOnce } from './create-once.ts';
import type { Vouch } from './documents.ts';
import { keys } from './state-keys.ts';

export interface VouchWorld {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly repository: Pick<Repository, 'pullRequest' | 'mayWrite'>;
}

export interface VouchWish {
  readonly number: number;
  /** The commit that the person has seen. */
  readonly commit: string;
  /** Login. */
  readonly by: string;
}

/** `not-head`: the pull request has moved on, or is closed. `no-right`: the person may not write to the repository. */
export type VouchOutcome = 'vouched' | 'not-head' | 'no-right';

/** Takes somebody's word for a commit; who he is must be known for certain, what he may do is asked of GitHub. */
export async function vouch(
  { store, clock, log, repository }: VouchWorld,
  { number, commit, by }: VouchWish,
  signal: AbortSignal,
): Promise<VouchOutcome> {
  const pull = await repository.pullRequest(number, signal);
  if (pull.state !== 'open' || pull.head !== commit) return 'not-head';
  if (!(await repository.mayWrite(by, signal))) return 'no-right';
  const given: Vouch = { number, commit, by, at: clock.now() };
  const act = { by: `github ${by}`, reason: 'asked for the plan', at: given.at, action: 'vouch' } as const;
  if (await isVouched(store, number, commit, signal)) return 'vouched';
  await recordAct(store, ALL_FLEETS, { ...act, subject: `pull request ${number} at ${commit}` }, signal);
  await createOnce(store, keys.vouch(number, commit), given, signal);
  log.info({ ...given }, 'a maintainer asks for the plan of a commit');
  return 'vouched';
}

export async function isVouched(
  store: StateStore,
  number: number,
  commit: string,
  signal: AbortSignal,
): Promise<boolean> {
  return (await store.read<Vouch>(keys.vouch(number, commit), signal)) !== undefined;
}

/**
 * Why a pull request is a stranger's: nobody here decides who may push to a fork, or its author has no right to write. An App
 * whose branch lies in the repository could push it only with that right. Undefined when it is none.
 */
export async function strangerBy(
  repository: Pick<Repository, 'mayWrite'>,
  { fork, author }: PullRequest,
  signal: AbortSignal,
): Promise<'fork' | 'no-right' | undefined> {
  if (fork) return 'fork';
  return author.endsWith('[bot]') || (await repository.mayWrite(author, signal)) ? undefined : 'no-right';
}
