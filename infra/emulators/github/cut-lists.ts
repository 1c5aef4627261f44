// Lists with less in them than there is, as after a write that has not reached the replica that answers.
import type { Cut } from '../kit/fault-rule.ts';

/** Arrays, and the named arrays beside a `total_count`; every other body stays. */
export function cut(body: unknown, how: Cut): Response {
  if (how.type !== 'short-list') return Response.json(body);
  if (Array.isArray(body)) return Response.json(body.slice(0, -how.drop));
  const entries = Object.entries(body as Readonly<Record<string, unknown>>);
  if (!entries.some(([key]) => key === 'total_count')) return Response.json(body);
  const less = entries.map(([key, value]) => [key, Array.isArray(value) ? value.slice(0, -how.drop) : value]);
  return Response.json(Object.fromEntries(less));
}
