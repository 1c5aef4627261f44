// Comments on issues and pull requests, and reactions to them.
import { type Answer, created, noContent, ok } from '../answer.ts';
import { forbidden, notFound, validationFailed } from '../errors.ts';
import { page } from '../pagination.ts';
import { mayPush } from '../roles.ts';
import type { Call, Route } from '../router.ts';
import type { Comment } from '../state.ts';
import { commentView, issueView, reactionContents, reactionView } from '../views/issue.ts';
import type { World } from '../world.ts';
import { issueOf } from './issues.ts';
import { checkText } from './text-limits.ts';

export function commentRoutes(world: World): readonly Route[] {
  const single = 'issues/comments/:id';
  return [
    { method: 'GET', pattern: 'issues/:number/comments', needs: 'read', handle: (call) => list(world, call) },
    { method: 'POST', pattern: 'issues/:number/comments', needs: 'read', handle: (call) => create(world, call) },
    {
      method: 'GET',
      pattern: single,
      needs: 'read',
      handle: (call) => ok(commentView(world, commentOf(world, call))),
    },
    { method: 'PATCH', pattern: single, needs: 'read', handle: (call) => edit(world, call) },
    { method: 'DELETE', pattern: single, needs: 'read', handle: (call) => remove(world, call) },
    { method: 'POST', pattern: `${single}/reactions`, needs: 'read', handle: (call) => react(world, call) },
    {
      method: 'GET',
      pattern: `${single}/reactions`,
      needs: 'read',
      handle: (call) =>
        page(world.links, call, commentOf(world, call).reactions, (shown) =>
          shown.map((reaction) => reactionView(world, reaction)),
        ),
    },
  ];
}

function commentOf(world: World, call: Call): Comment {
  const comment = world.state.comments.get(call.number('id'));
  if (comment === undefined) throw notFound();
  return comment;
}

/** Only the author and those who may push can change a comment. */
function editableCommentOf(world: World, call: Call): Comment {
  const comment = commentOf(world, call);
  if (comment.author.login === call.actor.login || mayPush(call.actor)) return comment;
  throw forbidden('Must have admin rights to Repository.');
}

function list(world: World, call: Call): Promise<Answer> {
  const issue = issueOf(world, call);
  const since = call.query('since');
  const comments = [...world.state.comments.values()].filter(
    (comment) => comment.issue === issue && (since === undefined || Date.parse(comment.updatedAt) >= Date.parse(since)),
  );
  return page(world.links, call, comments, (shown) => shown.map((comment) => commentView(world, comment)));
}

async function create(world: World, call: Call): Promise<Answer> {
  const issue = issueOf(world, call);
  const body = bodyOf((await call.fields()).text('body'));
  const at = world.now();
  const id = world.state.nextId();
  const comment: Comment = { id, issue, author: call.actor, body, createdAt: at, updatedAt: at, reactions: [] };
  world.state.comments.set(id, comment);
  issue.updatedAt = at;
  announceComment(world, call, 'created', comment);
  return created(commentView(world, comment));
}

async function edit(world: World, call: Call): Promise<Answer> {
  const comment = editableCommentOf(world, call);
  const body = bodyOf((await call.fields()).text('body'));
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAt = world.now();
  announceComment(world, call, 'edited', comment, { changes });
  return ok(commentView(world, comment));
}

function remove(world: World, call: Call): Answer {
  const comment = editableCommentOf(world, call);
  world.state.comments.delete(comment.id);
  announceComment(world, call, 'deleted', comment);
  return noContent();
}

function bodyOf(body: string): string {
  if (body.trim() === '') throw validationFailed({ resource: 'IssueComment', field: 'body', code: 'missing_field' });
  return checkText('IssueComment', body);
}

function announceComment(
  world: World,
  call: Call,
  action: string,
  comment: Comment,
  extra: Readonly<Record<string, unknown>> = {},
): void {
  const payload = { action, issue: issueView(world, comment.issue), comment: commentView(world, comment), ...extra };
  world.emit('issue_comment', payload, call.actor);
}

async function react(world: World, call: Call): Promise<Answer> {
  const comment = commentOf(world, call);
  const content = (await call.fields()).oneOf('content', reactionContents);
  if (content === undefined) throw validationFailed({ resource: 'Reaction', field: 'content', code: 'missing_field' });
  const known = comment.reactions.find((one) => one.content === content && one.author.login === call.actor.login);
  if (known !== undefined) return ok(reactionView(world, known));
  const reaction = { id: world.state.nextId(), content, author: call.actor, createdAt: world.now() };
  comment.reactions.push(reaction);
  return { status: 201, json: reactionView(world, reaction) };
}
