// Deliveries of the App's hook that failed, sent again. GitHub repeats none by itself, and lists them for three days;
// the list of attempts is all the memory that this needs. Source: GitHub, "Handling failed webhook deliveries" and
// "REST API endpoints for GitHub App webhooks".
import type { Clock } from '../../ports/index.ts';
import type { GitHubClients } from './client.ts';

/** What is older was caught up by people, or by looking at the branch. */
const SINCE_MS = 6 * 3_600_000;
/** The first attempt and three more: what fails four times is not the network's fault. */
const MOST_ATTEMPTS = 4;
/** Deliveries asked for in one sweep; the next sweep goes on. */
const MOST_AT_ONCE = 20;
/** Pages of a hundred attempts, newest first. */
const MOST_PAGES = 10;

interface Attempt {
  readonly id: number;
  readonly guid: string;
  readonly delivered_at: string;
  readonly status_code: number;
}

/** @returns the ids of the deliveries that GitHub was asked to send again; none with a token, which has no hook. */
export async function redeliverFailed(
  { self }: GitHubClients,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (self.type === 'token') return [];
  const { call } = self;
  const since = clock.now() - SINCE_MS;
  let pages = 0;
  const attempts = await call(signal, (octokit) =>
    octokit.paginate(octokit.rest.apps.listWebhookDeliveries, { per_page: 100 }, ({ data }, done) => {
      pages += 1;
      if (pages >= MOST_PAGES || data.some((one) => Date.parse(one.delivered_at) < since)) done();
      return data;
    }),
  );
  const chosen = failed(attempts.filter((one) => Date.parse(one.delivered_at) >= since)).slice(0, MOST_AT_ONCE);
  for (const { id } of chosen) {
    await call(signal, (octokit) => octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: id }));
  }
  return chosen.map(({ guid }) => guid);
}

/** The newest attempt of every delivery that never arrived and was not tried too often; oldest first. */
export function failed(attempts: readonly Attempt[]): readonly Attempt[] {
  const byGuid = Map.groupBy(attempts, ({ guid }) => guid);
  const newest = [...byGuid.values()].flatMap((of) => {
    if (of.some(arrived) || of.length >= MOST_ATTEMPTS) return [];
    return of.toSorted((a, b) => b.id - a.id).slice(0, 1);
  });
  return newest.sort((a, b) => a.id - b.id);
}

/** 4xx is an answer of ours, but of a rotated secret too: it is tried again. */
function arrived({ status_code: status }: Attempt): boolean {
  return status >= 200 && status < 400;
}
