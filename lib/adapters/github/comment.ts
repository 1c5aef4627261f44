// The one comment of a marker on a pull request.
import type { GitHubAuthor } from './author.ts';
import type { GitHubClient } from './client.ts';
import { carries, marked, markerParts, sameText, textOf, withPart } from './marker.ts';

export interface GitHubComment {
  readonly pullRequest: number;
  readonly marker: string;
  readonly body: string;
  /** Nothing is made where there is none. */
  readonly onlyEdit?: true;
}

/** Something that stands before all else of a comment. */
export interface CommentPart {
  readonly name: string;
  readonly body: string;
}

export async function putOnTop(
  client: GitHubClient,
  author: GitHubAuthor,
  { pullRequest, marker, part }: Pick<GitHubComment, 'pullRequest' | 'marker'> & { readonly part: CommentPart },
  signal: AbortSignal,
): Promise<void> {
  const found = await findComment(client, author, { pullRequest, marker }, signal);
  const body = withPart(found === undefined ? '' : textOf(found.body ?? '', marker), part);
  await write(client, found, { pullRequest, marker, body }, signal);
}

export async function putComment(
  client: GitHubClient,
  author: GitHubAuthor,
  comment: GitHubComment,
  signal: AbortSignal,
): Promise<void> {
  const found = await findComment(client, author, comment, signal);
  if (found === undefined && comment.onlyEdit === true) return;
  // What stands on top is written by itself, and stays whoever writes the rest, and however late.
  const parts = found === undefined ? '' : markerParts(textOf(found.body ?? '', comment.marker)).trimEnd();
  const body = parts === '' ? comment.body : `${parts}\n\n${comment.body}`;
  await write(client, found, { ...comment, body }, signal);
}

interface Found {
  readonly id: number;
  readonly body?: string | undefined;
}

async function findComment(
  { where, call }: GitHubClient,
  author: GitHubAuthor,
  { pullRequest, marker }: Pick<GitHubComment, 'pullRequest' | 'marker'>,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const login = await author.login(signal);
  const comments = await call(signal, (octokit) =>
    octokit.paginate(octokit.rest.issues.listComments, {
      ...where,
      issue_number: pullRequest,
      per_page: 100,
    }),
  );
  return comments.find((comment) => carries(comment, marker, login));
}

async function write(
  { where, call }: GitHubClient,
  found: Found | undefined,
  { pullRequest: issue_number, marker, body: said }: GitHubComment,
  signal: AbortSignal,
): Promise<void> {
  const body = marked(marker, said);
  if (found === undefined)
    await call(signal, (octokit) => octokit.rest.issues.createComment({ ...where, issue_number, body }));
  else if (!sameText(found.body, body))
    await call(signal, (octokit) => octokit.rest.issues.updateComment({ ...where, comment_id: found.id, body }));
}
