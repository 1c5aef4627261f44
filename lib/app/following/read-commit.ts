// The files of a commit, or why nobody will get them: what GitHub or we refuse once is refused each time, and a commit
// that comes again and again would be told to nobody.
import { type Diagnostic, diagnostic, nextAfter, RangelightError, type Tree } from '../../core/index.ts';
import { FILES_OF_FLEETS } from './fleet-files.ts';
import type { PlannerWorld } from '../world.ts';

/** Fails with what may pass by itself: unavailable, limited, or not there yet. */
export async function readCommit(
  { repository, log }: Pick<PlannerWorld, 'repository' | 'log'>,
  commit: string,
  signal: AbortSignal,
): Promise<{ readonly files: Tree } | { readonly refused: Diagnostic }> {
  try {
    return { files: await repository.files(commit, FILES_OF_FLEETS, signal) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof RangelightError) || nextAfter(error.code) !== 'blocked') throw error;
    log.error({ commit, error }, 'the files of a commit cannot be read');
    const code = error.code === 'too-large' ? 'commit-too-large' : 'commit-unreadable';
    return { refused: diagnostic(code, error.message) };
  }
}
