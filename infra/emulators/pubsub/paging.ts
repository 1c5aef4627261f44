// One page of a list call.
import { RpcError } from './rpc-error.ts';

const MAX_PAGE = 1000;

export interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

/** Throws INVALID_ARGUMENT for a page size below 0 or a token that is not ours. */
export function pageOf<Item>(
  all: readonly Item[],
  { pageSize, pageToken }: PageRequest,
): { readonly items: readonly Item[]; readonly nextPageToken: string } {
  if (pageSize < 0 || !/^\d*$/.test(pageToken)) throw new RpcError('INVALID_ARGUMENT', 'Invalid page size or token');
  const start = Number(pageToken);
  const end = start + Math.min(pageSize || MAX_PAGE, MAX_PAGE);
  return { items: all.slice(start, end), nextPageToken: end < all.length ? String(end) : '' };
}
