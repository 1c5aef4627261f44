// Pull requests: list, open, read, edit, their commits and files. Merging has a file of its own.
import { announce, close, reopen } from '../announce.ts';
import { type Answer, created, ok } from '../answer.ts';
import { forbidden, notFound, notImplemented, type Problem, validationFailed } from '../errors.ts';
import { branchRef, type Fork, headRef } from '../forks.ts';
import { page } from '../pagination.ts';
import { changedFiles } from '../repository/changes.ts';
import { countCommits, readCommits } from '../repository/commits.ts';
import { isAncestor, mergeBase, refTarget } from '../repository/revisions.ts';
import { mayPush } from '../roles.ts';
import type { Call, Route } from '../router.ts';
import type { Issue, Pull } from '../state.ts';
import { commitView, fileView } from '../views/commit.ts';
import { pullSummary, pullView } from '../views/pull.ts';
import type { World } from '../world.ts';
import { checkText } from './text-limits.ts';

/** A pull request lists no more; its own count says how many there are. */
const mostCommits = 250;

export function pullRoutes(world: World): readonly Route[] {
  return [
    { method: 'GET', pattern: 'pulls', needs: 'read', handle: (call) => listPulls(world, call) },
    { method: 'POST', pattern: 'pulls', needs: 'read', handle: (call) => openPull(world, call) },
    {
      method: 'GET',
      pattern: 'pulls/:number',
      needs: 'read',
      async handle(call) {
        const { issue, pull } = pullOf(world, call);
        return ok(await pullView(world, issue, pull));
      },
    },
    { method: 'PATCH', pattern: 'pulls/:number', needs: 'read', handle: (call) => editPull(world, call) },
    {
      method: 'GET',
      pattern: 'pulls/:number/commits',
      needs: 'read',
      async handle(call) {
        const { pull } = pullOf(world, call);
        const from = (await mergeBase(world.git, pull.baseSha, pull.headSha)) ?? pull.baseSha;
        const newestFirst = await readCommits(world.git, [`${from}..${pull.headSha}`]);
        return page(world.links, call, newestFirst.reverse().slice(0, mostCommits), (shown) =>
          shown.map((commit) => commitView(world, commit)),
        );
      },
    },
    {
      method: 'GET',
      pattern: 'pulls/:number/files',
      needs: 'read',
      async handle(call) {
        const { pull } = pullOf(world, call);
        const from = (await mergeBase(world.git, pull.baseSha, pull.headSha)) ?? pull.baseSha;
        const files = await changedFiles(world.git, from, pull.headSha);
        return page(world.links, call, files.slice(0, 3_000), (shown) =>
          shown.map((file) => fileView(world, pull.headSha, file)),
        );
      },
    },
  ];
}

/** The pull request named in the path; an issue that is none is not found. */
export function pullOf(world: World, call: Call): { readonly issue: Issue; readonly pull: Pull } {
  const issue = world.state.issues.find((one) => one.number === call.number('number'));
  if (issue?.pull === undefined) throw notFound();
  return { issue, pull: issue.pull };
}

async function listPulls(world: World, call: Call): Promise<Answer> {
  const state = call.query('state') ?? 'open';
  const head = call.query('head');
  const base = call.query('base');
  const sort = call.query('sort') ?? 'created';
  if (sort !== 'created' && sort !== 'updated') throw notImplemented(`sort ${sort}`);
  const key = (issue: Issue): string => (sort === 'updated' ? issue.updatedAt : issue.createdAt);
  const found = world.state.issues
    .flatMap((issue) => (issue.pull === undefined ? [] : [{ issue, pull: issue.pull }]))
    .filter(
      ({ issue, pull }) =>
        (state === 'all' || issue.state === state) &&
        (head === undefined || head === labelOf(world, pull)) &&
        (base === undefined || base === pull.base),
    );
  // Newest first unless asked otherwise; within one second the number decides.
  found.sort((a, b) => key(b.issue).localeCompare(key(a.issue)) || b.issue.number - a.issue.number);
  if (call.query('direction') === 'asc') found.reverse();
  return page(world.links, call, found, (shown) => shown.map(({ issue, pull }) => pullSummary(world, issue, pull)));
}

/** `OWNER:branch` as lists filter by it. */
function labelOf(world: World, pull: Pull): string {
  return `${pull.fork?.owner.login ?? world.owner}:${pull.head}`;
}

/** Where `branch` or `owner:branch` is. */
function placeOf(world: World, label: string): { readonly fork?: Fork; readonly head: string } {
  const colon = label.indexOf(':');
  const [owner, head] = [label.slice(0, Math.max(colon, 0)), label.slice(colon + 1)];
  if (owner === '' || owner.toLowerCase() === world.owner.toLowerCase()) return { head };
  const fork = world.state.forks.find((one) => one.owner.login.toLowerCase() === owner.toLowerCase());
  if (fork === undefined) throw validationFailed({ resource: 'PullRequest', field: 'head', code: 'invalid' });
  return { fork, head };
}

