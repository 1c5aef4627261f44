// A commit with its files, the pull requests that it is of, and the comparison of two commits.
import { type Answer, ok, raw } from '../answer.ts';
import { notFound, notImplemented, Problem } from '../errors.ts';
import { page } from '../pagination.ts';
import { changedFiles, type FileChange } from '../repository/changes.ts';
import { countCommits, readCommit, readCommits } from '../repository/commits.ts';
import { mergeBase, resolveRevision } from '../repository/revisions.ts';
import type { Call, Route } from '../router.ts';
import type { Issue, Pull } from '../state.ts';
import { commitView, fileView, filesOf } from '../views/commit.ts';
import { pullSummary } from '../views/pull.ts';
import type { World } from '../world.ts';

/** A comparison shows at most this many files, on its first page only. */
const mostComparedFiles = 300;
/** A commit shows at most this many files, 300 a page. */
const mostCommitFiles = 3_000;
/** Commits of a comparison that asks for no page. */
const unpagedCommits = 250;

/** The commit behind the `ref` parameter; throws what GitHub answers for a name that leads to none. */
export async function commitOf(world: World, call: Call): Promise<string> {
  const ref = call.param('ref');
  const sha = await resolveRevision(world.git, ref);
  if (sha === undefined) throw new Problem(422, `No commit found for SHA: ${ref}`);
  return sha;
}

export function commitRoutes(world: World): readonly Route[] {
  return [
    { method: 'GET', pattern: 'commits/*ref/pulls', needs: 'read', handle: (call) => pullsOf(world, call) },
    { method: 'GET', pattern: 'commits/*ref', needs: 'read', handle: (call) => getCommit(world, call) },
    { method: 'GET', pattern: 'compare/*basehead', needs: 'read', handle: (call) => compare(world, call) },
  ];
}

async function getCommit(world: World, call: Call): Promise<Answer> {
  const sha = await commitOf(world, call);
  if (call.accepts('sha')) return raw(Buffer.from(sha), 'application/vnd.github.sha; charset=utf-8');
  refuseTextForms(call);
  const commit = await readCommit(world.git, sha);
  const files = await filesOf(world, commit);
  let [additions, deletions] = [0, 0];
  for (const file of files) {
    additions += file.additions;
    deletions += file.deletions;
  }
  const body = (shown: readonly FileChange[]): Record<string, unknown> => ({
    ...commitView(world, commit),
    stats: { additions, deletions, total: additions + deletions },
    files: shown.map((file) => fileView(world, sha, file)),
  });
  return page(world.links, call, files.slice(0, mostCommitFiles), body, { usual: 300, largest: 300 });
}

/**
 * The pull request that brought the commit into its base; of a commit that is in no branch yet, the open ones that have
 * it.
 */
async function pullsOf(world: World, call: Call): Promise<Answer> {
  const sha = await commitOf(world, call);
  const found: { readonly issue: Issue; readonly pull: Pull }[] = [];
  for (const issue of world.state.issues) {
    const { pull } = issue;
    if (pull === undefined || (pull.merged === undefined && issue.state === 'closed')) continue;
    const from = (await mergeBase(world.git, pull.baseSha, pull.headSha)) ?? pull.baseSha;
    const own = await readCommits(world.git, [`${from}..${pull.headSha}`]);
    if (pull.merged?.sha === sha || own.some((commit) => commit.sha === sha)) found.push({ issue, pull });
  }
  const merged = found.filter(({ pull }) => pull.merged !== undefined);
  return page(world.links, call, merged.length > 0 ? merged : found, (shown) =>
    shown.map(({ issue, pull }) => pullSummary(world, issue, pull)),
  );
}

async function compare(world: World, call: Call): Promise<Answer> {
  refuseTextForms(call);
  const { git, links } = world;
  const [baseName, headName] = call.param('basehead').split('...');
  const base = await side(world, baseName);
  const head = await side(world, headName);
  const ancestor = await mergeBase(git, base, head);
  if (ancestor === undefined) throw notFound(`No common ancestor between ${baseName} and ${headName}.`);
  const [ahead, behind, files, commits, baseCommit, ancestorCommit] = await Promise.all([
    countCommits(git, base, head),
    countCommits(git, head, base),
    changedFiles(git, ancestor, head),
    readCommits(git, [`${base}..${head}`]),
    readCommit(git, base),
    readCommit(git, ancestor),
  ]);
  const oldestFirst = commits.reverse();
  const paged = call.query('per_page') !== undefined || call.query('page') !== undefined;
  const firstPage = (call.query('page') ?? '1') === '1';
  const body = (shown: typeof oldestFirst): Record<string, unknown> => ({
    url: links.api(`compare/${base}...${head}`),
    html_url: links.html(`compare/${base}...${head}`),
    base_commit: commitView(world, baseCommit),
    merge_base_commit: commitView(world, ancestorCommit),
    status: statusOf(ahead, behind),
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: shown.map((commit) => commitView(world, commit)),
    files: firstPage ? files.slice(0, mostComparedFiles).map((file) => fileView(world, head, file)) : [],
  });
  // Without a page asked for, the most recent ones are shown.
  return paged
    ? page(links, call, oldestFirst, (shown) => body([...shown]))
    : ok(body(oldestFirst.slice(-unpagedCommits)));
}

/** One side of a comparison: `branch` or `owner:branch`; another owner's fork does not exist here. */
async function side(world: World, name = ''): Promise<string> {
  const own = name.startsWith(`${world.owner}:`) ? name.slice(world.owner.length + 1) : name;
  const sha = await resolveRevision(world.git, own);
  if (sha === undefined) throw notFound();
  return sha;
}

function statusOf(ahead: number, behind: number): 'identical' | 'ahead' | 'behind' | 'diverged' {
  if (ahead === 0) return behind === 0 ? 'identical' : 'behind';
  return behind === 0 ? 'ahead' : 'diverged';
}

function refuseTextForms(call: Call): void {
  for (const form of ['diff', 'patch']) {
    if (call.accepts(form)) throw notImplemented(`media type ${form} of ${call.url.pathname}`);
  }
}
