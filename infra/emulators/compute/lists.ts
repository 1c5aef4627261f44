// One page of a list: filtered, ordered, cut to size, with a token for the next.
import { ApiError } from './errors.ts';
import { parseFilter } from './filters.ts';

/** The query parameters that shape a list. */
export interface ListQuery {
  readonly filter?: string | undefined;
  readonly orderBy?: string | undefined;
  readonly maxResults?: string | undefined;
  readonly pageToken?: string | undefined;
}

type Item = Readonly<Record<string, unknown>>;

export interface Page<T> {
  /** Absent when empty. */
  readonly items?: readonly T[];
  readonly nextPageToken?: string;
}

const LARGEST_PAGE = 500;

export function listQuery(parameters: URLSearchParams): ListQuery {
  const text = (name: string): string | undefined => parameters.get(name) || undefined;
  return {
    filter: text('filter'),
    orderBy: text('orderBy'),
    maxResults: text('maxResults'),
    pageToken: text('pageToken'),
  };
}

/** Throws a 400 for a filter, order, size or token that the emulator does not understand. */
export function page<T extends object>(all: readonly T[], query: ListQuery): Page<T> {
  const matches = query.filter === undefined ? undefined : parseFilter(query.filter);
  const kept = matches === undefined ? all : all.filter((item) => matches(item as Item));
  const sorted = ordered(kept, query.orderBy);
  const size = pageSize(query.maxResults);
  const start = query.pageToken === undefined ? 0 : offsetOf(query.pageToken);
  const items = sorted.slice(start, start + size);
  const next = start + size < sorted.length && size > 0 ? { nextPageToken: tokenOf(start + size) } : {};
  return { ...(items.length > 0 ? { items } : {}), ...next };
}

function ordered<T extends object>(items: readonly T[], orderBy: string | undefined): readonly T[] {
  if (orderBy === undefined || orderBy === 'name') return items;
  if (orderBy !== 'creationTimestamp desc') {
    throw invalidParameter('orderBy', orderBy, 'Only name and "creationTimestamp desc" are supported.');
  }
  // Operations are the one kind that calls it insertTime.
  const created = (item: T): number => {
    const { creationTimestamp, insertTime } = item as Item;
    return Date.parse(String(creationTimestamp ?? insertTime));
  };
  return [...items].sort((a, b) => created(b) - created(a));
}

function pageSize(text: string | undefined): number {
  if (text === undefined) return LARGEST_PAGE;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 0 || size > LARGEST_PAGE) {
    throw invalidParameter('maxResults', text, `Values must be within the range: [0, ${LARGEST_PAGE}]`);
  }
  return size;
}

function tokenOf(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString('base64url');
}

function offsetOf(token: string): number {
  const offset = /^offset:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (offset === undefined) throw invalidParameter('pageToken', token, 'The page token is not valid.');
  return Number(offset);
}

function invalidParameter(name: string, value: string, detail: string): ApiError {
  return new ApiError(400, 'invalidParameter', `Invalid value for field '${name}': '${value}'. ${detail}`);
}
