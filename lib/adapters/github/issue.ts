// The one issue of a marker: opened, brought up to date, closed, and opened again; or opened once for all.
import type { GitHubAuthor } from './author.ts';
import type { GitHubClient } from './client.ts';
import { carries, marked, sameText } from './marker.ts';

/** Narrows the search for our issues to a few. */
const LABEL = 'rangelight-drift';

export interface GitHubIssue {
  readonly marker: string;
  readonly title: string;
  /** Undefined: it is to be closed. */
  readonly body: string | undefined;
}

export async function putIssue(
  client: GitHubClient,
  author: GitHubAuthor,
  { marker, title, body }: GitHubIssue,
  signal: AbortSignal,
): Promise<void> {
  const { where, call } = client;
  const found = await find(client, author, marker, signal);
  if (found === undefined) {
    if (body !== undefined) await create(client, { marker, title, body }, signal);
    return;
  }
  const issue_number = found.number;
  if (body === undefined) {
    if (found.state === 'closed') return;
    await call(signal, (octokit) =>
      octokit.rest.issues.update({ ...where, issue_number, state: 'closed', state_reason: 'completed' }),
    );
    return;
  }
  const text = marked(marker, body);
  if (found.state === 'open' && found.title === title && sameText(found.body, text)) return;
  await call(signal, (octokit) =>
    octokit.rest.issues.update({ ...where, issue_number, state: 'open', title, body: text }),
  );
}

/** Opens it, unless there ever was one. */
export async function openIssue(
  client: GitHubClient,
  author: GitHubAuthor,
  issue: GitHubIssue & { readonly body: string },
  signal: AbortSignal,
): Promise<void> {
  if ((await find(client, author, issue.marker, signal)) === undefined) await create(client, issue, signal);
}

async function find({ where, call }: GitHubClient, author: GitHubAuthor, marker: string, signal: AbortSignal) {
  const login = await author.login(signal);
  const issues = await call(signal, (octokit) =>
    octokit.paginate(octokit.rest.issues.listForRepo, {
      ...where,
      state: 'all',
      labels: LABEL,
      creator: login,
      per_page: 100,
    }),
  );
  return issues.find((issue) => issue.pull_request === undefined && carries(issue, marker, login));
}

async function create(
  { where, call }: GitHubClient,
  { marker, title, body }: GitHubIssue & { readonly body: string },
  signal: AbortSignal,
): Promise<void> {
  await call(signal, (octokit) =>
    octokit.rest.issues.create({ ...where, title, body: marked(marker, body), labels: [LABEL] }),
  );
}
