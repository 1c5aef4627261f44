// Issues: list (pull requests among them), open, read, edit.
import { announce, close, reopen } from '../announce.ts';
import { type Answer, created, ok } from '../answer.ts';
import { forbidden, invalidRequest, notFound, notImplemented } from '../errors.ts';
import type { Fields } from '../fields.ts';
import { page } from '../pagination.ts';
import { atLeast } from '../roles.ts';
import { type Call, type Route, refuseQuery } from '../router.ts';
import type { Issue } from '../state.ts';
import { issueView, labelView } from '../views/issue.ts';
import type { World } from '../world.ts';
import { prepareReopening } from './pulls.ts';
import { checkText } from './text-limits.ts';

export function issueRoutes(world: World): readonly Route[] {
  return [
    { method: 'GET', pattern: 'issues', needs: 'read', handle: (call) => listIssues(world, call) },
    { method: 'POST', pattern: 'issues', needs: 'read', handle: (call) => openIssue(world, call) },
    {
      method: 'GET',
      pattern: 'issues/:number',
      needs: 'read',
      handle: (call) => ok(issueView(world, issueOf(world, call))),
    },
    { method: 'PATCH', pattern: 'issues/:number', needs: 'read', handle: (call) => editIssue(world, call) },
  ];
}

/** The issue (or pull request) named in the path. */
export function issueOf(world: World, call: Call): Issue {
  const issue = world.state.issues.find((one) => one.number === call.number('number'));
  if (issue === undefined) throw notFound();
  return issue;
}

async function listIssues(world: World, call: Call): Promise<Answer> {
  refuseQuery(call, 'milestone', 'assignee', 'mentioned', 'type');
  const state = call.query('state') ?? 'open';
  const labels = (call.query('labels') ?? '').split(',').filter((label) => label !== '');
  const creator = call.query('creator');
  const since = call.query('since');
  const sort = call.query('sort') ?? 'created';
  if (sort !== 'created' && sort !== 'updated') throw notImplemented(`sort ${sort}`);
  const key = (issue: Issue): string => (sort === 'updated' ? issue.updatedAt : issue.createdAt);
  const found = world.state.issues.filter(
    (issue) =>
      (state === 'all' || issue.state === state) &&
      labels.every((label) => issue.labels.includes(label)) &&
      (creator === undefined || issue.author.login === creator) &&
      (since === undefined || Date.parse(issue.updatedAt) >= Date.parse(since)),
  );
  // Newest first unless asked otherwise; within one second the number decides.
  found.sort((a, b) => key(b).localeCompare(key(a)) || b.number - a.number);
  if (call.query('direction') === 'asc') found.reverse();
  return page(world.links, call, found, (shown) => shown.map((issue) => issueView(world, issue)));
}

async function openIssue(world: World, call: Call): Promise<Answer> {
  const { state } = world;
  const fields = await call.fields();
  fields.refuse('milestone', 'assignee', 'assignees', 'type');
  const title = fields.text('title');
  const body = checkText('Issue', fields.optionalText('body')) ?? null;
  const labels = labelsIn(fields) ?? [];
  const at = world.now();
  const issue: Issue = {
    id: state.nextId(),
    number: state.nextNumber(),
    title,
    body,
    state: 'open',
    stateReason: null,
    // Labels from somebody who may not triage are dropped silently.
    labels: atLeast(call.actor.permission, 'triage') ? labels : [],
    author: call.actor,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
  };
  state.issues.push(issue);
  await announce(world, 'opened', issue, call.actor);
  for (const name of issue.labels) await announce(world, 'labeled', issue, call.actor, { label: labelView(name) });
  return created(issueView(world, issue));
}

async function editIssue(world: World, call: Call): Promise<Answer> {
  const issue = issueOf(world, call);
  const { actor } = call;
  const writer = atLeast(actor.permission, 'triage');
  if (!writer && issue.author.login !== actor.login) throw forbidden('Must have admin rights to Repository.');
  const fields = await call.fields();
  fields.refuse('milestone', 'assignee', 'assignees', 'type');
  const title = fields.optionalText('title') ?? issue.title;
  const body = fields.has('body') ? (checkText('Issue', fields.optionalText('body')) ?? null) : issue.body;
  const state = fields.oneOf('state', ['open', 'closed']) ?? issue.state;
  const reason = fields.oneOf('state_reason', ['completed', 'not_planned', 'duplicate', 'reopened']);
  const labels = writer ? labelsIn(fields) : undefined;
  if (state === 'open' && issue.state === 'closed' && issue.pull !== undefined) {
    await prepareReopening(world, issue, issue.pull);
  }
  const changes = {
    ...(title === issue.title ? {} : { title: { from: issue.title } }),
    ...(body === issue.body ? {} : { body: { from: issue.body ?? '' } }),
  };
  Object.assign(issue, { title, body, updatedAt: world.now() });
  if (Object.keys(changes).length > 0) await announce(world, 'edited', issue, actor, { changes });
  if (labels !== undefined) await relabel(world, call, issue, labels);
  if (state === 'closed' && issue.state === 'open') await close(world, issue, actor, reason ?? 'completed');
  else if (state === 'open' && issue.state === 'closed') await reopen(world, issue, actor);
  return ok(issueView(world, issue));
}

async function relabel(world: World, { actor }: Call, issue: Issue, labels: readonly string[]): Promise<void> {
  const before = issue.labels;
  issue.labels = labels;
  for (const name of labels.filter((label) => !before.includes(label))) {
    await announce(world, 'labeled', issue, actor, { label: labelView(name) });
  }
  for (const name of before.filter((label) => !labels.includes(label))) {
    await announce(world, 'unlabeled', issue, actor, { label: labelView(name) });
  }
}

/** Labels come as names or as objects with a name; a name that is new makes a label. */
function labelsIn(fields: Fields): readonly string[] | undefined {
  const given = fields.raw('labels');
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given)) throw invalidRequest(`For 'properties/labels', ${JSON.stringify(given)} is not an array.`);
  const names = (given as readonly unknown[]).map((item) => {
    if (typeof item === 'string') return item;
    const name = typeof item === 'object' && item !== null && 'name' in item ? item.name : undefined;
    if (typeof name !== 'string') throw invalidRequest("For 'labels/items', no name was supplied.");
    return name;
  });
  return [...new Set(names)];
}
