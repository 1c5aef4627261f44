// Check suites as the REST API and webhooks show them.
import { readCommit } from '../repository/commits.ts';
import type { CheckRun, CheckSuite } from '../state.ts';
import type { World } from '../world.ts';
import { appView } from './account.ts';
import { pullsOf } from './check-run.ts';
import { simpleCommitView } from './commit.ts';
import { repositoryView } from './repository.ts';

/** `runs`: the newest of each name. */
export async function checkSuiteView(
  world: World,
  suite: CheckSuite,
  runs: readonly CheckRun[],
): Promise<Record<string, unknown>> {
  const { links, git } = world;
  const url = links.api(`check-suites/${suite.id}`);
  return {
    id: suite.id,
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...stateOf(suite, runs),
    before: suite.before,
    after: suite.headSha,
    url,
    check_runs_url: `${url}/check-runs`,
    latest_check_runs_count: runs.length,
    pull_requests: pullsOf(world, suite.headSha),
    app: appView(links, suite.app),
    created_at: suite.createdAt,
    updated_at: runs.at(-1)?.completedAt ?? suite.createdAt,
    head_commit: simpleCommitView(await readCommit(git, suite.headSha)),
    repository: repositoryView(world),
  };
}

function stateOf(
  suite: CheckSuite,
  runs: readonly CheckRun[],
): { readonly status: string; readonly conclusion: string | null } {
  if (suite.rerequested || runs.length === 0) return { status: 'queued', conclusion: null };
  if (runs.some(({ status }) => status !== 'completed')) return { status: 'in_progress', conclusion: null };
  const worst = worstFirst.find((one) => runs.some(({ conclusion }) => conclusion === one));
  return { status: 'completed', conclusion: worst ?? 'success' };
}

/** The order in which one conclusion hides the others: unverified. */
const worstFirst = ['failure', 'timed_out', 'cancelled', 'action_required', 'success', 'neutral', 'skipped'] as const;
