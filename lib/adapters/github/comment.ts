// The one comment of a marker on a pull request. May import: nothing of Rangelight.
import type { Author } from './author.ts';
import type { GitHubClient } from './client.ts';
import { carries, marked, sameText } from './marker.ts';

export interface Comment {
  readonly pullRequest: number;
  readonly marker: string;
  readonly body: string;
  /** Nothing is made where there is none. */
  readonly onlyEdit?: true;
}

export async function putComment(
  { where, call }: GitHubClient,
  author: Author,
  { pullRequest, marker, body, onlyEdit }: Comment,
  signal: AbortSignal,
): Promise<void> {
  const login = await author.login(signal);
  const text = marked(marker, body);
  const comments = await call(signal, (octokit) =>
    octokit.paginate(octokit.rest.issues.listComments, {
      ...where,
      issue_number: pullRequest,
      per_page: 100,
    }),
  );
  const found = comments.find((comment) => carries(comment, marker, login));
  if (found === undefined) {
    if (onlyEdit === true) return;
    await call(signal, (octokit) =>
      octokit.rest.issues.createComment({ ...where, issue_number: pullRequest, body: text }),
    );
    return;
  }
  if (sameText(found.body, text)) return;
  await call(signal, (octokit) => octokit.rest.issues.updateComment({ ...where, comment_id: found.id, body: text }));
}
