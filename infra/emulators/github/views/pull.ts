// Pull requests as the REST API and webhooks show them.
import type { Fork } from '../forks.ts';
import { changedFiles } from '../repository/changes.ts';
import { countCommits } from '../repository/commits.ts';
import { mergeBase } from '../repository/revisions.ts';
import type { Issue, Pull } from '../state.ts';
import { trialOf } from '../trial-merge.ts';
import type { World } from '../world.ts';
import { accountView, ownerView } from './account.ts';
import { issueView, type WithUrl } from './issue.ts';
import { forkView, repositoryView } from './repository.ts';

/** The form in lists: no merge state and no counts, and nothing is tried for it. */
export function pullSummary(world: World, issue: Issue, pull: Pull): WithUrl {
  const { links, owner } = world;
  const {
    state_reason: _reason,
    closed_by: _closer,
    pull_request: _link,
    repository_url: _repo,
    comments: _comments,
    ...shared
  } = issueView(world, issue);
  const side = (ref: string, sha: string, fork?: Fork): Record<string, unknown> => ({
    label: `${fork?.owner.login ?? owner}:${ref}`,
    ref,
    sha,
    user: fork === undefined ? ownerView(world) : accountView(links, fork.owner),
    repo: fork === undefined ? repositoryView(world) : forkView(world, fork),
  });
  return {
    ...shared,
    url: links.api(`pulls/${issue.number}`),
    issue_url: links.api(`issues/${issue.number}`),
    diff_url: links.html(`pull/${issue.number}.diff`),
    patch_url: links.html(`pull/${issue.number}.patch`),
    statuses_url: links.api(`statuses/${pull.headSha}`),
    requested_reviewers: [],
    draft: pull.draft,
    auto_merge: null,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.sha ?? pull.trial?.sha ?? null,
    head: side(pull.head, pull.headSha, pull.fork),
    base: side(pull.base, pull.baseSha),
  };
}

/** The form of a single pull request. */
export async function pullView(world: World, issue: Issue, pull: Pull): Promise<WithUrl> {
  const { git } = world;
  const from = (await mergeBase(git, pull.baseSha, pull.headSha)) ?? pull.baseSha;
  const [{ mergeable, sha }, files, commits] = await Promise.all([
    trialOf(world, issue, pull),
    changedFiles(git, from, pull.headSha),
    countCommits(git, from, pull.headSha),
  ]);
  return {
    ...pullSummary(world, issue, pull),
    merge_commit_sha: pull.merged?.sha ?? sha ?? null,
    merged: pull.merged !== undefined,
    merged_by: pull.merged === undefined ? null : accountView(world.links, pull.merged.by),
    mergeable,
    rebaseable: null,
    mergeable_state: mergeStateOf(mergeable, pull.draft),
    maintainer_can_modify: false,
    comments: issueView(world, issue).comments,
    review_comments: 0,
    commits,
    additions: total(files.map((file) => file.additions)),
    deletions: total(files.map((file) => file.deletions)),
    changed_files: files.length,
  };
}

function mergeStateOf(mergeable: boolean | null, draft: boolean): string {
  if (mergeable === null) return 'unknown';
  if (!mergeable) return 'dirty';
  return draft ? 'draft' : 'clean';
}

function total(numbers: readonly number[]): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
