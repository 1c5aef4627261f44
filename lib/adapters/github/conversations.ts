// The Conversations port. Source: GitHub REST API, "Issue comments", "Collaborators", "Team members", "Repository
// contents", "Reactions".
import { isFailure } from '../../core/index.ts';
import type { Conversations, Permission } from '../../ports/index.ts';
import type { GitHubAuthor } from './author.ts';
import { readHead } from './branch-head.ts';
import type { GitHubClient } from './client.ts';

export function createConversations(client: GitHubClient, author: GitHubAuthor): Conversations {
  const { where, call } = client;
  return {
    comment: (id, signal) =>
      unlessMissing(async () => {
        const { data } = await call(signal, (octokit) => octokit.rest.issues.getComment({ ...where, comment_id: id }));
        const isBot = data.user?.type !== 'User' || (data.performed_via_github_app ?? null) !== null;
        return {
          id: data.id,
          number: Number(data.issue_url.split('/').at(-1)),
          by: data.user?.login ?? '',
          isBot,
          isEdited: data.updated_at !== data.created_at,
          body: data.body ?? '',
        };
      }),

    async topic(number, signal) {
      const issue = await call(signal, (octokit) => octokit.rest.issues.get({ ...where, issue_number: number }));
      if (issue.data.pull_request === undefined) return { type: 'issue', number };
      const { data } = await call(signal, (octokit) => octokit.rest.pulls.get({ ...where, pull_number: number }));
      return {
        type: 'pull-request',
        number,
        state: data.merged ? 'merged' : data.state,
        author: data.user.login,
        head: data.head.sha,
        baseBranch: data.base.ref,
        // Of one that is open it is a trial.
        ...(data.merged && data.merge_commit_sha !== null ? { mergeCommit: data.merge_commit_sha } : {}),
        ...(data.merged_by?.login === undefined ? {} : { mergedBy: data.merged_by.login }),
      };
    },

    checkRun: (id, signal) =>
      unlessMissing(async () => {
        const login = await author.login(signal);
        const { data } = await call(signal, (octokit) => octokit.rest.checks.get({ ...where, check_run_id: id }));
        return { name: data.name, commit: data.head_sha, isOurs: `${data.app?.slug ?? ''}[bot]` === login };
      }),

    async permission(login, signal) {
      const found = await unlessMissing(() =>
        call(signal, (octokit) => octokit.rest.repos.getCollaboratorPermissionLevel({ ...where, username: login })),
      );
      // GitHub maps every role to one of four words, roles that an organization made included.
      const known: readonly Permission[] = ['read', 'write', 'admin'];
      return known.find((one) => one === found?.data.permission) ?? 'none';
    },

    async isTeamMember(org, team, login, signal) {
      const found = await unlessMissing(() =>
        call(signal, (octokit) =>
          octokit.rest.teams.getMembershipForUserInOrg({ org, team_slug: team, username: login }),
        ),
      );
      return found?.data.state === 'active';
    },

    async file(branch, path, signal) {
      const found = await unlessMissing(() =>
        call(signal, (octokit) =>
          octokit.rest.repos.getContent({ ...where, path, ref: branch, mediaType: { format: 'raw' } }),
        ),
      );
      // Of a branch that is gone GitHub says the same as of a file that is.
      if (found === undefined) await readHead(client, branch, signal);
      const data: unknown = found?.data;
      // A folder is a list.
      return typeof data === 'string' ? data : undefined;
    },

    async react(comment, reaction, signal) {
      await unlessMissing(() =>
        call(signal, (octokit) =>
          octokit.rest.reactions.createForIssueComment({ ...where, comment_id: comment, content: reaction }),
        ),
      );
    },
  };
}

async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isFailure(error, 'not-found')) return undefined;
    throw error;
  }
}
