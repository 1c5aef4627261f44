// A verified webhook delivery → a hint for the planner. The payload is only believed to say where to look.
// May import: core, ports.
import { isJsonObject, type Json, type JsonObject } from '../core/index.ts';
import type { Publisher, RevisionHint } from '../ports/index.ts';

const PULL_REQUEST_ACTIONS: ReadonlySet<unknown> = new Set([
  'opened',
  'synchronize',
  'reopened',
  'ready_for_review',
  'edited',
]);

/** The hint in a delivery; undefined for events and actions that change nothing for us. */
export function hintOf(event: string, delivery: string, payload: Json): RevisionHint | undefined {
  if (!isJsonObject(payload)) return undefined;
  if (event === 'push') return pushHint(delivery, payload);
  if (event === 'pull_request' && PULL_REQUEST_ACTIONS.has(payload['action'])) {
    return typeof payload['number'] === 'number'
      ? { type: 'pull-request', delivery, pullRequest: payload['number'] }
      : undefined;
  }
  return undefined;
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
