// One page of `objects.list` or `buckets.list`: prefix, delimiter, page size and token.
import { invalid } from './errors.ts';

const MAX_PAGE = 1000;

export interface Page {
  /** Names on this page, ascending by UTF-8 bytes. */
  readonly names: readonly string[];
  /** "Folders": what the delimiter cut off, each once. */
  readonly prefixes: readonly string[];
  readonly nextPageToken: string | undefined;
}

/** Lists `names` by the query. Names and prefixes count together against maxResults, as in the API. */
export function listPage(names: Iterable<string>, query: URLSearchParams): Page {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = pageSize(query.get('maxResults'));
  const after = readToken(query.get('pageToken'));

  const rows = new Map<string, 'name' | 'prefix'>();
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
    if (cut === -1) rows.set(name, 'name');
    else rows.set(name.slice(0, cut + delimiter.length), 'prefix');
  }
  const sorted = [...rows]
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .filter(([key]) => after === undefined || Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0);
  const page = sorted.slice(0, limit);
  const last = page.at(-1);
  return {
    names: page.filter(([, kind]) => kind === 'name').map(([key]) => key),
    prefixes: page.filter(([, kind]) => kind === 'prefix').map(([key]) => key),
    nextPageToken: sorted.length > limit && last ? Buffer.from(last[0]).toString('base64url') : undefined,
  };
}

function pageSize(text: string | null): number {
  if (text === null) return MAX_PAGE;
  if (!/^[1-9]\d*$/.test(text)) throw invalid(`Invalid value for maxResults: ${text}`, 'maxResults');
  return Math.min(Number(text), MAX_PAGE);
}

function readToken(token: string | null): string | undefined {
  if (token === null || token === '') return undefined;
  const name = Buffer.from(token, 'base64url').toString('utf8');
  if (Buffer.from(name).toString('base64url') !== token) throw invalid('Invalid page token', 'pageToken');
  return name;
}
