// Lists with less in them than there is; the service never does this (its lists are consistent), a bug between may.
// May import: kit (types).
import type { Cut } from '../kit/fault-rule.ts';

export function cut(body: unknown, how: Cut): Response {
  const { items = [], ...rest } = body as { readonly items?: readonly unknown[] };
  return Response.json(how.type === 'short-list' ? { ...rest, items: items.slice(0, -how.drop) } : body);
}
