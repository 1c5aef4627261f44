// Looks at GitHub as a person would: check runs, comments, issues; and merges.
import { OWNER, REPOSITORY } from '../../layout.ts';
import { expect, until } from '../expect.ts';
import type { Context } from './context.ts';

const WHERE = { owner: OWNER, repo: REPOSITORY };
const PATIENCE_MS = 90_000;

export interface Check {
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
  readonly annotations: number;
  readonly id: number;
}

/** Waits for the check run of that name on a commit to be completed. */
export function completedCheck({ octokit }: Context, commit: string, name: string): Promise<Check> {
  return until(`check run ${name} on ${commit.slice(0, 7)}`, PATIENCE_MS, async () => {
    const { data } = await octokit.checks.listForRef({ ...WHERE, ref: commit, check_name: name });
    const check = data.check_runs[0];
    if (check?.status !== 'completed') return undefined;
    return {
      id: check.id,
      conclusion: check.conclusion,
      title: check.output.title ?? '',
      summary: check.output.summary ?? '',
      annotations: check.output.annotations_count,
    };
  });
}

/** Waits until the check run of that name on a commit says something in its title, completed or not. */
export function titleThatSays({ octokit }: Context, commit: string, name: string, words: string): Promise<string> {
  return until(`check run ${name} on ${commit.slice(0, 7)} that says ${words}`, PATIENCE_MS, async () => {
    const { data } = await octokit.checks.listForRef({ ...WHERE, ref: commit, check_name: name });
    const title = data.check_runs[0]?.output.title ?? '';
    return title.includes(words) ? title : undefined;
  });
}

export async function annotationsOf(
  { octokit }: Context,
  check: Check,
): Promise<readonly { path: string; line: number; message: string }[]> {
  const { data } = await octokit.checks.listAnnotations({ ...WHERE, check_run_id: check.id });
  return data.map((one) => ({ path: one.path, line: one.start_line, message: one.message ?? '' }));
}

/** Waits for Rangelight's one comment on a pull request. */
export function planComment({ octokit }: Context, pullRequest: number): Promise<string> {
  return until(`the comment on pull request ${pullRequest}`, PATIENCE_MS, async () => {
    const { data } = await octokit.issues.listComments({ ...WHERE, issue_number: pullRequest });
    expect(data.length <= 1, `${data.length} comments on pull request ${pullRequest} instead of one`);
    return data[0]?.body;
  });
}

export async function openPullRequest({ octokit }: Context, branch: string, title: string): Promise<number> {
  const { data } = await octokit.pulls.create({ ...WHERE, head: branch, base: 'main', title });
  return data.number;
}

/** Merges, and gives the commit on the default branch. */
export async function merge({ octokit }: Context, pullRequest: number): Promise<string> {
  const { data } = await octokit.pulls.merge({ ...WHERE, pull_number: pullRequest });
  return data.sha;
}

export function driftIssue({ octokit }: Context, state: 'open' | 'closed'): Promise<string> {
  return until(`a drift issue that is ${state}`, PATIENCE_MS, async () => {
    const { data } = await octokit.issues.listForRepo({ ...WHERE, state, labels: 'rangelight-drift' });
    return data[0]?.title;
  });
}