async function openPull(world: World, call: Call): Promise<Answer> {
  const { git, owner, state } = world;
  const fields = await call.fields();
  fields.refuse('issue', 'head_repo');
  const title = fields.text('title');
  const base = fields.text('base');
  const { fork, head } = placeOf(world, fields.text('head'));
  // Whoever opens a pull request has to be able to push its branch.
  if (fork === undefined ? !mayPush(call.actor) : fork.owner.login !== call.actor.login) {
    throw forbidden('Must have push access to the head branch');
  }
  const body = checkText('PullRequest', fields.optionalText('body'));
  const [baseSha, headSha] = await Promise.all([
    refTarget(git, `refs/heads/${base}`),
    refTarget(git, branchRef(fork, head)),
  ]);
  if (baseSha === undefined) throw validationFailed({ resource: 'PullRequest', field: 'base', code: 'invalid' });
  if (headSha === undefined) throw validationFailed({ resource: 'PullRequest', field: 'head', code: 'invalid' });
  const refuse = (message: string): Problem => validationFailed({ resource: 'PullRequest', code: 'custom', message });
  if ((await countCommits(git, baseSha, headSha)) === 0) throw refuse(`No commits between ${base} and ${head}`);
  const same = (pull: Pull | undefined): boolean => pull?.head === head && pull.base === base && pull.fork === fork;
  if (state.issues.some(({ pull, state: is }) => is === 'open' && same(pull))) {
    throw refuse(`A pull request already exists for ${fork?.owner.login ?? owner}:${head}.`);
  }
  const at = world.now();
  const draft = fields.flag('draft') ?? false;
  const pull: Pull = { base, head, baseSha, headSha, draft, ...(fork === undefined ? {} : { fork }) };
  const issue: Issue = {
    id: state.nextId(),
    number: state.nextNumber(),
    title,
    body: body ?? null,
    state: 'open',
    stateReason: null,
    labels: [],
    author: call.actor,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
    pull,
  };
  state.issues.push(issue);
  await git.bytes(['update-ref', `refs/pull/${issue.number}/head`, headSha]);
  await announce(world, 'opened', issue, call.actor);
  return created(await pullView(world, issue, pull));
}

async function editPull(world: World, call: Call): Promise<Answer> {
  const { issue, pull } = pullOf(world, call);
  if (!mayPush(call.actor) && issue.author.login !== call.actor.login) {
    throw forbidden('Must have admin rights to Repository.');
  }
  const fields = await call.fields();
  fields.refuse('base', 'maintainer_can_modify');
  const title = fields.optionalText('title') ?? issue.title;
  const body = fields.has('body') ? (checkText('PullRequest', fields.optionalText('body')) ?? null) : issue.body;
  const state = fields.oneOf('state', ['open', 'closed']) ?? issue.state;
  if (state === 'open' && issue.state === 'closed') await prepareReopening(world, issue, pull);
  const changes = {
    ...(title === issue.title ? {} : { title: { from: issue.title } }),
    ...(body === issue.body ? {} : { body: { from: issue.body ?? '' } }),
  };
  Object.assign(issue, { title, body, updatedAt: world.now() });
  if (Object.keys(changes).length > 0) await announce(world, 'edited', issue, call.actor, { changes });
  if (state !== issue.state) await (state === 'closed' ? close : reopen)(world, issue, call.actor);
  return ok(await pullView(world, issue, pull));
}

/** Takes a pull request that is to be opened again to its branch's tip; throws 422 where it cannot be opened. */
export async function prepareReopening(world: World, issue: Issue, pull: Pull): Promise<void> {
  const { git } = world;
  const refuse = (message: string): Problem =>
    validationFailed({ resource: 'PullRequest', code: 'custom', field: 'state', message });
  if (pull.merged !== undefined) throw refuse('Pull request is already merged.');
  const [base, head] = await Promise.all([refTarget(git, `refs/heads/${pull.base}`), refTarget(git, headRef(pull))]);
  if (base === undefined) throw refuse(`The ${pull.base} branch has been deleted.`);
  if (head === undefined) throw refuse(`The ${pull.head} branch has been deleted.`);
  if (!(await isAncestor(git, pull.headSha, head))) {
    throw refuse(`The ${pull.head} branch was force-pushed or recreated.`);
  }
  pull.headSha = head;
  pull.baseSha = base;
  await git.bytes(['update-ref', `refs/pull/${issue.number}/head`, head]);
}
