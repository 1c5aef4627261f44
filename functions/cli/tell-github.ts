// Says a plan on the pull request that a job is for: one check run, one comment, and the job's own page. With the job's
// token alone: no App.
import { appendFile } from 'node:fs/promises';
import { createCodeHosts } from '../../lib/adapters/github/index.ts';
import { isFailure } from '../../lib/core/index.ts';
import type { Plan, Revision } from '../../lib/plan/index.ts';
import { commitCheck, commitComment } from '../../lib/report/index.ts';
import { TELLING } from '../wiring/report-parts.ts';
import type { GitHubJob } from './github-job.ts';
import { withTemplateFiles } from './template-files.ts';

const CALL_TIMEOUT_MS = 30_000;
/** Whose token a job has. Source: GitHub, "GITHUB_TOKEN". */
const LOGIN = 'github-actions[bot]';

/**
 * @param folder that the job planned, as a path in the repository.
 * @param planned of it.
 * @param note told what kept it from the pull request: the plan is on the job's page all the same.
 */
export async function tellGitHub(
  { repository, token, apiUrl, pullRequest, summary, workspace }: GitHubJob,
  folder: string,
  planned: { readonly revision: Revision; readonly plans: ReadonlyMap<string, Plan> },
  note: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { number, head, base } = pullRequest;
  const revision: Revision = {
    ...(await withTemplateFiles(planned.revision, workspace, folder)),
    occasion: { type: 'pull-request', repository, commit: head, number, base },
  };
  const all = {
    commit: head,
    fleets: [{ revision, plans: planned.plans }],
    coming: [],
    unreadable: [],
    diagnostics: [],
  };
  const { marker, body } = commitComment(TELLING, all);
  if (summary !== undefined) await appendFile(summary, `${body}\n`);
  const host = createCodeHosts({
    repositories: [repository],
    access: { type: 'token', token },
    baseUrl: apiUrl,
    callTimeoutMs: CALL_TIMEOUT_MS,
    login: LOGIN,
  }).of(repository);
  try {
    // Nobody would hear a button that is pressed.
    await host.putCheckRun({ ...commitCheck(TELLING, all), actions: [] }, signal);
    await host.putComment(number, marker, body, signal);
  } catch (error) {
    if (!isFailure(error, 'denied')) throw error;
    note(
      "the job's token may not write the check and the comment: a pull request from a fork has none that may, any other needs `permissions: {checks: write, pull-requests: write}`",
    );
  }
}
