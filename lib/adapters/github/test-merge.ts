// What merging a pull request would make, and which files it changes. The commit is taken from its ref: newer versions
// of the API do not have `merge_commit_sha`, and of an old merge its parents tell. Source: GitHub REST API, "Get a pull
// request", "Checking mergeability of pull requests", "List pull requests files" (at most 3,000).
import { isFailure } from '../../core/index.ts';
import type { TestMerge } from '../../ports/index.ts';
import type { GitHubClient } from './client.ts';

/** A page has a hundred; whoever changes more has every finding in the summary. */
const MOST_FILES = 1_000;

export async function readTestMerge(
  { where, call }: GitHubClient,
  number: number,
  signal: AbortSignal,
): Promise<TestMerge | undefined> {
  try {
    const { data: ref } = await call(signal, (octokit) =>
      octokit.rest.git.getRef({ ...where, ref: `pull/${number}/merge` }),
    );
    const { sha } = ref.object;
    const { data } = await call(signal, (octokit) => octokit.rest.repos.getCommit({ ...where, ref: sha, per_page: 1 }));
    return { commit: sha, parents: data.parents.map((parent) => parent.sha) };
  } catch (error) {
    if (isFailure(error, 'not-found')) return undefined;
    throw error;
  }
}

export async function readChangedFiles(
  { where, call }: GitHubClient,
  number: number,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  let count = 0;
  await call(signal, (octokit) =>
    octokit.paginate(
      octokit.rest.pulls.listFiles,
      { ...where, pull_number: number, per_page: 100 },
      ({ data }, done) => {
        count += data.length;
        if (count >= MOST_FILES) done();
        for (const file of data)
          for (const path of [file.filename, file.previous_filename]) if (path !== undefined) paths.add(path);
        return [];
      },
    ),
  );
  return paths;
}
