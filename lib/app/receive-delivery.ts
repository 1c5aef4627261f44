// A verified webhook delivery → a hint for the planner, or for the reporter when it is about what a person says. The payload
// is only believed to say where to look; what a person presses travels on as GitHub signed it. May import: core, commands, ports.
import { isAddressed } from '../commands/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/index.ts';
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

/** The hint in a delivery; undefined for events and actions that change nothing for us. */
export function hintOf(event: string, delivery: string, payload: Json): RevisionHint | undefined {
  const repository = repositoryIn(payload);
  if (!isJsonObject(payload) || repository === undefined) return undefined;
  const about = { repository, delivery };
  if (event === 'push') return pushHint(about, payload);
  if (event === 'pull_request' && PULL_REQUEST_ACTIONS.has(payload['action'])) {
    const { number } = payload;
    return typeof number === 'number' ? { type: 'pull-request', ...about, pullRequest: number } : undefined;
  }
  if (event !== 'merge_group' || payload['action'] !== 'checks_requested') return undefined;
  const ref = memberOf(payload, 'merge_group')['head_ref'];
  if (typeof ref !== 'string' || !ref.startsWith('refs/heads/')) return undefined;
  return { type: 'merge-group', ...about, branch: ref.slice('refs/heads/'.length) };
}

/** `owner/name` of the repository that a payload is about, in lower case: GitHub does not tell names apart by case. */
export function repositoryIn(payload: Json): string | undefined {
  const name = isJsonObject(payload) ? memberOf(payload, 'repository')['full_name'] : undefined;
  return typeof name === 'string' && name !== '' ? name.toLowerCase() : undefined;
}

/** What a person says or presses in a delivery; undefined for everything else. Apps are not listened to. */
export function askedIn(event: string, payload: Json, signed: Signed): ReportMessage | undefined {
  const repository = repositoryIn(payload);
  if (!isJsonObject(payload) || repository === undefined || memberOf(payload, 'sender')['type'] !== 'User')
    return undefined;
  if (event === 'issue_comment' && payload['action'] === 'created') {
    const { id, body } = memberOf(payload, 'comment');
    const { number } = memberOf(payload, 'issue');
    if (typeof id !== 'number' || typeof number !== 'number' || typeof body !== 'string') return undefined;
    return isAddressed(body) ? { type: 'comment', repository, comment: id, issue: number } : undefined;
  }
  const isPress = event === 'check_run' && payload['action'] === 'requested_action';
  const isRerun = (event === 'check_run' || event === 'check_suite') && payload['action'] === 'rerequested';
  return isPress || isRerun ? { type: 'press', repository, ...signed } : undefined;
}

function memberOf(payload: JsonObject, name: string): JsonObject {
  const member = payload[name];
  return isJsonObject(member) ? member : {};
}

function pushHint(about: Pick<RevisionHint, 'repository' | 'delivery'>, payload: JsonObject): RevisionHint | undefined {
  const { ref, before, after, forced, deleted } = payload;
  if (typeof ref !== 'string' || !ref.startsWith('refs/heads/') || deleted === true) return undefined;
  return {
    type: 'push',
    ...about,
    branch: ref.slice('refs/heads/'.length),
    ...(typeof before === 'string' ? { before } : {}),
    ...(typeof after === 'string' ? { after } : {}),
    forced: forced === true,
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

/** @returns whether anything was published. */
export async function receiveDelivery(
  publisher: Publisher,
  { event, delivery, payload, signed }: ReceivedDelivery,
  signal: AbortSignal,
): Promise<boolean> {
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
