// GitHub as a person sees it: check runs with their lines, comments, issues; and merging.
import { Octokit } from '@octokit/rest';
import { OWNER, REPOSITORY, TOKENS } from '../../../infra/local/layout.ts';

const WHERE = { owner: OWNER, repo: REPOSITORY };

export interface Check {
  readonly id: number;
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly { readonly path: string; readonly line: number; readonly message: string }[];
}

export interface Comment {
  readonly id: number;
  readonly body: string;
}

export interface GitHubView {
  /** The completed check run of that name; throws when there is none or more than one. */
  check(commit: string, name: string): Promise<Check>;
  /** The newest check run of that name: one with other annotations than before has a successor. */
  newestCheck(
    commit: string,
    name: string,
  ): Promise<{ readonly id: number; readonly title: string; readonly conclusion: string }>;
  /** Reactions to a comment, in order. */
  reactions(comment: number): Promise<readonly string[]>;
  hasCheck(commit: string, name: string): Promise<boolean>;
  comments(pullRequest: number): Promise<readonly Comment[]>;
  openPullRequest(branch: string): Promise<number>;
  /** @returns the commit on the default branch. */
  merge(pullRequest: number): Promise<string>;
  driftIssues(state: 'open' | 'closed'): Promise<readonly string[]>;
  /** The issue of that title, open or closed; undefined when there is none. */
  issue(title: string): Promise<{ readonly number: number; readonly state: string; readonly body: string } | undefined>;
  /** Says something on an issue. */
  say(issue: number, body: string): Promise<void>;
  /** Has a branch point at a commit, whatever it pointed at. */
  force(branch: string, commit: string): Promise<void>;
}

export class UnexpectedChecks extends Error {
  constructor(name: string, commit: string, found: readonly string[]) {
    super(`${commit.slice(0, 7)} has ${found.length} completed check runs ${name}: ${found.join(', ')}`);
    this.name = 'UnexpectedChecks';
  }
}

export function githubView(url: string): GitHubView {
  const octokit = new Octokit({ baseUrl: url, auth: TOKENS.githubUser });
  const runsOf = async (commit: string, name: string) =>
    (await octokit.checks.listForRef({ ...WHERE, ref: commit, check_name: name, filter: 'all' })).data.check_runs;
  return {
    async check(commit, name) {
      const runs = await runsOf(commit, name);
      const [run] = runs;
      if (runs.length !== 1 || run?.status !== 'completed')
        throw new UnexpectedChecks(
          name,
          commit,
          runs.map((one) => `${one.status} ${one.output.title}`),
        );
      const { data } = await octokit.checks.listAnnotations({ ...WHERE, check_run_id: run.id });
      return {
        id: run.id,
        conclusion: run.conclusion,
        title: run.output.title ?? '',
        summary: run.output.summary ?? '',
        annotations: data.map((one) => ({ path: one.path, line: one.start_line, message: one.message ?? '' })),
      };
    },
    async newestCheck(commit, name) {
      const [run] = await runsOf(commit, name);
      return { id: run?.id ?? 0, title: run?.output.title ?? '', conclusion: run?.conclusion ?? '' };
    },
    async reactions(comment) {
      const { data } = await octokit.reactions.listForIssueComment({ ...WHERE, comment_id: comment });
      return data.map(({ content }) => content);
    },
    hasCheck: async (commit, name) => (await runsOf(commit, name)).length > 0,
    async comments(pullRequest) {
      const { data } = await octokit.issues.listComments({ ...WHERE, issue_number: pullRequest });
      return data.map((comment) => ({ id: comment.id, body: comment.body ?? '' }));
    },
    async openPullRequest(branch) {
      return (await octokit.pulls.create({ ...WHERE, head: branch, base: 'main', title: branch })).data.number;
    },
    merge: async (pullRequest) => (await octokit.pulls.merge({ ...WHERE, pull_number: pullRequest })).data.sha,
    async driftIssues(state) {
      const { data } = await octokit.issues.listForRepo({ ...WHERE, state, labels: 'rangelight-drift' });
      return data.map((issue) => issue.title);
    },
    async issue(title) {
      const { data } = await octokit.issues.listForRepo({ ...WHERE, state: 'all', labels: 'rangelight-drift' });
      const found = data.find((issue) => issue.title === title);
      return found && { number: found.number, state: found.state, body: found.body ?? '' };
    },
    say: async (issue, body) => void (await octokit.issues.createComment({ ...WHERE, issue_number: issue, body })),
    force: async (branch, sha) =>
      void (await octokit.git.updateRef({ ...WHERE, ref: `heads/${branch}`, sha, force: true })),
  };
}
