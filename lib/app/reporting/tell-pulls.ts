// Says on the pull requests that a commit merged what became of it. GitHub is asked which they are. May import: core, plan, ports, report.
import { isFailure } from '../../core/index.ts';
import type { Revision } from '../../plan/index.ts';
import { type BehindView, COMMENT_MARKER, mergeResult, type RunView } from '../../report/index.ts';
import type { ReporterWorld } from '../world.ts';

export interface Became {
  readonly runs: readonly RunView[];
  readonly behind: readonly BehindView[];
  /** Of the check run, where it has one. */
  readonly page: string | undefined;
}

/** Never fails for what GitHub refuses: the check run says the same. */
export async function tellPulls(
  { kinds, host, branch, log }: ReporterWorld,
  revision: Revision,
  { runs, behind, page }: Became,
  signal: AbortSignal,
): Promise<void> {
  const result = mergeResult(kinds, revision, runs, behind, page);
  if (result === undefined) return;
  const { commit } = revision.occasion;
  try {
    for (const number of await host.pullsMergedAs(commit, branch, signal))
      await host.putOnTop(number, COMMENT_MARKER, result, signal);
  } catch (error) {
    if (!isFailure(error, 'denied') && !isFailure(error, 'not-found')) throw error;
    log.warn({ fleet: revision.fleet, commit, error }, 'what became of a merge could not be told on its pull request');
  }
}
