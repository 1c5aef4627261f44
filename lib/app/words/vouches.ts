// A maintainer's word for one commit of a stranger's pull request: that very commit may be compared with what stands. A
// new push needs a new word. The reporter writes it, the planner reads it.
import type { PullRequest, Repository, Store } from '../../ports/index.ts';
import { type Vouch, vouches } from '../../state/index.ts';
import { ALL_FLEETS, recordAct } from './audit.ts';
import type { ReporterWorld } from '../world.ts';

/**
 * Takes the word of somebody who may write to the repository, and who is known for certain, for a commit that was seen.
 */
export async function vouch(
  { store, clock, log, name: repository }: Pick<ReporterWorld, 'store' | 'clock' | 'log' | 'name'>,
  { number, commit, by }: Omit<Vouch, 'at'>,
  signal: AbortSignal,
): Promise<void> {
  if (await isVouched(store, repository, number, commit, signal)) return;
  const at = clock.now();
  const subject = `${repository}#${number} at ${commit}`;
  const act = { by: `github ${by}`, reason: 'asked for the plan', at, action: 'vouch', subject } as const;
  await recordAct(store, ALL_FLEETS, act, signal);
  await vouches.at(repository, number, commit).create(store, { number, commit, by, at }, signal);
  log.info({ repository, number, commit, by }, 'a maintainer asks for the plan of a commit');
}

export async function isVouched(
  store: Store,
  repository: string,
  number: number,
  commit: string,
  signal: AbortSignal,
): Promise<boolean> {
  const reading = await vouches.at(repository, number, commit).look(store, signal);
  return 'found' in reading && reading.found !== undefined;
}

/**
 * Why a pull request is a stranger's: nobody here decides who may push to a fork, or its author has no right to write.
 * An App whose branch lies in the repository could push it only with that right. Undefined when it is none.
 */
export async function strangerBy(
  repository: Pick<Repository, 'mayWrite'>,
  { fork, author }: PullRequest,
  signal: AbortSignal,
): Promise<'fork' | 'no-right' | undefined> {
  if (fork) return 'fork';
  return author.endsWith('[bot]') || (await repository.mayWrite(author, signal)) ? undefined : 'no-right';
}
