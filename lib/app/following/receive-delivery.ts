// A verified webhook delivery → a hint for the planner, or for the reporter when it is about what a person says. The
// payload is only believed to say where to look; what a person presses travels on as GitHub signed it.
import { isAddressed } from '../../commands/index.ts';
import { type Json, numberAt, repositoryKey, textAt, valueAt } from '../../core/index.ts';
import type { Publisher, ReportMessage, RevisionHint } from '../../ports/index.ts';

const PULL_REQUEST_ACTIONS: ReadonlySet<unknown> = new Set([
  'opened',
  'synchronize',
  'reopened',
  'ready_for_review',
  'converted_to_draft',
  'edited',
  'closed',
]);

/** The hint in a delivery; undefined for events and actions that change nothing for us. */
export function hintOf(event: string, delivery: string, payload: Json): RevisionHint | undefined {
  const repository = repositoryIn(payload);
  if (repository === undefined) return undefined;
  const about = { repository, delivery };
  if (event === 'push') return pushHint(about, payload);
  const action = valueAt(payload, 'action');
  if (event === 'pull_request' && PULL_REQUEST_ACTIONS.has(action) && !isOnlyWords(payload)) {
    const pullRequest = numberAt(payload, 'number');
    return pullRequest === undefined ? undefined : { type: 'pull-request', ...about, pullRequest };
  }
  if (event !== 'merge_group' || action !== 'checks_requested') return undefined;
  const branch = branchOf(textAt(payload, 'merge_group', 'head_ref'));
  return branch === undefined ? undefined : { type: 'merge-group', ...about, branch };
}

/** Whoever opened a pull request can edit its title and its text as often as they like. */
function isOnlyWords(payload: Json): boolean {
  return valueAt(payload, 'action') === 'edited' && valueAt(payload, 'changes', 'base') === undefined;
}

/** The key of the repository that a payload is about. */
function repositoryIn(payload: Json): string | undefined {
  const name = textAt(payload, 'repository', 'full_name') ?? '';
  return name === '' ? undefined : repositoryKey(name);
}

function branchOf(ref: string | undefined): string | undefined {
  return ref?.startsWith('refs/heads/') === true ? ref.slice('refs/heads/'.length) : undefined;
}

/** What a person says or presses in a delivery; undefined for everything else. Apps are not listened to. */
export function askedIn(event: string, payload: Json, signed: Signed): ReportMessage | undefined {
  const repository = repositoryIn(payload);
  if (repository === undefined || textAt(payload, 'sender', 'type') !== 'User') return undefined;
  const action = textAt(payload, 'action');
  if (event === 'issue_comment' && action === 'created') {
    const [comment, issue] = [numberAt(payload, 'comment', 'id'), numberAt(payload, 'issue', 'number')];
    const isForUs = isAddressed(textAt(payload, 'comment', 'body') ?? '');
    return isForUs && comment !== undefined && issue !== undefined
      ? { type: 'comment', repository, comment, issue }
      : undefined;
  }
  const isPress = event === 'check_run' && action === 'requested_action';
  const isRerun = (event === 'check_run' || event === 'check_suite') && action === 'rerequested';
  return isPress || isRerun ? { type: 'press', repository, ...signed } : undefined;
}

function pushHint(about: Pick<RevisionHint, 'repository' | 'delivery'>, payload: Json): RevisionHint | undefined {
  const branch = branchOf(textAt(payload, 'ref'));
  if (branch === undefined || valueAt(payload, 'deleted') === true) return undefined;
  const [before, after] = [textAt(payload, 'before'), textAt(payload, 'after')];
  return {
    type: 'push',
    ...about,
    branch,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    forced: valueAt(payload, 'forced') === true,
  };
}

/** A body as GitHub signed it. */
export interface Signed {
  readonly body: string;
  readonly signature: string;
}

export interface ReceivedDelivery {
  readonly event: string;
  /** GitHub's delivery id. */
  readonly delivery: string;
  readonly payload: Json;
  readonly signed: Signed;
}

/**
 * What happens in a repository that is not served here, or in none (`installation`, `ping`), changes nothing.
 * @param served `owner/name` of every repository that is listened to.
 * @returns whether anything was published.
 */
export async function receiveDelivery(
  publisher: Publisher,
  served: readonly string[],
  { event, delivery, payload, signed }: ReceivedDelivery,
  signal: AbortSignal,
): Promise<boolean> {
  const repository = repositoryIn(payload);
  if (!served.some((one) => repositoryKey(one) === repository)) return false;
  const asked = askedIn(event, payload, signed);
  if (asked !== undefined) {
    await publisher.publishReport(asked, signal);
    return true;
  }
  const hint = hintOf(event, delivery, payload);
  if (hint === undefined) return false;
  await publisher.publishRevision(hint, signal);
  return true;
}
