// pageSize and pageToken, as the list methods of Google's APIs take them (AIP-158).

const MAX_PAGE = 500;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** Cuts one page out of `all`; undefined when a parameter cannot be read. A page size of 0 leaves the choice to us. */
export function pageOf<Item>(all: readonly Item[], query: URLSearchParams): Page<Item> | undefined {
  const size = query.get('pageSize') ?? '0';
  const start = readToken(query.get('pageToken') ?? '');
  if (!/^\d+$/.test(size) || start === undefined || start > all.length) return undefined;
  const end = start + Math.min(Number(size) || MAX_PAGE, MAX_PAGE);
  return { items: all.slice(start, end), nextPageToken: end < all.length ? writeToken(end) : '' };
}

function writeToken(start: number): string {
  return Buffer.from(`from:${start}`).toString('base64url');
}

function readToken(token: string): number | undefined {
  if (token === '') return 0;
  const [, digits] = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
