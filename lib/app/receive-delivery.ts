// A verified webhook delivery → a hint for the planner, or for the reporter when it is about what a person says. The payload
// is only believed to say where to look. May import: core, commands, ports.
import { isAddressed } from '../commands/index.ts';
import { isJsonObject, type Json, type JsonObject, repositoryKey } from '../core/index.ts';
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
  if (!isJsonObject(payload)) return undefined;
  if (event === 'push') return pushHint(delivery, payload);
  if (event === 'pull_request' && PULL_REQUEST_ACTIONS.has(payload['action'])) {
    return typeof payload['number'] === 'number'
      ? { type: 'pull-request', delivery, pullRequest: payload['number'] }
      : undefined;
  }
  if (event === 'merge_group' && payload['action'] === 'checks_requested') {
    return groupHint(delivery, payload['merge_group']);
  }
  const isRerun = (event === 'check_run' || event === 'check_suite') && payload['action'] === 'rerequested';
  return isRerun ? rerunHint(delivery, payload[event], payload['sender']) : undefined;
}

function groupHint(delivery: string, group: Json | undefined): RevisionHint | undefined {
  const ref = isJsonObject(group) ? group['head_ref'] : undefined;
  if (typeof ref !== 'string' || !ref.startsWith('refs/heads/')) return undefined;
  return { type: 'merge-group', delivery, branch: ref.slice('refs/heads/'.length) };
}

/** GitHub names no pull request of a fork there: the commit has to do. */
function rerunHint(delivery: string, of: Json | undefined, sender: Json | undefined): RevisionHint | undefined {
  if (!isJsonObject(of) || !isJsonObject(sender)) return undefined;
  const [commit, by] = [of['head_sha'], sender['login']];
  if (typeof commit !== 'string' || !COMMIT.test(commit) || typeof by !== 'string' || by === '') return undefined;
  return { type: 'rerequest', delivery, commit, by };
}

/** What a person says or presses in a delivery; undefined for everything else. Apps are not listened to. */
export function askedIn(event: string, delivery: string, payload: Json): ReportMessage | undefined {
  if (!isJsonObject(payload) || memberOf(payload, 'sender')['type'] !== 'User') return undefined;
  if (event === 'issue_comment' && payload['action'] === 'created') {
    const { id, body } = memberOf(payload, 'comment');
    const { number } = memberOf(payload, 'issue');
    if (typeof id !== 'number' || typeof number !== 'number' || typeof body !== 'string') return undefined;
    return isAddressed(body) ? { type: 'comment', comment: id, issue: number } : undefined;
  }
  if (event !== 'check_run') return undefined;
  const { id: checkRun } = memberOf(payload, 'check_run');
  const { login: by } = memberOf(payload, 'sender');
  const action = buttonIn(payload);
  if (typeof checkRun !== 'number' || typeof by !== 'string' || by === '' || action === undefined) return undefined;
  return { type: 'button', checkRun, action, by, delivery };
}

function buttonIn(payload: JsonObject): string | undefined {
  const { identifier } = memberOf(payload, 'requested_action');
  return payload['action'] === 'requested_action' && typeof identifier === 'string' && identifier !== ''
    ? identifier
    : undefined;
}

function memberOf(payload: JsonObject, name: string): JsonObject {
  const member = payload[name];
  return isJsonObject(member) ? member : {};
}

function pushHint(delivery: string, payload: JsonObject): RevisionHint | undefined {
  const { ref, before, after, forced, deleted } = payload;
  if (typeof ref !== 'string' || !ref.startsWith('refs/heads/') || deleted === true) return undefined;
  return {
    type: 'push',
    delivery,
    branch: ref.slice('refs/heads/'.length),
    ...(typeof before === 'string' ? { before } : {}),
    ...(typeof after === 'string' ? { after } : {}),
    forced: forced === true,
  };
}

/**
 * What happens in a repository that is not served here, or in none (`installation`, `ping`), changes nothing.
 * @param served `owner/name` of every repository that is listened to.
 * @returns whether anything was published.
 */
export async function receiveDelivery(
  publisher: Publisher,
  served: readonly string[],
  event: string,
  delivery: string,
  payload: Json,
  signal: AbortSignal,
): Promise<boolean> {
  if (!isAbout(served, payload)) return false;
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

function isAbout(served: readonly string[], payload: Json): boolean {
  const { full_name: name } = isJsonObject(payload) ? memberOf(payload, 'repository') : {};
  return typeof name === 'string' && served.some((one) => repositoryKey(one) === repositoryKey(name));
}
