// Commits and changed files as the REST API shows them, and commits as push events show them.
import { encodePath } from '../links.ts';
import { changedFiles, type FileChange } from '../repository/changes.ts';
import type { Commit } from '../repository/commits.ts';
import { emptyTree } from '../repository/revisions.ts';
import type { World } from '../world.ts';
import { accountView } from './account.ts';

/** A commit without its files. */
export function commitView(world: World, commit: Commit): Record<string, unknown> {
  const { links } = world;
  const known = (email: string): Record<string, unknown> | null => {
    const account = world.accounts.byEmail(email);
    return account === undefined ? null : accountView(links, account);
  };
  return {
    sha: commit.sha,
    url: links.api(`commits/${commit.sha}`),
    html_url: links.html(`commit/${commit.sha}`),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: links.api(`git/trees/${commit.tree}`) },
      url: links.api(`git/commits/${commit.sha}`),
    },
    author: known(commit.author.email),
    committer: known(commit.committer.email),
    parents: commit.parents.map((sha) => ({ sha, url: links.api(`commits/${sha}`) })),
  };
}

export function fileView(world: World, commit: string, change: FileChange): Record<string, unknown> {
  const path = encodePath(change.filename);
  return {
    sha: change.sha,
    filename: change.filename,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: world.links.html(`blob/${commit}/${path}`),
    raw_url: world.links.html(`raw/${commit}/${path}`),
    contents_url: `${world.links.api(`contents/${path}`)}?ref=${commit}`,
    ...(change.previousFilename === undefined ? {} : { previous_filename: change.previousFilename }),
    ...(change.patch === undefined ? {} : { patch: change.patch }),
  };
}

/** A commit against its first parent. */
export function filesOf(world: World, commit: Commit): Promise<FileChange[]> {
  return changedFiles(world.git, commit.parents[0] ?? emptyTree, commit.sha);
}

/** A commit in a push event. */
export async function pushedCommitView(
  world: World,
  commit: Commit,
  distinct: boolean,
): Promise<Record<string, unknown>> {
  const files = await filesOf(world, commit);
  const named = (status: FileChange['status']): string[] =>
    files.filter((file) => file.status === status).map((file) => file.filename);
  const renamed = files.filter((file) => file.status === 'renamed');
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct,
    message: commit.message,
    timestamp: commit.committer.date,
    url: world.links.html(`commit/${commit.sha}`),
    author: person(world, commit.author),
    committer: person(world, commit.committer),
    // A push event knows no renames: the old path is removed, the new one added.
    added: [...named('added'), ...renamed.map((file) => file.filename)],
    removed: [...named('removed'), ...renamed.flatMap((file) => file.previousFilename ?? [])],
    modified: [...named('modified'), ...named('changed')],
  };
}

function person(world: World, { name, email, date }: Commit['author']): Record<string, unknown> {
  const username = world.accounts.byEmail(email)?.login;
  return { name, email, date, ...(username === undefined ? {} : { username }) };
}

/** A commit as check suites and merge groups show it: who, what, when, without files. */
export function simpleCommitView({ sha, tree, message, committer, author }: Commit): Record<string, unknown> {
  const bare = ({ name, email }: Commit['author']): Record<string, unknown> => ({ name, email });
  return {
    id: sha,
    tree_id: tree,
    message,
    timestamp: committer.date,
    author: bare(author),
    committer: bare(committer),
  };
}
