// Deliveries of the app's hook, or of the repository's: list by cursor, look at one, ask for another attempt.
import { type Answer, ok } from '../answer.ts';
import { invalidRequest, notFound } from '../errors.ts';
import type { SiteLinks } from '../links.ts';
import type { Call, Route } from '../router.ts';
import type { Delivery, DeliveryAttempt, Webhooks } from '../webhooks.ts';
import { timestamp } from '../world.ts';

interface Item {
  readonly delivery: Delivery;
  readonly attempt: DeliveryAttempt;
}

export interface HookPlace {
  readonly pattern: string;
  readonly needs: Route['needs'];
  /** Id of the repository whose hook it is; absent: the app's. */
  readonly repository?: number;
}

/** `pattern` ends in `deliveries`. */
export function deliveryRoutes(links: SiteLinks, webhooks: Webhooks, place: HookPlace): readonly Route[] {
  const { pattern, needs } = place;
  const single = `${pattern}/:delivery`;
  const found = (call: Call): Item => {
    const item = newestFirst(webhooks, place).find(({ attempt }) => attempt.id === call.number('delivery'));
    if (item === undefined) throw notFound();
    return item;
  };
  return [
    { method: 'GET', pattern, needs, handle: (call) => list(links, webhooks, place, call) },
    { method: 'GET', pattern: single, needs, handle: (call) => ok(fullView(found(call), webhooks.url() ?? '')) },
    {
      method: 'POST',
      pattern: `${single}/attempts`,
      needs,
      handle(call) {
        // GitHub accepts and sends later: nobody waits for the answer here.
        void webhooks.redeliver(found(call).delivery.id);
        return { status: 202, json: {} };
      },
    },
  ];
}

/** Only attempts that have ended are listed. */
function newestFirst(webhooks: Webhooks, { repository }: HookPlace): readonly Item[] {
  return webhooks
    .deliveries()
    .filter(({ payload }) => repository === undefined || idIn(payload, 'repository') === repository)
    .flatMap((delivery) => delivery.attempts.map((attempt) => ({ delivery, attempt })))
    .sort((a, b) => b.attempt.id - a.attempt.id);
}

function list(links: SiteLinks, webhooks: Webhooks, place: HookPlace, call: Call): Answer {
  const wanted = call.query('status');
  const size = Math.min(Math.max(Number(call.query('per_page') ?? 30) || 30, 1), 100);
  const from = startOf(call.query('cursor'));
  const fits = ({ attempt }: Item): boolean => wanted === undefined || (wanted === 'success') === succeeded(attempt);
  const rest = newestFirst(webhooks, place).filter((item) => fits(item) && item.attempt.id <= from);
  const next = rest[size];
  const query = new URLSearchParams(call.url.search);
  query.set('cursor', `v1_${next?.attempt.id ?? 0}`);
  const link = `<${links.origin}${call.url.pathname}?${query.toString()}>; rel="next"`;
  return ok(rest.slice(0, size).map(itemView), next === undefined ? {} : { link });
}

function startOf(cursor: string | undefined): number {
  if (cursor === undefined) return Number.POSITIVE_INFINITY;
  const id = /^v1_(\d+)$/u.exec(cursor)?.[1];
  if (id === undefined) throw invalidRequest('Invalid cursor.');
  return Number(id);
}

function succeeded({ status }: DeliveryAttempt): boolean {
  return status >= 200 && status < 400;
}

function itemView({ delivery, attempt }: Item): Record<string, unknown> {
  const action = delivery.payload['action'];
  return {
    id: attempt.id,
    guid: delivery.id,
    delivered_at: timestamp(attempt.at),
    redelivery: attempt.redelivery,
    duration: attempt.duration,
    status: wordsOf(attempt),
    status_code: attempt.status,
    event: delivery.event,
    action: typeof action === 'string' ? action : null,
    installation_id: idIn(delivery.payload, 'installation'),
    repository_id: idIn(delivery.payload, 'repository'),
    throttled_at: null,
  };
}

function fullView(item: Item, url: string): Record<string, unknown> {
  return {
    ...itemView(item),
    url,
    request: { headers: item.attempt.headers, payload: item.delivery.payload },
    response: { headers: {}, payload: '' },
  };
}

function idIn(payload: Readonly<Record<string, unknown>>, name: string): number | null {
  const member = payload[name] as { readonly id?: number } | undefined;
  return member?.id ?? null;
}

function wordsOf(attempt: DeliveryAttempt): string {
  if (attempt.status === 0) return attempt.duration < 10 ? 'failed to connect to host' : 'timed out';
  return succeeded(attempt) ? 'OK' : `Invalid HTTP Response: ${attempt.status}`;
}
