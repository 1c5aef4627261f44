// A verified webhook delivery → a hint for the planner. The payload is only believed to say where to look.
// May import: core, ports.
import { isJsonObject, type Json, type JsonObject } from '../core/index.ts';
import type { Publisher, RevisionHint } from '../ports/index.ts';

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

/** @returns whether anything was published. */
export async function receiveDelivery(
  publisher: Publisher,
  event: string,
  delivery: string,
  payload: Json,
  signal: AbortSignal,
): Promise<boolean> {
  const hint = hintOf(event, delivery, payload);
  if (hint === undefined) return false;
  await publisher.publishRevision(hint, signal);
  return true;
}
