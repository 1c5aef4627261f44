// Issues and their comments as the REST API and webhooks show them.
import { associationOf } from '../accounts.ts';
import type { Comment, Issue, Reaction } from '../state.ts';
import type { World } from '../world.ts';
import { accountView } from './account.ts';

export interface WithUrl extends Record<string, unknown> {
  readonly url: string;
}

export function issueView({ links, state }: World, issue: Issue): WithUrl {
  const url = links.api(`issues/${issue.number}`);
  const page = links.html(`${issue.pull === undefined ? 'issues' : 'pull'}/${issue.number}`);
  const comments = [...state.comments.values()].filter((comment) => comment.issue === issue).length;
  return {
    id: issue.id,
    number: issue.number,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    state_reason: issue.stateReason,
    user: accountView(links, issue.author),
    author_association: associationOf(issue.author),
    labels: issue.labels.map((name) => labelView(name)),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    comments,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: issue.closedBy === null ? null : accountView(links, issue.closedBy),
    url,
    html_url: page,
    comments_url: `${url}/comments`,
    repository_url: links.api(),
    ...(issue.pull === undefined
      ? {}
      : {
          draft: issue.pull.draft,
          pull_request: {
            url: links.api(`pulls/${issue.number}`),
            html_url: page,
            merged_at: issue.pull.merged?.at ?? null,
          },
        }),
  };
}

export function labelView(name: string): Record<string, unknown> {
  return { name, color: 'ededed', description: null, default: false };
}

export function commentView({ links }: World, comment: Comment): WithUrl {
  const { number, pull } = comment.issue;
  return {
    id: comment.id,
    body: comment.body,
    user: accountView(links, comment.author),
    author_association: associationOf(comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    url: links.api(`issues/comments/${comment.id}`),
    issue_url: links.api(`issues/${number}`),
    html_url: links.html(`${pull === undefined ? 'issues' : 'pull'}/${number}#issuecomment-${comment.id}`),
    reactions: reactionSummary(comment.reactions),
  };
}

export const reactionContents = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;

function reactionSummary(reactions: readonly Reaction[]): Record<string, number> {
  const counts: Record<string, number> = { total_count: reactions.length };
  for (const content of reactionContents) {
    counts[content] = reactions.filter((reaction) => reaction.content === content).length;
  }
  return counts;
}

export function reactionView({ links }: World, reaction: Reaction): Record<string, unknown> {
  return {
    id: reaction.id,
    content: reaction.content,
    user: accountView(links, reaction.author),
    created_at: reaction.createdAt,
  };
}
