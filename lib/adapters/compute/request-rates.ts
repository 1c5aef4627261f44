// Which of Compute's per-minute quotas a request counts against, and how much of them is ours. Source: Compute Engine,
// "API rate quotas": reads and writes have quotas of their own, and so has the waiting for operations, which is not
// paced here: to give it up would leave the outcome of a write unknown.
import type { RateBudget } from '../calls/index.ts';

export interface RequestRates {
  readonly reads: RateBudget;
  readonly writes: RateBudget;
}

/** POST in form, but they change nothing. */
const READING_VERBS = ['getHealth', 'listNetworkEndpoints'];

/** The budget that a request draws on; undefined for one about an operation. */
export function budgetFor(rates: RequestRates, method: string, url: string): RateBudget | undefined {
  const { pathname } = new URL(url);
  if (pathname.includes('/operations/')) return undefined;
  const reads = method === 'GET' || READING_VERBS.some((verb) => pathname.endsWith(`/${verb}`));
  return reads ? rates.reads : rates.writes;
}
