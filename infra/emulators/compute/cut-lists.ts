// Lists with less in them than there is: short ones, and those of scopes that cannot be reached. Source: REST,
// aggregatedList (`unreachables`, `warning`, `returnPartialSuccess`); the form of `unreachables`, and that a list which
// did not ask for partial success fails as a whole with 503, are unverified.
import type { Cut } from '../kit/fault-rule.ts';
import { refuse } from './refuse.ts';

type Scopes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface ListBody {
  readonly kind: string;
  readonly items?: readonly unknown[] | Scopes;
}

/** A list of endpoints is asked for by POST and has a name of its own. */
const LIST = /List(?:NetworkEndpoints)?$/;

/** Bodies that are no lists stay as they are. */
export function cut(body: unknown, how: Cut, { pathname, searchParams }: URL): Response {
  const list = body as ListBody;
  if (!LIST.test(list.kind)) return Response.json(list);
  return how.type === 'short-list' ? short(list, how.drop) : without(list, how.places, pathname, searchParams);
}

function short({ items, ...rest }: ListBody, drop: number): Response {
  if (items === undefined || isPlain(items)) return Response.json({ ...rest, items: items?.slice(0, -drop) });
  let left = drop;
  const scopes = Object.entries(items)
    .reverse()
    .map(([scope, content]): [string, object] => {
      const entries = Object.entries(content).map(([key, value]) => {
        if (!Array.isArray(value)) return [key, value];
        const kept = value.slice(0, Math.max(0, value.length - left));
        left -= value.length - kept.length;
        return [key, kept];
      });
      return [scope, Object.fromEntries(entries) as object];
    });
  return Response.json({ ...rest, items: Object.fromEntries(scopes.reverse()) });
}

function without(list: ListBody, places: readonly string[], pathname: string, query: URLSearchParams): Response {
  const { items } = list;
  if (items === undefined || isPlain(items)) {
    const here = places.find((place) => pathname.includes(`/${place}/`));
    return here === undefined ? Response.json(list) : refuse({ status: 503, message: `${here} cannot be reached` });
  }
  if (query.get('returnPartialSuccess') !== 'true') {
    return refuse({ status: 503, message: `${places.join(', ')} cannot be reached` });
  }
  const marked = Object.fromEntries(places.map((place) => [place, { warning: unreachable(place) }]));
  return Response.json({ ...list, items: { ...items, ...marked }, unreachables: places });
}

function unreachable(scope: string): object {
  const message = `The scope '${scope}' cannot be reached.`;
  return { code: 'UNREACHABLE', message, data: [{ key: 'scope', value: scope }] };
}

function isPlain(items: readonly unknown[] | Scopes): items is readonly unknown[] {
  return Array.isArray(items);
}
