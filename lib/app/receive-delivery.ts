// A verified webhook delivery → a hint for the planner, or for the reporter when it is about what a person says. The payload
// is only believed to say where to look. May import: core, commands, ports.
import { isAddressed } from '../commands/index.ts';
import { type Json, numberAt, textAt, valueAt } from '../core/index.ts';
import type { Publisher, ReportMessage, RevisionHint } from '../ports/index.ts';

const PULL_REQUEST_ACTIONS: ReadonlySet<unknown> = new Set([
  'opened',
  'synchronize',
  'reopened',
  'ready_for_review',
  'converted_to_draft',
  'edited',
  'closed',
]);

const COMMIT = /^[0-9a-f]{40,64}$/;

/** The hint in a delivery; undefined for events and actions that change nothing for us. */
export function hintOf(event: string, delivery: string, payload: Json): RevisionHint | undefined {
  if (event === 'push') return pushHint(delivery, payload);
  const action = valueAt(payload, 'action');
  if (event === 'pull_request' && PULL_REQUEST_ACTIONS.has(action)) {
    const pullRequest = numberAt(payload, 'number');
    return pullRequest === undefined ? undefined : { type: 'pull-request', delivery, pullRequest };
  }
  if (event === 'merge_group' && action === 'checks_requested') {
    const branch = branchOf(textAt(payload, 'merge_group', 'head_ref'));
    return branch === undefined ? undefined : { type: 'merge-group', delivery, branch };
  }
  const isRerun = (event === 'check_run' || event === 'check_suite') && action === 'rerequested';
  return isRerun ? rerunHint(event, delivery, payload) : undefined;
}

function branchOf(ref: string | undefined): string | undefined {
  return ref?.startsWith('refs/heads/') === true ? ref.slice('refs/heads/'.length) : undefined;
}

/** GitHub names no pull request of a fork there: the commit has to do. */
function rerunHint(event: string, delivery: string, payload: Json): RevisionHint | undefined {
  const [commit = '', by = ''] = [textAt(payload, event, 'head_sha'), textAt(payload, 'sender', 'login')];
  if (!COMMIT.test(commit) || by === '') return undefined;
  return { type: 'rerequest', delivery, commit, by };
}

/** What a person says or presses in a delivery; undefined for everything else. Apps are not listened to. */
export function askedIn(event: string, delivery: string, payload: Json): ReportMessage | undefined {
  if (textAt(payload, 'sender', 'type') !== 'User') return undefined;
  const told = textAt(payload, 'action');
  if (event === 'issue_comment' && told === 'created') {
    const [comment, issue] = [numberAt(payload, 'comment', 'id'), numberAt(payload, 'issue', 'number')];
    const isForUs = isAddressed(textAt(payload, 'comment', 'body') ?? '');
    return isForUs && comment !== undefined && issue !== undefined ? { type: 'comment', comment, issue } : undefined;
  }
  if (event !== 'check_run' || told !== 'requested_action') return undefined;
  const checkRun = numberAt(payload, 'check_run', 'id');
  const [action, by] = [textAt(payload, 'requested_action', 'identifier'), textAt(payload, 'sender', 'login')];
  return checkRun !== undefined && action && by ? { type: 'button', checkRun, action, by, delivery } : undefined;
}

function pushHint(delivery: string, payload: Json): RevisionHint | undefined {
  const branch = branchOf(textAt(payload, 'ref'));
  if (branch === undefined || valueAt(payload, 'deleted') === true) return undefined;
  const [before, after] = [textAt(payload, 'before'), textAt(payload, 'after')];
  return {
    type: 'push',
    delivery,
    branch,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    forced: valueAt(payload, 'forced') === true,
  };
}

/** @returns whether anything was published. */
export async function receiveDelivery(
  publisher: Publisher,
  event: string,
  delivery: string,
  payload: Json,
  signal: AbortSignal,
): Promise<boolean> {
  const asked = askedIn(event, delivery, payload);
  if (asked !== undefined) {
    await publisher.publishReport(asked, signal);
    return true;
  }
  const hint = hintOf(event, delivery, payload);
  if (hint === undefined) return false;
  await publisher.publishRevision(hint, signal);
  return true;
}
