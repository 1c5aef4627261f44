// Lists with less in them than there is. An API server does not do this; a cache or gateway in between may.
import type { Cut } from '../../kit/fault-rule.ts';

/** Lists and tables lose their last entries; every other body stays. */
export function cut(body: unknown, how: Cut): Response {
  const list = body as { readonly items?: readonly unknown[]; readonly rows?: readonly unknown[] };
  if (how.type !== 'short-list') return Response.json(list);
  return Response.json({
    ...list,
    ...(list.items === undefined ? {} : { items: list.items.slice(0, -how.drop) }),
    ...(list.rows === undefined ? {} : { rows: list.rows.slice(0, -how.drop) }),
  });
}
